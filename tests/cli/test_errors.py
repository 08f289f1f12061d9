#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What koops does where there is nothing to find, nothing to read, or nobody to write to."""

import json
import os
import subprocess
import unittest

from common import ENV, KOOPS, MAIL, CommandTest, koops, main


class Nothing(CommandTest):
    def test_no_report(self):
        text = self.file("text", b"The soft lockup of last week is fixed.\n\nCall Trace: none\n")
        for subcommand in ([], ["--json"], ["sig"], ["sig", "--canonical"], ["dedup"]):
            self.check(koops(*subcommand, text), 1, "")

    def test_empty(self):
        self.check(koops(self.file("empty", b"")), 1, "")
        self.check(koops(), 1, "")
        self.check(koops("/dev/null"), 1, "")

    def test_bytes_of_all_kinds(self):
        self.check(koops(self.file("bytes", bytes(range(256)) * 1000)), 1, "")


class Unreadable(CommandTest):
    def test_missing_file(self):
        missing = self.dir / "missing.log"
        self.check(koops(missing), 2, "", f"koops: {missing}: No such file or directory\n")

    def test_mistyped_subcommand(self):
        self.check(koops("sgi", cwd=self.dir), 2, "",
                   "koops: sgi: No such file or directory; koops --help lists the subcommands\n")

    def test_goes_on_after_a_bad_one(self):
        result = koops("--json", self.dir / "no1", MAIL, self.dir / "no2")
        self.check(result, 2, None, None)
        self.assertEqual(len(result.reports), 2)
        self.assertEqual([line.split(":")[1].strip() for line in result.err.splitlines()],
                         [str(self.dir / "no1"), str(self.dir / "no2")])

    def test_unreadable_file(self):
        # Readable by nobody, not even root: its read(2) fails.
        result = koops("/proc/self/mem")
        self.check(result, 2, "", None)
        self.assertIn("/proc/self/mem: ", result.err)

    def test_device_that_can_not_be_read(self):
        result = koops("/dev/mem", MAIL) if os.getuid() else koops("/proc/self/mem", MAIL)
        self.check(result, 2, None, None)
        self.assertIn("soft lockup", result.out)
        self.assertEqual(result.err.count("\n"), 1)

    @unittest.skipUnless(os.path.exists("/dev/kmsg") and os.access("/dev/kmsg", os.R_OK), "needs /dev/kmsg")
    def test_kmsg(self):
        """It ends where the log does, and waits for no more."""
        self.assertIn(koops("/dev/kmsg").status, (0, 1, 2))

    def test_names_that_would_harm_the_terminal(self):
        result = koops(b"a\x1b[2Jb\nc\x7f\xc2\x9bd\x9b\xffe\xc3\xa9", cwd=self.dir)
        self.check(result, 2, "", None)
        self.assertEqual(result.err.splitlines()[0].split(": ")[1],
                         r"a\x1b[2Jb\x0ac\x7f\xc2\x9bd\x9b\xffeé")
        self.assertEqual(result.err.count("\n"), 1)
        path = os.path.join(os.fsencode(self.dir), b"x\x1b[2J\x9b.log")
        os.link(self.file("log", MAIL.read_bytes()), path)
        for arguments in ([], ["--json"]):
            result = koops(*arguments, path)
            self.assertEqual(result.status, 0)
            self.assertNotIn("\x1b", result.out)

    def test_closed_streams(self):
        for closed in ("<&-", ">&-"):
            result = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *KOOPS, "-", MAIL],
                                    stdin=subprocess.DEVNULL, capture_output=True, env=ENV, timeout=300)
            self.assertEqual(result.returncode, 2)
            self.assertIn(b"Bad file descriptor", result.stderr)


class Changing(CommandTest):
    """Files that someone writes to while they are read."""

    def run_with(self, change):
        """Reads a big file, and behind it one that was changed while koops waited for a reader."""
        log = self.file("log", MAIL.read_bytes() * 300)
        with subprocess.Popen([*KOOPS, "--json", "-j", "1", log], env=ENV, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            first = process.stdout.readline()
            change(log)
            rest = process.stdout.read()
            return process.wait(300), first + rest, process.stderr.read()

    def test_shrinks(self):
        status, out, err = self.run_with(lambda log: os.truncate(log, 1000))
        self.assertEqual((status, err), (0, b""))
        # The pipe was full: it can't have been read to its end.
        self.assertLess(out.count(b"\n"), 600)
        for line in out.splitlines():
            json.loads(line)

    def test_vanishes(self):
        status, out, err = self.run_with(os.unlink)
        self.assertEqual((status, out.count(b"\n"), err), (0, 600, b""))

    def test_grows(self):
        def grow(log):
            with open(log, "ab") as file:
                file.write(MAIL.read_bytes() * 10)
        status, out, err = self.run_with(grow)
        self.assertEqual((status, out.count(b"\n"), err), (0, 620, b""))


class Unwritable(CommandTest):
    def test_full_disk(self):
        for arguments in ([MAIL], ["--json", MAIL], ["sig", MAIL], ["dedup", MAIL], ["diff", MAIL, MAIL],
                          ["explain", MAIL], ["kinds"], ["--help"], ["--version"]):
            with open("/dev/full", "wb") as full:
                result = koops(*arguments, stdout=full)
            self.check(result, 2, None, "koops: standard output: No space left on device\n")

    def test_closed_pipe(self):
        ours, theirs = os.pipe()
        os.close(ours)
        log = self.file("log", MAIL.read_bytes() * 200)
        result = koops("--json", log, stdout=theirs)
        os.close(theirs)
        self.check(result, 2, None, "")


class Usage(CommandTest):
    def test_usage_errors(self):
        for arguments, message in [
            (["--jsno"], "unknown option --jsno; see koops --help"),
            (["-x"], "unknown option -x; see koops --help"),
            (["-\x1b"], r"unknown option -\x1b; see koops --help"),
            (["--json=1"], "--json takes no value; see koops --help"),
            (["--color=blue"], "--color is auto, always or never, not blue; see koops --help"),
            (["--vmlinux"], "--vmlinux needs a value; see koops --help"),
            (["--force"], "--force goes with --vmlinux; see koops --help"),
            (["--modules", "x"], "--modules goes with --vmlinux; see koops --help"),
            (["--debug-dir", "x"], "--debug-dir goes with --vmlinux; see koops --help"),
            (["sig", "--level", "all"],
             "--level is key, site, stack or family, not all; see koops sig --help"),
            (["sig", "--json"], "unknown option --json; see koops sig --help"),
            (["kinds", "x"], "kinds takes no file; see koops kinds --help"),
        ]:
            with self.subTest(arguments):
                self.check(koops(*arguments), 2, "", f"koops: {message}\n")

    def test_help(self):
        for subcommand in ([], ["sig"], ["dedup"], ["diff"], ["match"], ["explain"], ["kinds"]):
            for option in ("--help", "-h"):
                result = koops(*subcommand, option)
                self.check(result, 0)
                self.assertIn("Usage: koops", result.out)
                self.assertLessEqual(max(map(len, result.out.splitlines())), 80)

    def test_version(self):
        result = koops("--version")
        self.check(result, 0)
        self.assertRegex(result.out, r"\Akoops \d+\.\d+\.\d+, rules \S+, signatures k1\n"
                         r"sandbox: (none|Landlock|seccomp|Landlock, seccomp)\n\Z")

    def test_double_dash(self):
        self.check(koops("--", "--json", cwd=self.dir), 2, "", None)
        self.file("--json", MAIL.read_bytes())
        self.check(koops("--", "--json", cwd=self.dir), 0)


if __name__ == "__main__":
    main()
