#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compressed logs and archives of logs."""

import bz2
import gzip
import io
import lzma
import shutil
import subprocess
import tarfile
import unittest
import zipfile

from common import MAIL, CommandTest, koops, main

LOG = MAIL.read_bytes()
PLACES = ("file",)


def tar(mode, **members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        folder = tarfile.TarInfo("logs")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in members.items():
            info = tarfile.TarInfo("logs/" + name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Container(CommandTest):
    def reports(self, result):
        """Without what tells from which file they are."""
        return [{k: v for k, v in report.items() if k not in PLACES} for report in result.reports]

    def test_compressed(self):
        want = self.reports(koops("--json", MAIL))
        for name, pack in ("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress):
            path = self.file("log." + name, pack(LOG))
            result = koops("--json", path)
            self.check(result, 0)
            self.assertEqual(self.reports(result), want)
            self.assertEqual({report["file"] for report in result.reports}, {str(path)})

    @unittest.skipUnless(shutil.which("zstd"), "needs zstd")
    def test_zstd(self):
        packed = subprocess.run(["zstd", "-c", MAIL], stdout=subprocess.PIPE, check=True).stdout
        result = koops("--json", stdin=packed)
        self.check(result, 0)
        self.assertEqual(self.reports(result), self.reports(koops("--json", MAIL)))

    def test_standard_input(self):
        result = koops("sig", stdin=gzip.compress(LOG))
        self.check(result, 0, koops("sig", MAIL).out)

    def test_archives(self):
        members = {"one": LOG, "quiet": b"all is well\n", "two": LOG}
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr("logs/" + name, data)
        for name, data in (("a.tar", tar("w", **members)), ("a.tar.gz", tar("w:gz", **members)),
                           ("a.tar.xz", tar("w:xz", **members)), ("a.zip", zipped.getvalue())):
            path = self.file(name, data)
            result = koops("--json", path)
            self.check(result, 0)
            self.assertEqual([report["file"] for report in result.reports],
                             [f"{path}:logs/one"] * 2 + [f"{path}:logs/two"] * 2, name)
            self.assertEqual([report["number"] for report in result.reports], [1, 2, 1, 2])

    def test_nothing_inside(self):
        self.check(koops(self.file("empty.gz", gzip.compress(b""))), 1, "")
        self.check(koops(self.file("quiet.tar", tar("w", quiet=b"all is well\n"))), 1, "")

    def test_broken(self):
        packed = gzip.compress(LOG, mtime=0)
        for name, data in (("cut", packed[:len(packed) // 2]), ("bad", packed[:200] + b"\0" * 99),
                           ("head", packed[:15]), ("zip", b"PK\3\4" + b"\xff" * 60)):
            path = self.file(name, data)
            result = koops("sig", path)
            self.check(result, 2, None, None)
            self.assertTrue(result.err.startswith(f"koops: {path}: "), result.err)
            self.assertEqual(result.err.count("\n"), 1, result.err)

    def test_what_is_whole_before_a_break_is_found(self):
        path = self.file("a.tar", tar("w", one=LOG, two=LOG)[:len(LOG) + 3000])
        result = koops("sig", path)
        self.check(result, 2, None, None)
        self.assertIn("soft lockup", result.out)

    def test_pstore_folder(self):
        folder = self.dir / "pstore"
        folder.mkdir()
        lines = LOG.splitlines(keepends=True)[64:182]
        for number, part in enumerate((lines[:30], lines[30:60], lines[60:])):
            (folder / f"dmesg-ramoops-{number + 9}").write_bytes(b"".join(part).rstrip(b"\n"))
        (folder / "console-ramoops-0").write_bytes(LOG)
        want = self.file("whole", b"".join(lines))
        result = koops("sig", "--canonical", "--level", "stack", folder)
        self.check(result, 0, koops("sig", "--canonical", "--level", "stack", want).out)

    def test_hostile_member_names(self):
        path = self.file("a.tar", tar("w", **{"\x1b[2J": LOG}))
        result = koops(path)
        self.check(result, 0)
        self.assertNotIn("\x1b", result.out)


main()
