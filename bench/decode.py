#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops decode beside the kernel's scripts/decode_stacktrace.sh, on real logs.

usage: decode.py KOOPS SCRIPT VMLINUX MODULES LOG...

Says which lines differ, and how long each takes.  The script looks return addresses up as they are,
one behind the call, where koops has the line of the call: so it also gets each log with its return
addresses one less, and what differs from that differs for another reason.  Of a module it takes every
function to be in .text; those of other sections are compared with eu-addr2line, which is told the
section.  Lines of code bytes are left out of both: the script hands them to another one.
"""
import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FRAME = re.compile(r"(\S+?\+0x)([0-9a-f]+)(/0x[0-9a-f]+)")
# A program counter, as the kernel says by what is in front of it.
COUNTER = re.compile(r"\bRIP: |\bpc : |\bat \S+:\d+ ")


def one_less(line):
    if COUNTER.search(line):
        return line
    return FRAME.sub(lambda m: f"{m[1]}{max(int(m[2], 16) - 1, 0):x}{m[3]}", line)


def plain(line):
    """What both write in their own way: blanks, modules, discriminators, names that stayed."""
    line = re.sub(r" \(discriminator \d+\)", "", line)
    line = re.sub(r"\[(\w+)\]$", r"\1", line.strip())
    line = re.sub(r"\[<[0-9a-f]+>\]", "", line)
    return re.sub(r"\s+", " ", line).replace("[ ", "[").strip()


def agree(mine, other):
    """Word by word; a module that was built elsewhere has the directory of that in the script's."""
    mine, other = plain(mine).split(), plain(other).split()
    return len(mine) == len(other) and all(
        b in (a, a.strip("(")) or b.endswith("/" + a.lstrip("(")) for a, b in zip(mine, other))


def elsewhere(line, modules):
    """file:line of each place of a frame in a module whose function is not in .text, else None."""
    found = re.search(r"([^\s:]+)\+0x([0-9a-f]+)/0x[0-9a-f]+ \[(\w+)\]", line)
    files = found and [f for f in Path(modules).rglob("*.ko") if f.stem.replace("-", "_") == found[3]]
    if not files:
        return None
    sections = dict(re.findall(r"^ *\[ *(\d+)\] (\S+)", subprocess.check_output(["readelf", "-SW", files[0]], text=True), re.M))
    symbol = re.search(rf"^ *\d+: ([0-9a-f]+) .* (\d+) {re.escape(found[1])}$",
                       subprocess.check_output(["readelf", "-sW", files[0]], text=True), re.M)
    if not symbol or sections[symbol[2]] == ".text":
        return None
    address = int(symbol[1], 16) + int(found[2], 16) - (not COUNTER.search(line))
    out = subprocess.check_output(["eu-addr2line", "-i", "-j", sections[symbol[2]], "-e", files[0], hex(address)], text=True)
    return re.findall(r"/([^/\s:]+:\d+)(?::\d+)?$", out, re.M)


def run(command, text):
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+") as stdin:
        stdin.write(text)
        stdin.seek(0)
        out = subprocess.run(command, stdin=stdin, capture_output=True, text=True).stdout
    return time.monotonic() - begin, out.removesuffix("\n").split("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("koops")
    parser.add_argument("script")
    parser.add_argument("vmlinux")
    parser.add_argument("modules")
    parser.add_argument("logs", nargs="+", type=Path)
    options = parser.parse_args()
    mine = [options.koops, "decode", "--no-cache", options.vmlinux, "auto", options.modules]
    script = ["bash", options.script, options.vmlinux, "auto", options.modules]
    frames = same = returns = sections = 0
    times = [0, 0]
    for path in options.logs:
        lines = path.read_bytes().decode("utf-8", "replace").replace("\r", "").split("\n")
        lines = [line for line in lines if "Code:" not in line]
        seconds, ours = run(mine, "\n".join(lines) + "\n")
        times[0] += seconds
        seconds, theirs = run(script, "\n".join(lines) + "\n")
        times[1] += seconds
        _, called = run(script, "\n".join(map(one_less, lines)) + "\n")
        assert len(ours) == len(theirs) == len(called) == len(lines), path
        for line, a, b, c in zip(lines, ours, theirs, called):
            if not FRAME.search(line):
                continue
            frames += 1
            same += agree(a, b)
            returns += not agree(a, b) and agree(a, c)
            if not agree(a, b) and not agree(a, c):
                right = elsewhere(line, options.modules)
                if right and sorted(right) == sorted(re.findall(r"([^/\s(]+:\d+)(?=[ )])", a)):
                    sections += 1
                    continue
                print(f"{path.name}\n  log     {line.strip()}\n  koops   {plain(a)}\n  script  {plain(b)}")
    print(f"{frames} frames: {same} the same, {returns} more by the line of the call, {sections} more by the "
          f"section, {frames - same - returns - sections} differ")
    print(f"koops {times[0]:.2f} s, script {times[1]:.2f} s: {times[1] / times[0]:.0f} times as long")
    return 0


if __name__ == "__main__":
    sys.exit(main())
