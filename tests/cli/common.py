# SPDX-License-Identifier: BSD-2-Clause
"""Runs the command.  KOOPS names it, KOOPS_WRAPPER is put in front of it (valgrind): in each
KOOPS_WRAPPER_EVERY-th run of koops(), or in all."""

import itertools
import json
import os
import pty
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures"
MAIL = FIXTURES / "soft-lockup/perf-ftrace-mail/input.log"
KOOPS = [*shlex.split(os.environ.get("KOOPS_WRAPPER", "")), os.environ["KOOPS"]]
WRAPPER_EVERY = int(os.environ.get("KOOPS_WRAPPER_EVERY", "1"))
RUNS = itertools.count()
# Neither the terminal nor the person who runs the tests decides, nor does what others left.
CACHE = tempfile.TemporaryDirectory()
ENV = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "POSIXLY_CORRECT")}
ENV["XDG_CACHE_HOME"] = CACHE.name


class Result:
    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout.decode("utf-8", "strict") if process.stdout else ""
        self.err = process.stderr.decode("utf-8", "strict") if process.stderr else ""

    @property
    def reports(self):
        return [json.loads(line) for line in self.out.splitlines()]


def koops(*arguments, stdin=b"", stdout=subprocess.PIPE, **options):
    """Runs koops with ARGUMENTS, and STDIN as its standard input."""
    wrapped = KOOPS if next(RUNS) % WRAPPER_EVERY == 0 else KOOPS[-1:]
    command = [*wrapped, *(os.fspath(a) for a in arguments)]
    return Result(subprocess.run(command, input=stdin, stdout=stdout, stderr=subprocess.PIPE,
                                 env=options.pop("env", ENV), timeout=300, **options))


def on_a_terminal(*arguments, env=ENV):
    """What koops writes on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*KOOPS, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, env=env)
    os.close(theirs)
    out = b""
    try:
        while some := os.read(ours, 65536):
            out += some
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    process.wait(300)
    return out.decode()


class CommandTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = Path(directory.name)

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content)
        return path

    def check(self, result, status, out=None, err=""):
        """What koops ended with and said; None: not looked at."""
        self.assertEqual(result.status, status, result.err)
        if out is not None:
            self.assertEqual(result.out, out)
        if err is not None:
            self.assertEqual(result.err, err)


def main():
    unittest.main(argv=sys.argv[:1])
