#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops match: does a log hold a known bug?"""

import json
import os
import subprocess

from common import ENV, FIXTURES, KOOPS, MAIL, CommandTest, koops, main

OTHER = "k1-" + "0123456789abcdef" * 2
BUG = b"""\
[   12.000000] WARNING: CPU: 0 PID: 1 at fs/a.c:1 one_bug+0x1/0x10
[   12.000000] RIP: 0010:one_bug+0x1/0x10
[   12.000000] Call Trace:
[   12.000000]  one_caller+0x1/0x10
[   12.000000]  do_syscall_64+0x1/0x10
[   12.000000] ---[ end trace 0000000000000000 ]---
"""
ANOTHER = BUG.replace(b"one_", b"another_")


class MatchTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.bug = self.file("bug.log", BUG)
        self.other = self.file("other.log", ANOTHER)
        [self.report] = koops("--json", self.bug).reports
        self.key = self.report["signature"]["key"]
        self.row = f"{self.key}\t{self.report['title']}\t{self.bug}:1"


class Match(MatchTest):
    def test_a_signature(self):
        self.check(koops("match", self.key, self.bug), 0, self.row + "\n")
        self.check(koops("match", OTHER, self.key, self.other, self.bug), 0, self.row + "\n")
        self.check(koops("match", self.key, self.other), 1, "")
        self.check(koops("match", OTHER, self.bug), 1, "")
        self.check(koops("match", self.key, stdin=BUG), 0, self.row.replace(f"{self.bug}:", "line ") + "\n")
        self.check(koops("match", self.key, self.other, "-", stdin=BUG), 0)
        self.check(koops("match", self.key), 1, "")

    def test_json_is_read_too(self):
        reports = self.file("reports", koops("--json", self.other, self.bug).out.encode())
        self.check(koops("match", self.key, reports), 0, self.row + "\n")
        self.check(koops("match", OTHER, reports), 1, "")

    def test_every_level(self):
        for level in ("key", "site", "stack", "family"):
            signature = self.report["signature"][level]
            self.check(koops("match", signature, self.bug), 0, self.row.replace(self.key, signature) + "\n")
            for limit in ("key", "site", "stack", "family"):
                self.check(koops("match", "--level", limit, signature, self.bug), 0 if limit == level else 1)

    def test_a_report_is_printed_once(self):
        signatures = [self.report["signature"][level] for level in ("family", "stack", "key", "site")]
        self.check(koops("match", *signatures, self.bug), 0, self.row + "\n")

    def test_consequences_are_of_the_bug(self):
        reports = koops("--json", MAIL).reports
        result = koops("match", reports[0]["signature"]["key"], MAIL)
        self.check(result, 0)
        self.assertEqual([line.split("\t")[2] for line in result.out.splitlines()],
                         [f"{MAIL}:{report['line']}" for report in reports])

    def test_a_list(self):
        known = self.file("known", f"# comment\n\n  # {self.key} not this\n{OTHER}\tother bug\r\n"
                                   f" {self.key} \t fixed by\tcommit 1234, é  \n".encode())
        self.check(koops("match", "--known", known, self.bug), 0, self.row + "\tfixed by commit 1234, é\n")
        self.check(koops("match", "--known", known, self.other), 1, "")
        self.check(koops("match", self.other, self.bug, "--known", known), 0)
        # What `koops sig` prints is a list.
        known = self.file("known", koops("sig", self.other, self.bug).out.encode()[:-1])
        self.check(koops("match", f"--known={known}", self.bug), 0, f"{self.row}\t{self.report['title']}\n")
        both = koops("match", f"--known={known}", self.bug, self.other)
        self.assertEqual(both.out.count("\n"), 2)
        # Lists and arguments add up; a list may hold nothing.
        empty = self.file("empty", b"")
        self.check(koops("match", "--known", empty, self.bug), 1, "")
        self.check(koops("match", "--known", empty, self.key, self.bug), 0)
        self.check(koops("match", "--known", empty, "--known", known, self.bug), 0)

    def test_quiet(self):
        for quiet in ("-q", "--quiet"):
            self.check(koops("match", quiet, self.key, self.bug), 0, "")
            self.check(koops("match", quiet, self.key, self.other), 1, "")
            self.check(koops("match", quiet, self.key, self.dir / "no", self.bug), 0, "", None)
            self.check(koops("match", quiet, self.key, self.dir / "no"), 2, "", None)

    def test_quiet_ends_at_the_first(self):
        process = subprocess.Popen([*KOOPS, "match", "-q", self.key], stdin=subprocess.PIPE, env=ENV)
        process.stdin.write(BUG + ANOTHER)
        process.stdin.flush()
        # The log goes on, and the answer is there.
        self.assertEqual(process.wait(300), 0)
        process.stdin.close()

    def test_errors(self):
        known = self.file("known", f"{OTHER} fine\nnonsense here\n".encode())
        for arguments, message in [
            ([], "match needs a signature, or a list with --known; see koops match --help"),
            ([self.bug], "match needs a signature, or a list with --known; see koops match --help"),
            (["k1-12", self.bug], "k1-12 is no whole signature, which has 32 digits of 0-9a-f"),
            ([self.key + "0"], f"{self.key}0 is no whole signature, which has 32 digits of 0-9a-f"),
            ([OTHER.upper().replace("K", "k")],
             f"k1-{'0123456789ABCDEF' * 2} is no whole signature, which has 32 digits of 0-9a-f"),
            (["k2-" + "0" * 32], f"k2-{'0' * 32} is a signature of a version that this koops does not make"),
            (["--known", known],
             f"{known}:2: nonsense is no signature, which is k1- and 32 digits of 0-9a-f"),
            (["--known", self.dir / "no"], f"{self.dir / 'no'}: No such file or directory"),
            (["--known", self.dir], f"{self.dir}: Is a directory"),
            (["--known", self.file("bad", f"{OTHER} \udcff".encode("utf-8", "surrogateescape"))],
             f"{self.dir / 'bad'}:1: this is no text"),
        ]:
            with self.subTest(arguments):
                self.check(koops("match", *arguments, stdin=BUG), 2, "", f"koops: {message}\n")

    def test_an_error_is_no_answer(self):
        self.check(koops("match", self.key, self.dir / "no", self.bug), 2, self.row + "\n", None)
        self.check(koops("match", self.key, self.dir / "no", self.other), 2, "", None)

    def test_a_log_whose_name_is_a_signature(self):
        self.file(OTHER, BUG)
        self.check(koops("match", self.key, f"./{OTHER}", cwd=self.dir), 0)
        self.check(koops("match", self.key, "bug.log", OTHER, cwd=self.dir), 0)


