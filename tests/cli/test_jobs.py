#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Logs that are read at the same time: nothing that is written shows it."""

import gzip
import os
import re
import subprocess
import threading
import unittest
from pathlib import Path

from common import ENV, FIXTURES, KOOPS, MAIL, CommandTest, koops, main

LOG = MAIL.read_bytes()
WRAPPED = "KOOPS_WRAPPER" in os.environ
SANITIZED = any(name in open(os.environ["KOOPS"], "rb").read() for name in (b"__asan_", b"__tsan_"))
NOTICES = sorted((FIXTURES / "oom-kill").glob("*/input.log"))


class Jobs(CommandTest):
    def setUp(self):
        super().setUp()
        # Long and short ones, crashes and notices, logs and what is none.
        # Under valgrind, what is enough to see that they share nothing.
        for i in range(6 if WRAPPED else 24):
            name = f"{i:02}.log"
            if i % 4 == 3:
                self.file(name, b"all is well\n" * i)
            elif i % 4 == 2:
                self.file(name, NOTICES[i % len(NOTICES)].read_bytes())
            else:
                self.file(name, LOG * (1 if WRAPPED else 1 + i * 7 % 5 * 3))
        self.file("07.log", b"and so it is here\n")
        self.file("07.json", koops("--json", MAIL).out.encode() + b"{}\n")
        self.file("11.log.gz", gzip.compress(LOG)[:4000])

    def same(self, *arguments, logs=None):
        logs = logs or [self.dir / "no1", self.dir, self.dir / "no2", self.dir / "03.log", MAIL]
        alone = koops(*arguments, "-j", "1", *logs)
        for jobs in ("3",) if WRAPPED else ("2", "5"):
            result = koops(*arguments, "-j", jobs, *logs)
            self.assertEqual((result.status, result.out, result.err),
                             (alone.status, alone.out, alone.err), (arguments, jobs))
        return alone

    def test_every_subcommand(self):
        key = koops("sig", MAIL).out.split("\t")[0]
        for arguments in ([], ["--json"], ["--all"], ["sig"], ["sig", "--canonical"], ["dedup"],
                          ["dedup", "--json", "--all"], ["match", key], ["match", "-q", key]):
            with self.subTest(arguments):
                result = self.same(*arguments)
                if "-q" not in arguments:
                    self.assertEqual(result.status, 2)
                    self.assertEqual(result.err.count("\n"), 4 if arguments[:1] in (["dedup"], ["match"]) else 3)

    def test_default(self):
        self.check(koops("sig", self.dir), 2, koops("sig", "-j1", self.dir).out, None)

    def test_status(self):
        logs = [self.dir / "03.log", self.dir / "07.log", self.dir / "03.log"]
        self.assertEqual(self.same(logs=logs).status, 1)
        self.assertEqual(self.same(logs=[*logs, MAIL]).status, 0)
        self.assertEqual(self.same(logs=[*logs, MAIL, self.dir / "no"]).status, 2)

    @unittest.skipIf(WRAPPED, "takes long")
    def test_many(self):
        """More than wait for their turn at a time, behind one that takes long."""
        folder = self.dir / "many"
        folder.mkdir()
        for i in range(700):
            os.link(self.dir / f"{i % 2 * 2:02}.log", folder / f"{i:03}.log")
        first = self.file("first", LOG * 60)
        for arguments in (["sig"], []):
            self.same(*arguments, logs=[first, folder])

    @unittest.skipIf(WRAPPED or SANITIZED, "takes long")
    def test_more_than_may_wait(self):
        """20 MB of JSON each: those behind the first stop, and go on as there is room."""
        big = self.file("big", LOG * 500)
        self.same("--json", logs=[big] * 4)

    def test_standard_input_is_read_in_its_turn(self):
        logs = ["-", MAIL, "-", self.dir / "02.log"]
        alone = koops("--json", "-j", "1", *logs, stdin=LOG)
        self.check(koops("--json", "-j", "4", *logs, stdin=LOG), 0, alone.out)
        self.assertEqual([report.get("file") for report in alone.reports][:4],
                         [None, None, str(MAIL), str(MAIL)])

    def test_pipes(self):
        names = [self.dir / f"fifo{i}" for i in range(3)]
        for name in names:
            os.mkfifo(name)

        def feed():
            for name in names:
                name.write_bytes(LOG)

        thread = threading.Thread(target=feed)
        thread.start()
        result = koops("sig", "-j", "3", *names)
        thread.join()
        self.check(result, 0, koops("sig", MAIL).out * 3)

    def test_a_bug_that_is_found_ends_it(self):
        """Nothing behind it is waited for: nobody writes to the pipe."""
        key = koops("sig", MAIL).out.split("\t")[0]
        os.mkfifo(self.dir / "fifo")
        self.check(koops("match", "-q", "-j", "2", key, MAIL, self.dir / "fifo"), 0, "")

    def test_reader_who_leaves(self):
        for arguments in ([], ["--json"], ["sig"]):
            with subprocess.Popen([*KOOPS, *arguments, "-j", "3", self.dir], env=ENV,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                self.assertEqual(len(process.stdout.read(4)), 4)
                process.stdout.close()
                self.assertNotIn(b"Broken", process.stderr.read())
                self.assertEqual(process.wait(60), 2)

    def test_full_disk(self):
        for arguments in ([], ["--json"], ["sig"], ["dedup"]):
            with open("/dev/full", "wb") as full:
                result = koops(*arguments, "-j", "3", MAIL, MAIL, MAIL, stdout=full)
            self.check(result, 2, None, "koops: standard output: No space left on device\n")

    @unittest.skipIf(WRAPPED or SANITIZED,
                     "what a checker needs is not what koops needs")
    def test_memory(self):
        """What waits for the turn of others is bounded: 40 MB of JSON behind a slow log."""
        slow = self.dir / "slow"
        os.mkfifo(slow)
        big = self.file("big", LOG * 1000)
        reader = subprocess.Popen([*KOOPS, "--json", "-j", "3", slow, big, big, big], env=ENV,
                                  stdout=subprocess.PIPE)
        with open(slow, "wb") as pipe:
            pipe.write(LOG)
            pipe.flush()
            # Both others come to where they have to wait.
            for _ in range(100):
                threading.Event().wait(0.02)
        self.assertGreater(self.read_within(32_000, reader), 40_000_000)

    @unittest.skipIf(WRAPPED or SANITIZED,
                     "what a checker needs is not what koops needs")
    def test_memory_of_many_reports(self):
        """Reports are handed on while a log is read, however many a line makes."""
        quiet = b"[    1.000000] usb 1-1: new high-speed USB device number 1\n" * 4000
        repeated = (b"Mar 30 21:39:14 host kernel: BUG: x\n"
                    b"Mar 30 21:39:15 host last message repeated 1000 times\n")
        for log in (b"BUG: x\n" * 40_000, quiet + b"BUG: x\n" * 40_000, repeated * 10_000):
            reader = subprocess.Popen([*KOOPS, "--json", self.file("log", log)], env=ENV,
                                      stdout=subprocess.PIPE)
            self.assertGreater(self.read_within(32_000, reader), 10_000_000)

    def read_within(self, limit, reader):
        """Reads all of it: how many bytes; it may have so many KiB of memory."""
        size, most = 0, 0
        while chunk := reader.stdout.read(1 << 20):
            size += len(chunk)
            status = Path(f"/proc/{reader.pid}/status").read_text()
            most = max([most, *map(int, re.findall(r"VmHWM:\s*(\d+) kB", status))])
        self.assertEqual(reader.wait(60), 0)
        reader.stdout.close()
        self.assertGreater(most, 1000)
        self.assertLess(most, limit)
        return size

    def test_usage(self):
        for value in ("0", "x", "-1", "2x", ""):
            self.check(koops("--jobs", value, MAIL), 2, "",
                       f"koops: --jobs is a number from 1, not {value}; see koops --help\n")
        self.check(koops("sig", "-j", "99999999999999999999", MAIL), 0, koops("sig", MAIL).out)


if __name__ == "__main__":
    main()
