#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The examples do what they say.  EXAMPLES_DIR has them."""

import os
import subprocess
from pathlib import Path

from common import ENV, KOOPS, MAIL, CommandTest, koops, main

DIR = Path(os.environ["EXAMPLES_DIR"])


def example(name, *arguments, stdin=b""):
    command = [*KOOPS[:-1], DIR / f"example-{name}", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env=ENV, timeout=300)


class Examples(CommandTest):
    def test_pull(self):
        result = example("pull", MAIL)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.decode(), koops("sig", MAIL).out.replace("\t", " "))

    def test_push(self):
        result = example("push", stdin=MAIL.read_bytes())
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stdout.decode().splitlines()
        self.assertEqual(lines[0], "BUG: soft lockup in sys_perf_event_open")
        self.assertTrue(lines[1].startswith("  perf_ftrace_function_call -> "))
        self.assertTrue(lines[1].endswith(" (2 times)"))
        self.assertEqual(lines[2], "  0xffffffffa02010b1")
        self.assertIn("kernel panic: softlockup: hung tasks", lines)

    def test_threads(self):
        quiet = self.file("quiet", b"nothing\n")
        result = example("threads", MAIL, quiet, MAIL)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.decode(), f"{MAIL}: 2\n{quiet}: 0\n{MAIL}: 2\n")
        self.assertEqual(example("threads", MAIL, self.dir / "missing").returncode, 2)


if __name__ == "__main__":
    main()
