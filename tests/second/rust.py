# SPDX-License-Identifier: BSD-2-Clause
"""Paths of Rust's symbols, from docs/signature.md and RFC 2603 alone."""

import string

DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase
TYPES = dict(a="i8", b="bool", c="char", d="f64", e="str", f="f32", h="u8", i="isize", j="usize",
             l="i32", m="u32", n="i128", o="u128", p="_", s="i16", t="u16", u="()", v="...",
             x="i64", y="u64", z="!")
NAMED = {"C": "closure", "S": "shim"}
LENGTH = 512
DEPTH = 64
PARTS = 4096


class NoSymbol(Exception):
    pass


def want(condition):
    if not condition:
        raise NoSymbol


class Reader:
    """Each method takes a part of the grammar off the symbol and returns its text."""

    def __init__(self, text):
        self.text, self.at = text, 0
        self.depth = self.parts = self.bound = self.silent = 0

    def next(self):
        want(self.at < len(self.text))
        self.at += 1
        return self.text[self.at - 1]

    def take(self, char):
        found = self.text[self.at:self.at + 1] == char
        self.at += found
        return found

    def base62(self):
        value = 0
        if self.take("_"):
            return 0
        while not self.take("_"):
            digit = DIGITS.find(self.next())
            want(digit >= 0)
            value = value * 62 + digit
        return value + 1

    def tagged(self, tag):
        return self.base62() + 1 if self.take(tag) else 0

    def name(self):
        self.take("u")
        begin = self.at
        if not self.take("0"):
            while self.text[self.at:self.at + 1].isdigit():
                self.at += 1
        want(self.at > begin)
        size = int(self.text[begin:self.at])
        self.take("_")
        want(self.at + size <= len(self.text))
        self.at += size
        return self.text[self.at - size:self.at]

    def back(self, read):
        tag = self.at - 1
        place = self.base62()
        want(place < tag)
        if self.silent:
            return ""
        behind, self.at = self.at, place
        text = read()
        self.at = behind
        return text

    def enter(self, read, *arguments):
        self.parts += 1
        self.depth += 1
        want(self.depth <= DEPTH and self.parts <= PARTS)
        text = read(*arguments)
        want(len(text) <= LENGTH)
        self.depth -= 1
        return text

    def all(self, read):
        found = []
        while not self.take("E"):
            found.append(read())
        return found

    def path(self, value):
        return self.enter(self.path_inside, value)

    def path_inside(self, value):
        tag = self.next()
        if tag == "C":
            self.tagged("s")
            return self.name()
        if tag == "N":
            return self.nested(value)
        if tag in "MX":
            self.silent += 1
            self.tagged("s")
            self.path(False)
            self.silent -= 1
        if tag == "M":
            return f"<{self.type()}>"
        if tag in "XY":
            return f"<{self.type()} as {self.path(False)}>"
        if tag == "I":
            path = self.path(value) + ("::<" if value else "<")
            return path + ", ".join(self.all(self.argument)) + ">"
        want(tag == "B")
        return self.back(lambda: self.path(value))

    def nested(self, value):
        space = self.next()
        want(space in string.ascii_letters)
        path, number, name = self.path(value), self.tagged("s"), self.name()
        if space.islower():
            return path + "::" + name if name else path
        return f"{path}::{{{NAMED.get(space, space)}{':' if name else ''}{name}#{number}}}"

    def lifetime(self):
        index = self.base62()
        want(index <= self.bound and (not index or self.bound - index < 26))
        return "'" + chr(ord("a") + self.bound - index) if index else "'_"

    def argument(self):
        if self.take("L"):
            return self.lifetime()
        return self.constant() if self.take("K") else self.type()

    def constant(self):
        kind = self.next()
        if kind == "B":
            return self.back(self.constant)
        if kind == "p":
            return "_"
        want(kind in "abchijlmnostxy")
        sign = "-" if self.take("n") else ""
        digits = self.text[self.at:].partition("_")[0]
        want(set(digits) <= set("0123456789abcdef") and len(digits) <= 16)
        self.at += len(digits)
        want(self.take("_"))
        number = int(digits or "0", 16)
        if kind == "b":
            return "true" if number else "false"
        if kind == "c":
            want(0x20 <= number <= 0x7e)
            return f"'{chr(number)}'"
        return f"{sign}{number}"

    def type(self):
        return self.enter(self.type_inside)

    def type_inside(self):
        tag = self.next()
        if tag in TYPES:
            return TYPES[tag]
        if tag in "RQ":
            lifetime = self.lifetime() if self.take("L") else "'_"
            lifetime = "" if lifetime == "'_" else lifetime + " "
            return "&" + lifetime + ("mut " if tag == "Q" else "") + self.type()
        if tag in "PO":
            return ("*const " if tag == "P" else "*mut ") + self.type()
        if tag == "A":
            return f"[{self.type()}; {self.constant()}]"
        if tag == "S":
            return f"[{self.type()}]"
        if tag == "T":
            types = self.all(self.type)
            return "(" + ", ".join(types) + (",)" if len(types) == 1 else ")")
        if tag == "F":
            return self.function()
        if tag == "D":
            return self.dyn()
        if tag == "B":
            return self.back(self.type)
        self.at -= 1
        return self.path(False)

    def binder(self):
        count = self.tagged("G")
        want(self.bound + count <= 26)
        first = ord("a") + self.bound
        self.bound += count
        names = ", ".join("'" + chr(first + i) for i in range(count))
        return count, f"for<{names}> " if count else ""

    def function(self):
        count, text = self.binder()
        text += "unsafe " if self.take("U") else ""
        if self.take("K"):
            text += f'extern "{"C" if self.take("C") else self.name()}" '
        text += f"fn({', '.join(self.all(self.type))})"
        text += "" if self.take("u") else " -> " + self.type()
        self.bound -= count
        return text

    def dyn_trait(self):
        trait = self.path(False)
        while self.take("p"):
            trait = trait[:-1] + ", " if trait.endswith(">") else trait + "<"
            trait += f"{self.name()} = {self.type()}>"
        return trait

    def dyn(self):
        count, text = self.binder()
        text = "dyn " + text + " + ".join(self.all(self.dyn_trait))
        self.bound -= count
        want(self.take("L"))
        lifetime = self.lifetime()
        return text if lifetime == "'_" else text + " + " + lifetime


def path_of(symbol):
    """The path of a symbol, or None if it is not one of Rust."""
    if not symbol.startswith("_R") or len(symbol) > LENGTH:
        return None
    reader = Reader(symbol[2:])
    try:
        return reader.path(True) or None
    except NoSymbol:
        return None
