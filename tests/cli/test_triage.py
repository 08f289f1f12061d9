#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops [FILE...]: what it shows, and how logs reach it."""

import os
import pty
import re
import subprocess
import time

from common import ENV, FIXTURES, KOOPS, MAIL, CommandTest, koops, main, on_a_terminal

LOCKUP = b"""\
[   56.504281] watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:77]
[   56.513543] CPU: 3 PID: 77 Comm: kworker/3:1 Not tainted 6.1.0 #1
[   56.516213] RIP: 0010:spin+0x10/0x40
[   56.529543] Call Trace:
[   56.530040]  <TASK>
[   56.531339]  work_fn+0x41/0x110
[   56.532148]  process_one_work+0x4/0xe0
[   56.533132]  worker_thread+0x50/0x3c0
[   56.533853]  kthread+0xe9/0x110
[   56.534612]  ret_from_fork+0x22/0x30
[   56.613326]  </TASK>
"""


class Text(CommandTest):
    def test_folds_the_trace(self):
        out = koops(MAIL).out
        lockup, panic = out.split("\n\n")
        self.assertIn(" ×2\n", lockup)
        self.assertNotIn("write_comp_data", lockup)
        self.assertIn("a consequence of report #1, line 65\n", panic)
        self.assertLessEqual(max(len(line) for line in out.splitlines() if "input.log" not in line), 80)

    def test_rust_is_shown_by_its_paths(self):
        log = FIXTURES / "rust-panic/overflow/input.log"
        self.assertIn(" core::panicking::panic_fmt\n", koops(log).out)
        self.assertIn(" _RNvNtCs9jEwPDbx20M_4core9panicking9panic_fmt+0x84/0x90\n",
                      koops("--all", log).out)

    def test_all_shows_every_frame(self):
        shown = koops("--all", MAIL).out
        frames = re.findall(r"^\[[ 0-9.]+\]  (?:\? )?(\S+\+0x\S+)$", MAIL.read_text(), re.M)
        self.assertGreater(len(frames), 150)
        at = 0
        for frame in frames:
            at = shown.index(frame, at)
        for register in re.findall(r"\bR[A-Z0-9]{2}: ([0-9a-f]{16})\b", MAIL.read_text()):
            self.assertIn(register, shown)

    def test_colours_are_for_terminals(self):
        term = {**ENV, "TERM": "xterm"}
        plain = koops(MAIL, env=term).out
        self.assertNotIn("\x1b", plain)
        self.assertIn("\x1b[", on_a_terminal(MAIL, env=term))
        self.assertIn("\x1b[", koops("--color=always", MAIL).out)
        self.assertIn("\x1b[", koops("--color", MAIL).out)
        for environment in ({"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}):
            out = on_a_terminal(MAIL, env={**ENV, **environment})
            self.assertIn("soft lockup", out)
            self.assertNotIn("\x1b", out)
        self.assertNotIn("\x1b", on_a_terminal("--color=never", MAIL, env=term))
        self.assertEqual(re.sub(r"\x1b\[[0-9;]*m", "", koops("--color=always", MAIL).out), plain)


class Notices(CommandTest):
    NOTICE = b"[   50.000000] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading\n"

    def test_notices_follow_the_crashes(self):
        out = koops(stdin=self.NOTICE + LOCKUP + self.NOTICE * 2).out
        crash, notices = out.split("\n\n")
        self.assertIn("BUG: soft lockup in work_fn\n", crash)
        self.assertRegex(notices, r"\Anotice: [^\n]*ext4_find_entry[^\n]* ×3, line 1\n\Z")

    def test_notices_are_no_crashes(self):
        log = self.file("log", self.NOTICE)
        result = koops(log)
        self.check(result, 1)
        self.assertRegex(result.out, rf"\Anotice: .*, {log}:1\n\Z")
        result = koops("--json", log)
        self.check(result, 1)
        self.assertEqual([report["severity"] for report in result.reports], ["notice"])

    def test_many_different_notices(self):
        log = b"".join(self.NOTICE.replace(b"ext4_find_entry", b"f%d" % i) for i in range(600))
        rows = koops(stdin=log).out.splitlines()
        self.assertEqual(len(rows), 600)
        self.assertEqual([int(row.rsplit(" ", 1)[1]) for row in rows], list(range(1, 601)))


class Logs(CommandTest):
    def test_standard_input(self):
        for arguments in ([], ["-"]):
            result = koops("--json", *arguments, stdin=LOCKUP)
            self.check(result, 0)
            [report] = result.reports
            self.assertNotIn("file", report)
            self.assertEqual(report["comm"], "kworker/3:1")
            self.assertIn("report #1, line 1, at", koops(*arguments, stdin=LOCKUP).out)

    def test_several_logs(self):
        quiet = self.file("quiet.log", b"all is well\n")
        lockup = self.file("lockup.log", LOCKUP)
        result = koops("--json", quiet, lockup, "-", lockup, stdin=LOCKUP)
        self.check(result, 0)
        self.assertEqual([r.get("file") for r in result.reports], [str(lockup), None, str(lockup)])
        self.assertEqual([r["number"] for r in result.reports], [1, 1, 1])
        self.assertEqual(koops(lockup, lockup).out.count("\n\nBUG: soft lockup"), 1)

    def test_a_log_that_comes_slowly(self):
        """A report is written when it is complete, not when the log ends."""
        process = subprocess.Popen([*KOOPS, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV)
        process.stdin.write(LOCKUP + LOCKUP.replace(b"work_fn", b"other_fn"))
        process.stdin.flush()
        self.assertIn(b'"work_fn"', process.stdout.readline())
        process.stdin.close()
        self.assertIn(b'"other_fn"', process.stdout.read())
        process.stdout.close()
        self.assertEqual(process.wait(300), 0)

    def test_progress_of_a_long_reading(self):
        """On a terminal's standard error, after a while, and gone when there is other output."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen([*KOOPS, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=theirs, env=ENV)
        os.close(theirs)
        for _ in range(8):
            process.stdin.write(b"quiet\n" * 100000)
            process.stdin.flush()
            time.sleep(0.25)
        process.stdin.write(LOCKUP)
        out = process.communicate(timeout=300)[0]
        err = b""
        try:
            while chunk := os.read(ours, 65536):
                err += chunk
        except OSError:
            # The other side is closed, and all of it was read.
            os.close(ours)
        err = err.decode()
        self.assertIn(b"work_fn", out)
        self.assertRegex(err, r"\A(koops: reading \d+ MB\r\x1b\[K)+\Z")

    def test_a_log_larger_than_a_chunk(self):
        filler = b"[    1.000000] usb 1-1: new high-speed USB device\n" * 20000
        result = koops("--json", stdin=filler + LOCKUP + filler + LOCKUP)
        self.assertEqual([r["line"] for r in result.reports],
                         [20001, 40001 + LOCKUP.count(b"\n")])

    def test_fifo(self):
        fifo = self.dir / "fifo"
        os.mkfifo(fifo)
        process = subprocess.Popen([*KOOPS, "--json", fifo], stdout=subprocess.PIPE, env=ENV)
        fifo.write_bytes(LOCKUP)
        self.assertIn(b'"file":"%s"' % os.fsencode(fifo), process.communicate(timeout=300)[0])


if __name__ == "__main__":
    main()
