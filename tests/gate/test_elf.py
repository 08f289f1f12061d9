#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How the command and the library are linked, and what was compiled into them.

usage: test_elf.py COMMAND LIBRARY MAP SOFT OPTIMIZED

SOFT is a program without hardening; OPTIMIZED is "fortified" if the build can have that.
"""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

COMMAND, LIBRARY, MAP, SOFT, OPTIMIZED = sys.argv[1:6]


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def machine(path):
    return re.search(r"Machine: +(.*)", readelf("-h", path))[1]


def is_pie(path):
    return "DYN (" in readelf("-h", path)


def has_full_relro(path):
    return "GNU_RELRO" in readelf("-l", path) and bool(re.search(r"\(FLAGS(_1)?\).*NOW", readelf("-d", path)))


def has_plain_stack(path):
    return bool(re.search(r"GNU_STACK .* RW +0x", readelf("-l", path)))


def has_stack_protector(path):
    return "__stack_chk_fail" in readelf("--dyn-syms", path)


def is_fortified(path):
    return bool(re.search(r"\b__\w+_chk\b", readelf("--dyn-syms", path).replace("__stack_chk_fail", "")))


def disassemble(path, *arguments):
    return subprocess.run(["objdump", "-d", *arguments, path], check=True, capture_output=True, text=True).stdout


def has_landing_pads(path):
    """Where a jump may land; the property of the whole file is the C library's decision too."""
    function = "koops_ctx_new" if path == LIBRARY else "main"
    return bool(re.search(rf"<{function}>:\n[^\n]*endbr64", disassemble(path, f"--disassemble={function}")))


def has_stack_probes(path):
    """A big frame is touched page by page."""
    return bool(re.search(r"\bor[ql]? +\$0x0,\(%rsp\)", disassemble(path)))


CHECKS = [is_pie, has_full_relro, has_plain_stack, has_stack_protector]
if OPTIMIZED == "fortified":
    CHECKS.append(is_fortified)
if "X86-64" in machine(COMMAND):
    CHECKS += [has_landing_pads, has_stack_probes]


class Elf(unittest.TestCase):
    def test_hardening(self):
        for path in (COMMAND, LIBRARY):
            for check in CHECKS:
                if check == has_stack_probes and path == LIBRARY:
                    # It has no frame of more than a page.
                    continue
                with self.subTest(f"{check.__name__} of {Path(path).name}"):
                    self.assertTrue(check(path))

    def test_lack_of_hardening_is_seen(self):
        for check in CHECKS:
            with self.subTest(check.__name__):
                self.assertFalse(check(SOFT))

    def test_nothing_is_relocated_in_code(self):
        for path in (COMMAND, LIBRARY):
            self.assertNotIn("TEXTREL", readelf("-d", path))

    def test_soname(self):
        self.assertIn("Library soname: [libkoops.so.0]", readelf("-d", LIBRARY))
        self.assertIn("Shared library: [libkoops.so.0]", readelf("-d", COMMAND))

    def test_exported_symbols(self):
        """Those of the map, each with the version that brought it, and nothing else."""
        wanted, version = set(), None
        for line in Path(MAP).read_text().splitlines():
            version = line.split()[0] if re.match(r"KOOPS_[\d.]+ \{", line) else version
            if match := re.match(r"\t(koops_\w+);", line):
                wanted.add(f"{match[1]}@@{version}")
        rows = [line.split() for line in readelf("--dyn-syms", LIBRARY).splitlines()]
        exported = {row[7] for row in rows if len(row) > 7 and row[4] in ("GLOBAL", "WEAK")
                    and row[3] in ("FUNC", "OBJECT", "IFUNC") and row[6] not in ("UND", "ABS")}
        self.assertEqual(exported, wanted)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
