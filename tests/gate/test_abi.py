#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A program that was built against the last release goes on with this library.

usage: test_abi.py LIBRARY HEADERS [--update]

libkoops.abi is the interface of the last release, or before the first one, of the trunk; with
--update, it is made again from LIBRARY.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

LIBRARY, HEADERS = sys.argv[1:3]
DUMP = Path(__file__).with_name("libkoops.abi")
# What abidiff says by bits of its status.
ERROR, USAGE, CHANGE, INCOMPATIBLE = 1, 2, 4, 8


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def dump():
    result = run("abidw", "--headers-dir", HEADERS, "--exported-interfaces-only", "--drop-private-types",
                 "--no-show-locs", "--no-corpus-path", "--no-comp-dir-path", "--type-id-style", "hash", LIBRARY)
    if result.returncode:
        sys.exit(result.stderr)
    return result.stdout


def members(struct):
    return [(member.get("layout-offset-in-bits"), *sorted(member[0].attrib.items()))
            for member in struct.findall("data-member")]


def options(tree):
    """The structs that callers fill, with their size; they may grow at the end."""
    return {struct.get("name"): struct for struct in tree.iter("class-decl")
            if re.fullmatch(r"koops_\w+_options", struct.get("name")) and members(struct)}


def without_growth(old, new):
    """The new interface, with options as they were if they have only grown."""
    old, new = xml.fromstring(old), xml.fromstring(new)
    was = options(old)
    for name, struct in options(new).items():
        count = len(members(was[name])) if name in was else 0
        if count and members(struct)[:count] == members(was[name]):
            for member in struct.findall("data-member")[count:]:
                struct.remove(member)
            struct.set("size-in-bits", was[name].get("size-in-bits"))
    return xml.tostring(new, encoding="unicode")


class Abi(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.old, cls.new = DUMP.read_text(), dump()

    def compare(self, old):
        """What a program that knows the old interface would miss."""
        with tempfile.TemporaryDirectory() as folder:
            names = [Path(folder) / "old.abi", Path(folder) / "new.abi"]
            names[0].write_text(old)
            names[1].write_text(without_growth(old, self.new))
            result = run("abidiff", "--no-added-syms", *names)
        self.assertFalse(result.returncode & (ERROR | USAGE), result.stderr + result.stdout)
        return result.stdout if result.returncode & (CHANGE | INCOMPATIBLE) else ""

    def changed(self, pattern, replacement):
        """The old interface, but for a place."""
        other = re.sub(pattern, replacement, self.old, count=1, flags=re.S)
        self.assertNotEqual(other, self.old)
        return other

    def test_nothing_was_taken_away(self):
        wrong = self.compare(self.old)
        self.assertEqual(wrong, "", "an incompatible change, see \"To change the public interface\" in "
                                    "CONTRIBUTING.md:\n" + wrong)

    def test_a_function_less_is_seen(self):
        old = self.changed(r"(<elf-symbol name='koops_)ctx_free('[^\n]*\n)(.*)(<function-decl name='koops_)ctx_free('"
                           r" mangled-name='koops_)ctx_free('[^\n]*elf-symbol-id='koops_)ctx_free",
                           r"\1old\2\1ctx_free\2\3\4old\5old\6old")
        self.assertIn("koops_old", self.compare(old))

    def test_another_place_of_a_member_is_seen(self):
        old = self.changed(r"layout-offset-in-bits='64'(>\s*<var-decl name='file')", r"layout-offset-in-bits='32'\1")
        self.assertIn("koops_parser_options", self.compare(old))

    def test_another_value_is_seen(self):
        old = self.changed(r"(name='KOOPS_E_FORMAT' value=')4'", r"\g<1>9'")
        self.assertIn("KOOPS_E_FORMAT", self.compare(old))

    def test_options_may_grow(self):
        old = self.changed(r"(<class-decl name='koops_text_options' size-in-bits=')128('.*?)"
                           r"<data-member access='public' layout-offset-in-bits='96'>.*?</data-member>", r"\g<1>96\2")
        self.assertEqual(self.compare(old), "")


if __name__ == "__main__":
    if not shutil.which("abidiff") or not shutil.which("abidw"):
        print("skipped: abidiff is missing (Debian: abigail-tools)")
        sys.exit(77)
    if "--update" in sys.argv:
        DUMP.write_text(dump())
    else:
        unittest.main(argv=sys.argv[:1])
