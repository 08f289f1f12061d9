#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Logs that grow."""

import json
import signal
import subprocess

from common import ENV, KOOPS, MAIL, CommandTest, koops, main

LOG = MAIL.read_bytes()
PANIC = LOG.index(b"[   56.613804] Kernel panic")


class Follow(CommandTest):
    def start(self, *arguments):
        process = subprocess.Popen([*KOOPS, "--json", "--follow", *arguments], env=ENV,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def report(self, process):
        return json.loads(process.stdout.readline())

    def finish(self, process, status):
        self.assertEqual(process.wait(60), status)
        self.assertEqual(process.stderr.read(), b"")

    def test_report_comes_when_it_ends(self):
        process = self.start()
        process.stdin.write(LOG[:PANIC + 100])
        process.stdin.flush()
        self.assertEqual(self.report(process)["kind"], "soft-lockup")
        process.stdin.write(LOG[PANIC + 100:])
        process.stdin.close()
        process.stdin = None
        self.assertEqual(self.report(process)["consequence_of"], 1)
        self.assertEqual(process.stdout.read(), b"")
        self.finish(process, 0)

    def test_report_comes_after_silence(self):
        process = self.start()
        process.stdin.write(LOG[:PANIC])
        process.stdin.flush()
        self.assertEqual(self.report(process)["kind"], "soft-lockup")
        process.send_signal(signal.SIGINT)
        self.finish(process, 0)

    def test_interrupt_ends_cleanly(self):
        process = self.start()
        process.stdin.write(b"all is well\n" + LOG[PANIC:PANIC + 200])
        process.stdin.flush()
        self.assertEqual(self.report(process)["kind"], "panic")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.stdout.read(), b"")
        self.finish(process, 0)

    def test_file_that_grows(self):
        path = self.file("log", b"nothing yet\n")
        process = self.start(path)
        with path.open("ab") as log:
            log.write(LOG[:PANIC])
        self.assertEqual(self.report(process)["line"], 66)
        process.send_signal(signal.SIGTERM)
        self.finish(process, 0)

    def test_file_that_becomes_shorter(self):
        path = self.file("log", b"all is well\n" * 10 + LOG[:PANIC] + b"cut off in the mid")
        process = self.start(path)
        self.assertEqual(self.report(process)["line"], 75)
        path.write_bytes(b"")
        self.assertEqual(process.stderr.readline().decode(),
                         f"koops: {path} has become shorter: reading it from its beginning\n")
        path.write_bytes(LOG[:PANIC])
        report = self.report(process)
        self.assertEqual((report["number"], report["line"]), (1, 65))
        process.send_signal(signal.SIGINT)
        self.finish(process, 0)

    def test_one_log(self):
        self.check(koops("--follow", MAIL, MAIL), 2, "", None)


main()
