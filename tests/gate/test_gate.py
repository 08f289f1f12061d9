#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The contracts of the library that its object files show.

usage: test_gate.py LIBRARY MUTABLE LIBDIR MAP HEADER

LIBRARY is the static library, MUTABLE one that breaks the contracts on purpose: without it
nobody would know whether the gate can close.
"""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

LIBRARY, MUTABLE, LIBDIR, MAP, HEADER = (Path(argument) for argument in sys.argv[1:])

# What the library may ask of the C library: neither output nor exit, signals, locale,
# environment or standard streams.
EVERYWHERE = set("""
    memchr memcmp memcpy memmem memmove memset strchr strcmp strlen strnlen strncmp strspn strcspn
    vsnprintf
""".split())
COMPILERS = set("""
    __stack_chk_fail __stack_chk_guard _GLOBAL_OFFSET_TABLE_ __popcountdi2 __cpu_model
    __cpu_indicator_init
""".split())
# And what one place alone may: memory is had from core/, files are read by symbolize/.  qsort() may
# take memory past the hooks, but goes on without: not for what grows with a log.
SOMEWHERE = {
    "core_mem": {"malloc", "realloc", "free"},
    "core_literals": {"qsort"},
    "symbolize_library": {"dlopen", "dlsym", "dlclose"},
    "symbolize_cache": {"write", "rename", "mkostemp", "mmap", "munmap", "unlink", "unlinkat", "stat", "opendir", "dirfd", "geteuid"},
    "symbolize_": set("""
        open openat close read pread write lseek fstat fstatat access memfd_create
        fdopendir readdir closedir __errno_location
        pthread_mutex_init pthread_mutex_destroy pthread_mutex_lock pthread_mutex_unlock
    """.split()),
}
# All others are loaded when they are needed.
LIBRARIES = ("ki_", "koops_", "pcre2_", "XXH")


def lines(*command):
    env = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout.splitlines()


def writable_sections(archive):
    """(object, section, bytes) of what can be written after relocation."""
    member, found = "", []
    for line in lines("readelf", "-SW", archive):
        if line.startswith("File: "):
            member = line
        row = re.match(r" +\[ *\d+\] (\S+) +(\S+) +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ +(\w+) ", line)
        if not row:
            continue
        name, size, flags = row[1], int(row[3], 16), row[4]
        if "W" in flags and size and not name.startswith(".data.rel.ro"):
            found.append((member, name, size))
    return found


def wanted_symbols(archive):
    """(object, name) of what the objects want from elsewhere."""
    found = []
    for line in lines("nm", "-A", "-u", archive):
        place, name = re.match(r"[^:]*:([^:]+):? +[Uw] (\S+)", line).groups()
        # Fortified and large-file forms are the same functions.
        name = re.sub(r"^__(\w+)_chk$", r"\1", name)
        found.append((place, re.sub(r"^(\w+)64$", r"\1", name)))
    return found


def unwanted_symbols(archive):
    own = {line.split()[-1] for line in lines("nm", archive) if re.match(r"[0-9a-f]+ [A-Z] ", line)}
    found = []
    for place, name in wanted_symbols(archive):
        allowed = EVERYWHERE.union(COMPILERS, *(names for start, names in SOMEWHERE.items() if place.startswith(start)))
        if name not in allowed and name not in own and not name.startswith(LIBRARIES):
            found.append((place, name))
    return found


class Gate(unittest.TestCase):
    maxDiff = None

    def test_no_writable_data(self):
        self.assertEqual(writable_sections(LIBRARY), [])

    def test_writable_data_is_seen(self):
        sections = {section for _, section, _ in writable_sections(MUTABLE)}
        self.assertLessEqual({".data", ".bss", ".tdata"}, sections)

    def test_nothing_unwanted_of_the_c_library(self):
        self.assertGreater(len(wanted_symbols(LIBRARY)), 20)
        self.assertEqual(unwanted_symbols(LIBRARY), [])

    def test_unwanted_symbols_are_seen(self):
        self.assertIn("getenv", [name for _, name in unwanted_symbols(MUTABLE)])

    def test_stages_know_only_themselves(self):
        """A stage includes core/, model/, data/ and its own headers; api/ puts stages together."""
        wrong = []
        for source in sorted([*LIBDIR.glob("*/**/*.c"), *LIBDIR.glob("*/**/*.h")]):
            stage = source.relative_to(LIBDIR).parts[0]
            allowed = {"core", "model", "data", stage}
            for included in re.findall(r'^#include "(\w+)/', source.read_text(), re.M):
                if stage != "api" and included not in allowed:
                    wrong.append((str(source.relative_to(LIBDIR)), included))
        self.assertEqual(wrong, [])

    def test_map_and_header_agree(self):
        declared = set(re.findall(r"\b(koops_\w+)\(", re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)))
        exported = set(re.findall(r"^\t(koops_\w+);$", MAP.read_text(), re.M))
        self.assertEqual(declared, exported)

    def test_exported_functions_exist(self):
        exported = set(re.findall(r"^\t(koops_\w+);$", MAP.read_text(), re.M))
        defined = {line.split()[-1] for line in lines("nm", LIBRARY) if " T " in line}
        self.assertEqual(exported - defined, set())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
