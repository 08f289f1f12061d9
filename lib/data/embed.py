#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Turn lists of function names into a C file: embed.py OUTPUT.c LIST...

A list has a line for each entry: a name, or the beginning of names and '*', or
'*' and the end of names, or a word inside of names between two '*'; then white
space and the reason why it is there.  '#' begins a comment line.  The array for
a file skip.list is ki_list_skip.
"""
import os
import sys


def read(path):
    """Returns the entries by their beginnings, and those that may be further on."""
    entries, words = {}, {}
    with open(path, encoding="ascii") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            name, _, reason = line.partition(" ")
            reason = reason.strip()
            if not reason or '"' in reason or "\\" in reason:
                sys.exit(f"{path}:{number}: {name}: an entry needs a reason, in plain words")
            prefix, word = name.endswith("*"), name.startswith("*")
            text = name.strip("*")
            found = words if word else entries
            if word and len(text) < 4:
                sys.exit(f"{path}:{number}: {name}: a word has four bytes or more")
            if not text or "*" in text or text in found:
                sys.exit(f"{path}:{number}: {name}: empty, '*' inside, or there already")
            found[text] = (prefix, reason)
    return sorted(entries.items(), key=lambda entry: entry[0].encode()), sorted(words.items())


def write(out, name, entries):
    out.write(f"\nstatic const struct ki_list_entry {name}[] = {{\n")
    for text, (prefix, reason) in entries:
        head = int.from_bytes(text.encode()[:8].ljust(8, b"\0"), "big")
        out.write(f'\t{{"{text}", {len(text)}, {str(prefix).lower()}, "{reason}", {head:#x}}},\n')
    out.write("};\n")


def hash_of(head):
    """The hash of four bytes, as lib/core/list.h has it."""
    return int.from_bytes(head, "little") * 2654435761 % (1 << 32)


def word_heads(words):
    """The bitmap of what words begin with."""
    bits = bytearray(1 << 15 - 3)
    for text, _ in words:
        number = hash_of(text.encode()[:4]) >> 32 - 15
        bits[number // 8] |= 1 << number % 8
    return bits


def heads(entries):
    """The bitmap of the entries' beginnings, as lib/core/list.h has it; None if a prefix is too short."""
    bits = bytearray(4096 // 8)
    for text, (prefix, _) in entries:
        head = text.encode()[:4]
        # A name shorter than a head is looked up without.
        ends = [b""] if len(head) == 4 else [bytes([byte]) for byte in range(256)] if prefix else []
        if ends and len(head + ends[0]) < 4:
            return None
        for end in ends:
            number = hash_of(head + end) >> 20
            bits[number // 8] |= 1 << number % 8
    return bits


def main():
    output, *paths = sys.argv[1:]
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by lib/data/embed.py from the lists beside it. */\n#include "data/lists.h"\n')
        for path in paths:
            name = os.path.basename(path).partition(".")[0]
            entries, words = read(path)
            bits = heads(entries)
            write(out, f"{name}_entries", entries)
            if words:
                write(out, f"{name}_words", words)
            inside = word_heads(words) if words else None
            if bits:
                out.write(f"static const unsigned char {name}_heads[] = {{{', '.join(map(str, bits))}}};\n")
            if inside:
                out.write(f"static const unsigned char {name}_word_heads[] = {{{', '.join(map(str, inside))}}};\n")
            first = [sum(text.encode()[0] < byte for text, _ in entries) for byte in range(257)]
            out.write(f"\nconst struct ki_list ki_list_{name} = "
                      f'{{"{name}", {name}_entries, {{{", ".join(map(str, first))}}}, '
                      f'{f"{name}_heads" if bits else "NULL"}, '
                      f'{f"{name}_words" if words else "NULL"}, {len(words)}, '
                      f'{f"{name}_word_heads" if inside else "NULL"}}};\n')


main()
