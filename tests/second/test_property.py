#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a key may not depend on, and what it must, for every fixture that has one."""

import re
import unittest

import logs
import signature

OFFSET = re.compile(rb"\+0x([0-9a-f]+)/0x([0-9a-f]+)")
STAMP = re.compile(rb"(?:\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? )?")
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


def between(log):
    """A line of somebody else behind each line, stamped as the line is."""
    return [part for line in log for part in (line, STAMP.match(line)[0] + b"example 0000:00:03.0 eth0: link is up\n")]


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
    "lines between": between,
    "registers": each(rb"\b(R[A-DSB0-9][A-Z0-9]|[re]?[a-d]x|x\d+|a\d|s\d+) ?: ?[0-9a-f]{16}\b", rb"\1: 00000000deadbeef"),
}


class Property(unittest.TestCase):
    def test_does_not_matter(self):
        plain = dict(logs.fixtures())
        others = {(fixture, name): mutate(log) for fixture, log in plain.items() for name, mutate in MUTATIONS.items()}
        others = {at: log for at, log in others.items() if log != plain[at[0]]}
        want, got = logs.reports_of(plain), logs.reports_of(others)
        for (fixture, name), reports in got.items():
            with self.subTest(fixture, other=name):
                self.assertEqual(keys(reports), keys(want[fixture]))
        for name in MUTATIONS:
            self.assertGreater(sum(at[1] == name for at in others), 10, name)

    def test_identifying_function_matters(self):
        plain = dict(logs.fixtures())
        others, changed = {}, {}
        for fixture, reports in logs.reports_of(plain).items():
            report = next((r for r in reports if r["class"] != "text" and "key" in r["signature"]), None)
            if not report:
                continue
            symbols = {frame.get("symbol", "") for frame in logs.own_frames(report)}
            symbols |= {report.get("pc", {}).get("symbol", ""), report.get("guilty", "")}
            names = [line.split(" ")[1] for line in report["signature"]["basis"][1:]]
            for name in names:
                same = b"|".join(re.escape(s.encode()) for s in symbols if signature.name_of(signature.base_of(s)) == name)
                if not same:
                    continue
                changed[fixture, name] = report
                others[fixture, name] = [re.sub(rb"\b(?:%s)\b" % same, b"other_function", line)
                                         for line in plain[fixture]]
        for at, reports in logs.reports_of(others).items():
            with self.subTest(at):
                got = next((r for r in reports if r["line"] == changed[at]["line"]), None)
                self.assertIsNotNone(got)
                self.assertNotEqual(got["signature"].get("key"), changed[at]["signature"]["key"])
        self.assertGreater(len(others), 50)


class Prefix(unittest.TestCase):
    """What is left of a report that is cut off is no other report's signature, or says that it may be."""

    def test_cut_logs(self):
        plain = dict(logs.fixtures())
        whole = {(fixture, report["line"]): report
                 for fixture, reports in logs.reports_of(plain).items() for report in reports}
        cuts = {(fixture, end): log[:end] for fixture, log in plain.items() for end in range(1, len(log))}
        sure = 0
        for (fixture, end), reports in logs.reports_of(cuts).items():
            for report in reports:
                if report["signature"]["grade"] != "complete":
                    continue
                sure += 1
                with self.subTest(fixture, lines=end, line=report["line"]):
                    self.assertIn((fixture, report["line"]), whole)
                    self.assertEqual(report["signature"]["key"],
                                     whole[fixture, report["line"]]["signature"].get("key"))
        self.assertGreater(sure, 2000)


if __name__ == "__main__":
    unittest.main()
