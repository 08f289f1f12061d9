#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Folders of logs, and what is in them besides logs."""

import ctypes
import gzip
import os
import subprocess
from pathlib import Path

from common import ENV, FIXTURES, KOOPS, MAIL, CommandTest, Result, koops, main

LOG = MAIL.read_bytes()


# Of linux/prctl.h and linux/capability.h.
PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
PRCTL = ctypes.CDLL(None).prctl


def obey_permissions():
    """Lets root read no more than what the files' modes allow, from the next program on."""
    if os.getuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            PRCTL(PR_CAPBSET_DROP, capability, 0, 0, 0)


class Folders(CommandTest):
    def setUp(self):
        super().setUp()
        self.logs = self.dir / "logs"
        (self.logs / "b/c").mkdir(parents=True)
        self.wanted = ["Z.log", "a", "b.log", "b/10", "b/9", "b/c/deep.gz", "é"]
        for name in self.wanted:
            (self.logs / name).write_bytes(gzip.compress(LOG) if name.endswith("gz") else LOG)

    def files(self, result):
        """The logs that reports are from, without repetitions."""
        return list(dict.fromkeys(report["file"] for report in result.reports))

    def test_sorted_and_recursive(self):
        result = koops("--json", self.logs)
        self.check(result, 0)
        # By the bytes of each part of a name: "b" comes before "b.log".
        order = ["Z.log", "a", "b/10", "b/9", "b/c/deep.gz", "b.log", "é"]
        self.assertEqual(self.files(result), [str(self.logs / name) for name in order])
        self.assertEqual(sorted(order), sorted(self.wanted))

    def test_every_subcommand(self):
        one = self.dir / "one"
        one.mkdir()
        log = one / "log"
        log.write_bytes(LOG)
        key = koops("sig", log).out.split("\t")[0]
        for arguments in ([], ["--json"], ["sig"], ["dedup"], ["explain"], ["match", key]):
            self.check(koops(*arguments, one), 0, koops(*arguments, log).out)
        self.check(koops("diff", one, log), 0, koops("diff", log, log).out)

    def test_name_with_a_slash_behind(self):
        result = koops("--json", f"{self.logs}/b/")
        self.assertEqual(self.files(result), [f"{self.logs}/b/{n}" for n in ("10", "9", "c/deep.gz")])

    def test_what_is_left_out(self):
        for name in self.wanted:
            os.unlink(self.logs / name)
        (self.logs / ".hidden").write_bytes(LOG)
        (self.logs / ".git").mkdir()
        (self.logs / ".git/log").write_bytes(LOG)
        (self.logs / "link").symlink_to(MAIL)
        (self.logs / "up").symlink_to("..")
        os.mkfifo(self.logs / "fifo")
        self.check(koops(self.logs), 1, "")
        # Who names them means them.
        self.check(koops("sig", self.logs / ".hidden", self.logs / ".git", self.logs / "link"), 0,
                   koops("sig", MAIL, MAIL, MAIL).out)

    def test_link_to_a_folder(self):
        (self.dir / "link").symlink_to(self.logs)
        self.check(koops("sig", self.dir / "link"), 0, koops("sig", self.logs).out)

    def test_empty(self):
        (self.dir / "empty").mkdir()
        self.check(koops(self.dir / "empty"), 1, "")

    def test_pstore_among_others(self):
        for name in self.wanted:
            os.unlink(self.logs / name)
        lines = LOG.splitlines(keepends=True)[64:182]
        (self.logs / "b/dmesg-efi_pstore-165900000001001").write_bytes(b"".join(lines[:40]))
        (self.logs / "b/dmesg-efi_pstore-165900000002001").write_bytes(b"".join(lines[40:]))
        (self.logs / "b/console-ramoops-0").write_bytes(LOG)
        (self.logs / "b/c/dmesg.txt").write_bytes(LOG)
        result = koops("--json", self.logs)
        self.assertEqual([report["file"] for report in result.reports],
                         [str(self.logs / "b")] + [str(self.logs / "b/c/dmesg.txt")] * 2)

    def test_names_like_pstore_s(self):
        for name in self.wanted:
            os.unlink(self.logs / name)
        for name in ("dmesg-web-1", "dmesg-ramoops.txt", "dmesg-efi-12.old"):
            (self.logs / name).write_bytes(LOG)
        self.assertEqual(len(self.files(koops("--json", self.logs))), 3)

    def test_unreadable(self):
        for path in (self.logs / "a", self.logs / "b/c"):
            path.chmod(0)
        result = Result(subprocess.run([*KOOPS, "--json", self.logs], capture_output=True, env=ENV,
                                       preexec_fn=obey_permissions, timeout=300))
        self.addCleanup((self.logs / "b/c").chmod, 0o755)
        self.check(result, 2, None, f"koops: {self.logs}/a: Permission denied\n"
                                    f"koops: {self.logs}/b/c: Permission denied\n")
        self.assertEqual(self.files(result),
                         [str(self.logs / name) for name in ("Z.log", "b/10", "b/9", "b.log", "é")])

    def test_follow(self):
        self.check(koops("--follow", self.logs / "b"), 2, "",
                   f"koops: {self.logs}/b is a directory; --follow reads one log\n")

    def test_the_fixtures(self):
        """The list that find makes of a real tree."""
        found = sorted(Path(FIXTURES).rglob("input.log"), key=lambda path: [os.fsencode(p) for p in path.parts])
        self.check(koops("sig", FIXTURES / "kasan", FIXTURES / "oops"), 0,
                   koops("sig", *(p for p in found if p.parts[-3] in ("kasan", "oops")
                                  or p.parts[-4] in ("kasan", "oops"))).out)


if __name__ == "__main__":
    main()
