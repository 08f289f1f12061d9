#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Counts instructions on fixed logs and compares with what they were.

usage: test_instructions.py WORK SOURCE BUILD COMPILER [--record]

WORK is bench/work, SOURCE the project's folder, BUILD the kind of build and COMPILER its name.
instructions.json beside this file has the counts, by machine, compiler, C library and build, as
each of them changes all.  A count more than 3 % away from its figure is a failure, less too:
then the figure is to be recorded anew, so that what was won is not lost again.  For an
environment without figures there is nothing to compare with: the test is skipped.
"""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

ALLOWED = 0.03
SKIPPED = 77
FIXTURES = "tests/fixtures/"
DENSE = ["arch-arm64/null", "gpf/kasan-range", "hung-task/mutex", "kasan/use-after-free",
         "lock-state/softirq", "null-deref/panic-follows", "rcu-stall/self-detected", "warning/plain"]
# Made of the lines of bench/quiet.log that have no word of a report.
QUIET = "quiet"
CASES = {
    "context": ("context", []),
    "quiet": ("parse", [QUIET]),
    "seed": ("parse", [FIXTURES + "soft-lockup/perf-ftrace-mail/input.log"]),
    "seed, JSON": ("json", [FIXTURES + "soft-lockup/perf-ftrace-mail/input.log"]),
    "dense, JSON": ("json", [f"{FIXTURES}{name}/input.log" for name in DENSE]),
}


def environment(build, compiler):
    vectors = ""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        vectors = next((name for name in ("avx2", "ssse3") if re.search(rf"\b{name}\b", flags)), "")
    except OSError:
        pass
    libc = "-".join(platform.libc_ver())
    return " ".join(part for part in (platform.machine(), vectors, compiler, libc, build) if part)


def count(work, mode, logs):
    # The test runner has freed memory filled, which is no work of ours.
    env = {name: value for name, value in os.environ.items() if name != "MALLOC_PERTURB_"}
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out")
        subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=measured",
                        f"--callgrind-out-file={out}", work, mode, *logs],
                       check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(re.search(r"^(?:summary|totals): (\d+)", out.read_text(encoding="ascii", errors="replace"),
                             re.M).group(1))


def write_quiet(source, path):
    lines = [line for line in (source / "bench/quiet.log").read_text(encoding="ascii").splitlines(keepends=True)
             if "NETDEV" not in line]
    path.write_text("".join(lines) * 40, encoding="ascii")


def main():
    record = "--record" in sys.argv
    work, source, build, compiler = [arg for arg in sys.argv[1:] if arg != "--record"]
    source = pathlib.Path(source)
    figures_path = pathlib.Path(__file__).resolve().parent / "instructions.json"
    figures = json.loads(figures_path.read_text(encoding="utf-8"))
    here = environment(build, compiler)
    known = figures.get(here, {})
    counts, failed = {}, False
    print(here)
    for name, (mode, logs) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            quiet = pathlib.Path(folder, "quiet")
            write_quiet(source, quiet)
            paths = [quiet if log == QUIET else source / log for log in logs]
            counts[name] = count(work, mode, [str(path) for path in paths])
            size = sum(path.stat().st_size for path in paths)
        change = counts[name] / known[name] - 1 if name in known else None
        wrong = change is not None and abs(change) > ALLOWED
        failed |= wrong
        print(f"{name:12} {counts[name]:10}", f"{counts[name] / size:6.1f} a byte" if size else " " * 13,
              f"{change:+7.1%}" if change is not None else "", "more than 3 %" if wrong else "")
    if record:
        figures[here] = counts
        figures_path.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    if failed:
        print("if it has to be so: ninja -C BUILD record-instructions")
    return SKIPPED if not known else int(failed)


sys.exit(main())
