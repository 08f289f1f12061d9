#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Turn lists of function names into a C file: embed.py OUTPUT.c LIST...

A list has a line for each entry: a name, or the beginning of names and '*', or
'*' and the end of names, or a word inside of names between two '*'; then white
space and the reason why it is there.  '#' begins a comment line.  A file
skip.list is KI_LIST_SKIP; data/lists.h tells what the tables are.
"""
import os
import sys

HEAD, NAME_HASH, HASH, WORD_HASH, WORD_SLOTS = 4, 13, 12, 15, 8


def read(path, entries, words):
    """Adds what a list has: by text and whether more may follow, the reasons by list."""
    name = "KI_LIST_" + os.path.basename(path).partition(".")[0].upper()
    here = set()
    with open(path, encoding="ascii") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            entry, _, reason = line.partition(" ")
            reason = reason.strip()
            if not reason or '"' in reason or "\\" in reason:
                sys.exit(f"{path}:{number}: {entry}: an entry needs a reason, in plain words")
            prefix, word = entry.endswith("*"), entry.startswith("*")
            text = entry.strip("*")
            if word and len(text) < HEAD:
                sys.exit(f"{path}:{number}: {entry}: a word has four bytes or more")
            if not text or "*" in text or (text, word) in here:
                sys.exit(f"{path}:{number}: {entry}: empty, '*' inside, or there already")
            here.add((text, word))
            (words if word else entries).setdefault((text, prefix), {})[name] = reason


def hash_of(head, bits):
    """The hash of how a name begins, as data/lists.c has it."""
    return int.from_bytes(head[:HEAD].ljust(HEAD, b"\0"), "little") * 2654435761 % (1 << 32) >> 32 - bits


def hash_name(name):
    """ki_str_hash() of core/str.h."""
    words = [name[at:at + 8] for at in range(0, len(name) - 8, 8)] + [name[-8:]]
    found = len(name)
    for word in words:
        found = (found ^ int.from_bytes(word, "little")) * 0x9E3779B97F4A7C15 % (1 << 64)
        found ^= found >> 32
    return found


def place_names(entries):
    """The numbers of the names, each at the first free place from its hash on."""
    places = [0] * (1 << NAME_HASH)
    for number, (text, prefix) in enumerate(entries):
        if prefix:
            continue
        at = hash_name(text.encode()) >> 64 - NAME_HASH
        while places[at]:
            at = (at + 1) % len(places)
        places[at] = number
    if sum(map(bool, places)) > len(places) // 2:
        sys.exit("too many names for NAME_HASH")
    return places


def parents(entries):
    """The number of each entry's parent: of those before it, the longest that it begins with."""
    numbers, found = {("", True): 0}, [0]
    for number, (text, prefix) in enumerate(entries[1:], 1):
        shorter = [(text, True)] if not prefix else []
        shorter += [(text[:size], True) for size in range(len(text) - 1, -1, -1)]
        found.append(next(numbers[key] for key in shorter if key in numbers))
        numbers[text, prefix] = number
    return found


def write_array(out, kind, name, values):
    out.write(f"\nconst {kind} {name} = {{{', '.join(map(str, values))}}};\n")


def starts(sizes):
    """Where the parts of an array with these sizes begin, and where the last ends."""
    return [sum(sizes[:at]) for at in range(len(sizes) + 1)]


class Texts:
    """All texts, one behind the other."""

    def __init__(self):
        self.places, self.size = {}, 0

    def place(self, text):
        """Where a text begins, which is there once."""
        if text not in self.places:
            self.places[text] = self.size
            self.size += len(text) + 1
        return self.places[text]

    def write(self, out):
        out.write("\nconst char ki_list_texts[] =\n")
        out.writelines(f'\t"{text}\\0"\n' for text in self.places)
        out.write("\t;\n")


def write_entries(out, entries, texts):
    # The beginning of names first, so that the name itself is found before it.
    order = [("", True), *sorted(entries, key=lambda entry: (entry[0].encode(), not entry[1]))]
    found, sets = parents(order), [set()]
    slots = [[] for _ in range(1 << HASH)]
    out.write("\nconst struct ki_list_reason ki_list_reasons[] = {\n")
    for key in order[1:]:
        for name, reason in entries[key].items():
            out.write(f"\t{{{name}, {texts.place(reason)}}},\n")
    out.write("};\n\nconst struct ki_list_entry ki_list_entries[] = {\n"
              f"\t{{0, {texts.place('')}, 0, true, 0, 0, 0, 0}},\n")
    at = 0
    for number, (text, prefix) in enumerate(order[1:], 1):
        own = entries[text, prefix]
        sets.append(sets[found[number]] | set(own))
        head = int.from_bytes(text.encode()[:8].ljust(8, b"\0"), "big")
        key = head if prefix else hash_name(text.encode())
        out.write(f'\t{{{key:#x}, {texts.place(text)}, {len(text)}, {str(prefix).lower()}, {found[number]}, '
                  f'{" | ".join(sorted(sets[number]))}, {at}, {len(own)}}},\n')
        at += len(own)
        if not prefix:
            continue
        # A short beginning has names with all bytes behind it.
        ends = range(256) if len(text) < HEAD else [0]
        if len(text) < HEAD - 1:
            sys.exit(f"{text}*: a beginning has three bytes or more")
        for slot in {hash_of(text.encode() + bytes([end]), HASH) for end in ends}:
            slots[slot].append(number)
    out.write("};\n")
    write_array(out, "unsigned short", "ki_list_names[1 << KI_LIST_NAME_HASH]", place_names(order))
    write_array(out, "unsigned short", "ki_list_order[]", [number for slot in slots for number in slot])
    write_array(out, "unsigned short", "ki_list_first[(1 << KI_LIST_HASH) + 1]", starts(list(map(len, slots))))


def write_words(out, words, texts):
    slots = [[] for _ in range(1 << WORD_SLOTS)]
    bits = bytearray((1 << WORD_HASH) // 8)
    for text, prefix in sorted(words):
        number = hash_of(text.encode(), WORD_HASH)
        bits[number // 8] |= 1 << number % 8
        slots[number >> WORD_HASH - WORD_SLOTS].append((text, prefix))
    out.write("\nconst struct ki_list_word ki_list_words[] = {\n")
    for text, prefix in (word for slot in slots for word in slot):
        out.write(f'\t{{{texts.place(text)}, {len(text)}, {str(prefix).lower()}, {" | ".join(words[text, prefix])}}},\n')
    out.write("};\n")
    write_array(out, "unsigned short", "ki_list_word_first[(1 << KI_LIST_WORD_SLOTS) + 1]", starts(list(map(len, slots))))
    write_array(out, "unsigned char", "ki_list_word_bits[(1 << KI_LIST_WORD_HASH) / 8]", bits)
    lists = {name for word in words.values() for name in word}
    out.write(f"\nconst unsigned ki_lists_with_words = {' | '.join(sorted(lists))};\n")


def main():
    output, *paths = sys.argv[1:]
    entries, words, texts = {}, {}, Texts()
    for path in paths:
        read(path, entries, words)
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by lib/data/embed.py from the lists beside it. */\n#include "data/lists.h"\n')
        write_entries(out, entries, texts)
        write_words(out, words, texts)
        texts.write(out)


main()
