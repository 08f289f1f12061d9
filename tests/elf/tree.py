#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Lays the fixture's files out as kernels and distributions do.

usage: tree.py OBJCOPY NM VMLINUX MODULE REBUILT STAMP

Below the stamp's directory:
    plain/kernel/fs/fix-ture.ko              as it was built
    gz, xz, zst/fix_ture.ko.*                packed
    bomb/fix_ture.ko.gz                      packed, and 64 MiB of zeros
    rebuilt/fix_ture.ko                      of another build
    both/a/fix_ture.ko, both/b/fix_ture.ko   another build and the right one
    stripped/fix_ture.ko, stripped/vmlinux   without DWARF, which is in
    debug/.build-id/…/….debug                for both of them
    linked/vmlinux, linked/.debug/vmlinux.debug   by name and checksum, without build ID
    wrong/vmlinux, wrong/vmlinux.debug       of the same name, but of another build
    auto/boot/vmlinux-RELEASE, auto/lib/modules/RELEASE/kernel/fix-ture.ko
    map/System.map, map/kallsyms             names alone; the latter of a kernel that runs
    map/hidden                               kallsyms as those see it who may not
    unlisted/vmlinux                         without .debug_aranges, as some compilers leave it
    packed/vmlinux                           with sections that are packed
    image/vmlinuz                            an x86 boot image of a vmlinux without DWARF
"""

import gzip
import lzma
import shutil
import struct
import subprocess
import sys
from pathlib import Path

objcopy, nm, vmlinux, module, rebuilt, stamp = sys.argv[1:]
root = Path(stamp).parent / "tree"
# Else files of another build, which have names by what they are, would stay.
shutil.rmtree(root, ignore_errors=True)
release = "6.1.0-fixture"


def place(name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    return path


def copied(source, name, *options):
    target = place(name, b"")
    subprocess.run([objcopy, *options, source, target], check=True)
    return target


def build_id(path):
    note, unused = place("note", b""), place("unused", b"")
    subprocess.run([objcopy, f"--dump-section=.note.gnu.build-id={note}", path, unused], check=True)
    return note.read_bytes()[16:36].hex()


def zstd(content):
    """RFC 8878, in blocks that are not compressed."""
    most = 1 << 17
    frame = struct.pack("<IBB", 0xFD2FB528, 0, 0x48)
    for at in range(0, len(content), most):
        block = content[at:at + most]
        last = at + most >= len(content)
        frame += struct.pack("<I", len(block) << 3 | last)[:3] + block
    return frame


def boot_image(payload):
    """Documentation/arch/x86/boot.rst"""
    sectors = 2
    setup = bytearray((sectors + 1) * 512)
    setup[0x1F1] = sectors
    setup[0x202:0x206] = b"HdrS"
    setup[0x248:0x250] = struct.pack("<II", 16, len(payload))
    return bytes(setup) + b"\x90" * 16 + payload


content = Path(module).read_bytes()
place("plain/kernel/fs/fix-ture.ko", content)
place("gz/fix_ture.ko.gz", gzip.compress(content))
place("xz/fix_ture.ko.xz", lzma.compress(content, check=lzma.CHECK_CRC32))
place("zst/fix_ture.ko.zst", zstd(content))
place("bomb/fix_ture.ko.gz", gzip.compress(content + bytes(64 << 20), 9))
place("rebuilt/fix_ture.ko", Path(rebuilt).read_bytes())
place("both/a/fix_ture.ko", Path(rebuilt).read_bytes())
place("both/b/fix_ture.ko", content)

for source, name in [(module, "fix_ture.ko"), (vmlinux, "vmlinux")]:
    id = build_id(source)
    copied(source, f"stripped/{name}", "--strip-debug")
    copied(source, f"debug/.build-id/{id[:2]}/{id[2:]}.debug", "--only-keep-debug")

no_id = "--remove-section=.note.gnu.build-id"
debug = copied(vmlinux, "linked/.debug/vmlinux.debug", "--only-keep-debug", no_id)
copied(vmlinux, "linked/vmlinux", "--strip-debug", no_id, f"--add-gnu-debuglink={debug}")
copied(vmlinux, "wrong/vmlinux", "--strip-debug", no_id, f"--add-gnu-debuglink={debug}")
copied(vmlinux, "wrong/vmlinux.debug", "--only-keep-debug")

copied(vmlinux, "unlisted/vmlinux", "--remove-section=.debug_aranges")
copied(vmlinux, "packed/vmlinux", "--compress-debug-sections=zlib")
place(f"auto/boot/vmlinux-{release}", Path(vmlinux).read_bytes())
place(f"auto/lib/modules/{release}/kernel/fix-ture.ko", content)
place("image/vmlinuz", boot_image(gzip.compress((root / "stripped/vmlinux").read_bytes())))
symbols = [line.split() for line in subprocess.check_output([nm, "-n", vmlinux], text=True).splitlines()]
rows = lambda offset: "".join(f"{int(at, 16) + offset:016x} {type} {name}\n" for at, type, name in symbols)
kaslr = 0x1A600000
place("map/System.map", rows(0).encode())
place("map/kallsyms", (rows(kaslr) + "ffffffffc0201000 t read_it\t[fix_ture]\n"
                       "ffffffffc0201040 t write_it\t[fix_ture]\n").encode())
place("map/hidden", "".join(f"{0:016x} {type} {name}\n" for _, type, name in symbols).encode())
Path(stamp).touch()