class Bisect(MatchTest):
    def test_statuses(self):
        for arguments, status in [
            ((self.key, self.bug), 1),
            ((self.key, self.other), 0),
            ((self.key, self.dir / "no"), 125),
            (("k1-12", self.bug), 125),
            ((), 125),
        ]:
            self.check(koops("match", "--bisect", *arguments), status, None, None)
        with open("/dev/full", "wb") as full:
            self.check(koops("match", "--bisect", self.key, self.bug, stdout=full), 125, None, None)

    def test_git_bisect_run(self):
        """Finds the commit that brought the bug."""
        env = {**ENV, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
               "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b", "HOME": str(self.dir)}

        def git(*arguments):
            return subprocess.run(["git", *arguments], cwd=self.dir / "tree", env=env, check=True,
                                  capture_output=True, text=True, timeout=300).stdout

        (self.dir / "tree").mkdir()
        git("init", "-q")
        for number in range(12):
            (self.dir / "tree/log").write_bytes(BUG if number >= 7 else ANOTHER)
            (self.dir / "tree/number").write_text(f"{number}\n")
            git("add", ".")
            git("commit", "-qm", f"number {number}")
        git("bisect", "start", "HEAD", "HEAD~11")
        out = git("bisect", "run", *KOOPS, "match", "--bisect", self.key, "log")
        self.assertIn("number 7\n", out[out.index("is the first bad commit"):])


if __name__ == "__main__":
    main()
