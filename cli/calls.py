#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Turn lists of system calls into a C file: calls.py OUTPUT.h LIST...

A list has a name on a line; '#' begins a comment line.  Not every machine has each call,
nor the kernel's headers: those that are not there are left out.  FOO.list is foo[].
"""
import os
import sys


def read(path):
    with open(path, encoding="ascii") as file:
        lines = [line.strip() for line in file]
    return [line for line in lines if line and not line.startswith("#")]


def main():
    output, *paths = sys.argv[1:]
    with open(output, "w", encoding="ascii") as out:
        out.write("/* Made by cli/calls.py from the lists beside it. */\n#include <sys/syscall.h>\n")
        for path in paths:
            out.write(f"\nstatic const unsigned {os.path.basename(path).partition('.')[0]}[] = {{\n")
            for name in read(path):
                out.write(f"#ifdef __NR_{name}\n\t__NR_{name},\n#endif\n")
            out.write("};\n")


main()
