#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a key may not depend on, and what it must, for every fixture that has one."""

import re
import unittest

import logs
import signature

OFFSET = re.compile(rb"\+0x([0-9a-f]+)/0x([0-9a-f]+)")
# A frame as x86 prints it: only there does "?" mean that nobody vouches for it.
FRAME = re.compile(rb"^((?:\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? )? +)(?!\?)[A-Za-z_][\w.]*(\+0x[0-9a-f]+/0x[0-9a-f]+\s*)$")


def keys(reports):
    return [(report["kind"], report["signature"].get("key")) for report in reports]


def each(pattern, replacement):
    return lambda log: [re.sub(pattern, replacement, line) for line in log]


def other_offsets(log):
    def shifted(match):
        return b"+0x%x/0x%x" % tuple(int(number, 16) + 0x30 for number in match.groups())
    return [OFFSET.sub(shifted, line) for line in log]


def other_addresses(log):
    """Kernel addresses; the null page stays what it is."""
    return [re.sub(rb"\bffff([0-9a-f]{8})([0-9a-f]{4})\b", rb"ffff\g<1>0ba0", line) for line in log]


def unreliable_frames(log):
    out = []
    for line in log:
        out.append(line)
        match = FRAME.match(line)
        if match:
            out.append(match[1].rstrip(b" ") + b"  ? noise_function" + match[2])
    return out


def around(log):
    note = b"[    1.000000] example 0000:00:03.0 eth0: link is up\n"
    return [note, note, *log, note, note]


MUTATIONS = {
    "times": each(rb"^\[ *(\d+)\.(\d{6})\]", rb"[9\1.\2]"),
    "CPU": each(rb"\bCPU: \d+", b"CPU: 6"),
    "PID": each(rb"\bPID: \d+", b"PID: 4242"),
    "comm": each(rb"\bComm: \S+", b"Comm: other"),
    "kernel": each(rb"\b\d\.\d+\.\d+(?:-\S+)? #\d+", b"6.9.3-other #7"),
    "offsets": other_offsets,
    "addresses": other_addresses,
    "unreliable frames": unreliable_frames,
    "lines around": around,
}


class Property(unittest.TestCase):
    def test_does_not_matter(self):
        touched = dict.fromkeys(MUTATIONS, 0)
        for fixture, log in logs.fixtures():
            want = keys(logs.reports(log))
            for name, mutate in MUTATIONS.items():
                other = mutate(log)
                if other == log:
                    continue
                touched[name] += 1
                with self.subTest(fixture, other=name):
                    self.assertEqual(keys(logs.reports(other)), want)
        for name, count in touched.items():
            self.assertGreater(count, 10, name)

    def test_identifying_function_matters(self):
        changed = 0
        for fixture, log in logs.fixtures():
            report = next((r for r in logs.reports(log) if r["class"] != "text" and "key" in r["signature"]), None)
            if not report:
                continue
            _, texts = signature.canonical(report)
            symbols = {frame.get("symbol", "") for frame in logs.own_frames(report)} | {report.get("pc", {}).get("symbol", "")}
            for line in texts["key"].splitlines()[2:]:
                for symbol in symbols:
                    if signature.base_of(symbol) != line.split(" ")[1]:
                        continue
                    other = [re.sub(rb"\b%s\b" % re.escape(symbol.encode()), b"other_function", text) for text in log]
                    got = next((r for r in logs.reports(other) if r["line"] == report["line"]), None)
                    with self.subTest(fixture, symbol=symbol):
                        self.assertIsNotNone(got)
                        self.assertNotEqual(got["signature"].get("key"), report["signature"]["key"])
                        changed += 1
        self.assertGreater(changed, 50)


class Prefix(unittest.TestCase):
    """What is left of a report that is cut off is no other report's signature, or says that it may be."""

    def test_cut_logs(self):
        cuts = 0
        for fixture, log in logs.fixtures():
            report = next((r for r in logs.reports(log) if r["class"] != "text" and "traces" in r), None)
            if not report or report["signature"]["grade"] != "complete":
                continue
            for end in range(report["line"], min(report["end_line"], report["line"] + 200) + 1):
                for got in logs.reports(log[:end]):
                    if got["line"] != report["line"] or got["signature"]["grade"] != "complete":
                        continue
                    with self.subTest(fixture, lines=end):
                        self.assertEqual(got["signature"]["key"], report["signature"]["key"])
                        cuts += 1
        self.assertGreater(cuts, 200)


if __name__ == "__main__":
    unittest.main()
