#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What koops can't do while it reads logs.

usage: test_sandbox.py PROBE INSIDE

PROBE enters layers of the sandbox and tries; INSIDE does so in koops, by LD_PRELOAD.
"""

import os
import signal
import subprocess
import sys

from common import ENV, KOOPS, MAIL, CommandTest, koops, main

PROBE, INSIDE = sys.argv[1:3]
LANDLOCK, SECCOMP = 1, 2
ALLOWED = {"read", "thread", "memory"}
FILES = {"create", "write", "truncate", "remove", "folder", "unnamed"}
REST = {"socket", "connect", "run", "process", "trace", "signal", "type"}
NAMES = {0: "none", 1: "Landlock", 2: "seccomp", 3: "Landlock, seccomp"}


class Sandbox(CommandTest):
    def setUp(self):
        super().setUp()
        self.file("old", b"old")
        self.env = {**ENV, "PROBE_FOLDER": str(self.dir)}

    def probe(self, layers, *writable):
        """The layers that are in place, and what became of each attempt."""
        result = subprocess.run([PROBE, str(layers), *writable], capture_output=True, text=True,
                                env=self.env, timeout=60, check=True)
        entered, *lines = result.stderr.splitlines()
        return int(entered), {line.split()[1]: line.split()[2] for line in lines}

    def denied(self, attempts):
        return {name for name, error in attempts.items() if error != "done"}

    def test_without(self):
        """All of it can be done: what fails elsewhere fails by the sandbox."""
        entered, attempts = self.probe(0)
        self.assertEqual(entered, 0)
        self.assertEqual(self.denied(attempts), set())
        self.assertEqual(set(attempts), ALLOWED | FILES | REST)

    def need(self, layers):
        available, _ = self.probe(LANDLOCK | SECCOMP)
        if available & layers != layers:
            self.skipTest(f"this kernel or build has {NAMES[available]}, not {NAMES[layers]}")

    def test_landlock(self):
        self.need(LANDLOCK)
        entered, attempts = self.probe(LANDLOCK)
        self.assertEqual(entered, LANDLOCK)
        # "remove" finds nothing: "create" was denied.  TRUNCATE, TCP and signals are of later versions.
        self.assertLessEqual({"create", "write", "folder", "unnamed", "remove"}, self.denied(attempts))
        self.assertEqual(self.denied(attempts) & ALLOWED, set())
        self.assertEqual({attempts[name] for name in ("create", "write", "folder")}, {"EACCES"})

    def test_seccomp(self):
        self.need(SECCOMP)
        entered, attempts = self.probe(SECCOMP)
        self.assertEqual(entered, SECCOMP)
        self.assertEqual(self.denied(attempts), FILES | REST)

    def test_another_machine(self):
        """Its calls have other numbers: what they would do here is not what they do."""
        self.need(SECCOMP)
        if subprocess.run([PROBE, "0", "i386"]).returncode != 0:
            self.skipTest("this machine runs no i386")
        self.assertEqual(subprocess.run([PROBE, str(SECCOMP), "i386"]).returncode, -signal.SIGSYS)

    def test_a_folder_that_can_be_written(self):
        self.need(LANDLOCK | SECCOMP)
        _, attempts = self.probe(LANDLOCK | SECCOMP, self.dir)
        self.assertEqual(self.denied(attempts) - {"truncate", "unnamed"}, REST)
        other = self.dir / "other"
        other.mkdir()
        (self.dir / "folder").rmdir()
        _, attempts = self.probe(LANDLOCK | SECCOMP, other)
        self.assertEqual(self.denied(attempts), FILES | REST)

    def test_the_command(self):
        """In the process that reads a log, whatever is asked of it."""
        available, _ = self.probe(LANDLOCK | SECCOMP)
        self.assertIn(f"\nsandbox: {NAMES[available]}\n", koops("--version").out)
        self.need(SECCOMP)
        for arguments in ([], ["--json"], ["--json", "--follow"], ["sig"], ["dedup"], ["explain"],
                          ["diff", MAIL], ["match", "k1-" + "0" * 32], ["sig", "-j", "2", MAIL]):
            with self.subTest(arguments):
                result = subprocess.run([*KOOPS, *arguments, "-"], input=MAIL.read_bytes(),
                                        capture_output=True, env={**self.env, "LD_PRELOAD": INSIDE},
                                        timeout=60)
                self.assertIn(result.returncode, (0, 1))
                lines = [line.split() for line in result.stderr.decode().splitlines()]
                self.assertEqual({what for when, what, how in lines if (when, how) == ("before", "done")},
                                 FILES | REST | ALLOWED)
                self.assertEqual({what for when, what, how in lines if (when, how) == ("inside", "done")},
                                 ALLOWED)

    def test_it_shows_from_outside(self):
        self.need(SECCOMP)
        with subprocess.Popen([*KOOPS, "--follow"], stdin=subprocess.PIPE, env=ENV,
                              stdout=subprocess.PIPE) as process:
            process.stdin.write(MAIL.read_bytes())
            process.stdin.flush()
            self.assertTrue(process.stdout.readline())
            with open(f"/proc/{process.pid}/status") as status:
                text = status.read()
            process.stdin.close()
            self.assertEqual(process.wait(60), 0)
        self.assertIn("\nNoNewPrivs:\t1\n", text)
        self.assertIn("\nSeccomp:\t2\n", text)


if __name__ == "__main__":
    main()
