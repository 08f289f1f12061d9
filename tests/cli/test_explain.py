#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops explain: each line and each frame, with what became of it."""

import re

from common import FIXTURES, MAIL, CommandTest, koops, main

LOCKUP = b"""\
Hello,
> [   56.500000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [repro:1]
> [   56.500000] RIP: 0010:leaf+0x1/0x10
> [   56.500000] Call Trace:
> [   56.500000]  <TASK>
> [   56.500000]  called+0x1/0x10
> [   56.500000]  ping+0x1/0x10
> [   56.500000]  ? stale+0x1/0x10
> [   56.500000]  pong+0x1/0x10
> [   56.500000]  ping+0x1/0x10
> [   56.500000]  schedule+0x1/0x10
> [   56.500000]  inner+0x1/0x10
> [   56.500000]  __x64_sys_mount+0x1/0x10
> [   56.500000]  do_syscall_64+0x1/0x10
> [   56.500000]  </TASK>
"""


def lines(out):
    """Of each line that was looked at: number, report, type, the rest."""
    return re.findall(r"^ *(\d+) +(-|#\d+) (\S+) *(.*)$", out, re.M)


def frames(out):
    """Of each frame: in the title, place in the key, symbol, rule."""
    return re.findall(r"^  ([T ]) ([ \d]\d?| +) +(\S+) +(.*)$", out, re.M)


class Explain(CommandTest):
    def test_lines(self):
        result = koops("explain", stdin=LOCKUP)
        self.check(result, 0)
        told = lines(result.out)
        self.assertEqual([int(number) for number, *_ in told], list(range(1, 16)))
        self.assertEqual([kind for _, _, kind, _ in told],
                         ["other", "header", "pc", "trace", "context", *["frame"] * 9, "context"])
        self.assertEqual([report for _, report, _, _ in told], ["-", *["#1"] * 14])
        self.assertTrue(told[1][3].startswith("(soft-lockup) watchdog: BUG: soft lockup"))
        self.assertEqual(re.findall("^= (.*)$", result.out, re.M), ["not wrapped", "quote printk"])

    def test_frames(self):
        out = koops("explain", stdin=LOCKUP).out
        [report] = koops("--json", stdin=LOCKUP).reports
        block = out[out.index("\nreport #1, line 2: " + report["title"]):]
        self.assertIn(f"  key: {report['signature']['key']}, complete\n", block)
        canonical = koops("sig", "--canonical", stdin=LOCKUP).out
        self.assertIn("".join(f"    {line}\n" for line in canonical.splitlines()), block)
        told = {symbol: (place.strip(), rule) for _, place, symbol, rule in frames(block)}
        for symbol, place, rule in [
            ("leaf", "", "where the sample was taken"), ("called", "", "called from the innermost cycle"),
            ("ping", "3", "in the key, inside a cycle"), ("stale", "", "unreliable"),
            ("pong", "3", "in the key, inside a cycle"), ("inner", "2", "in the key"),
            ("__x64_sys_mount", "1", "in the key"), ("schedule", "", "a service for its caller (service.list): "),
            ("do_syscall_64", "", "a way into the kernel (entry.list): "),
        ]:
            self.assertEqual(told[symbol][0], place, symbol)
            self.assertTrue(told[symbol][1].startswith(rule), told[symbol])
        self.assertNotIn("cycle", told["inner"][1])

    def test_reasons_are_those_of_the_lists(self):
        """What explain says of a listed function stands in the list."""
        folder = FIXTURES.parents[1] / "lib/data"
        seen = 0
        for log in (MAIL, *sorted(FIXTURES.glob("kasan*/*/input.log"))):
            for _, _, symbol, rule in frames(koops("explain", log).out):
                if told := re.search(r"\((\w+)\.list\): (.*?)(, inside a cycle)?$", rule):
                    entries = (folder / f"{told[1]}.list").read_text().splitlines()
                    self.assertTrue(any(line.partition(" ")[2].strip() == told[2] for line in entries), rule)
                    seen += 1
        self.assertGreater(seen, 5)

    def test_title(self):
        [named] = [symbol for mark, _, symbol, _ in frames(koops("explain", stdin=LOCKUP).out) if mark == "T"]
        [report] = koops("--json", stdin=LOCKUP).reports
        self.assertTrue(named.endswith(report["guilty"]), (named, report["guilty"]))

    def test_consequence(self):
        out = koops("explain", MAIL).out
        self.assertEqual(len(re.findall("^report #", out, re.M)), 2)
        self.assertIn("That is the key of report #1", out[out.index("\nreport #2"):])

    def test_every_place_of_a_key_is_a_frame(self):
        """In all fixtures: a key of N functions has frames at 1 to N, or none and says why."""
        for log in sorted(FIXTURES.glob("*/*/input.log")):
            with self.subTest(log.parent.name):
                out = koops("explain", log).out
                for block in re.split(r"^(?=report #)", out, flags=re.M)[1:]:
                    if "That is the key of report" in block:
                        continue
                    wanted = len(re.findall(r"^    (?:outer|inner|cycle) ", block, re.M))
                    places = {int(p) for _, p, _, _ in frames(block) if p.strip()}
                    if "It is not made from the frames below" in block:
                        self.assertEqual(places, set())
                    else:
                        self.assertEqual(places, set(range(1, wanted + 1)))

    def test_gaps(self):
        filler = b"[    1.000000] usb 1-1: new high-speed USB device\n" * 200
        out = koops("explain", stdin=filler + LOCKUP).out
        self.assertTrue(re.search(r"^      1     - and on to \d+$", out, re.M), out[:300])
        self.check(koops("explain", stdin=filler), 1, "")

    def test_reports_come_behind_their_lines(self):
        out = koops("explain", stdin=LOCKUP + LOCKUP).out
        first, second = out.index("\nreport #1"), out.index("\nreport #2")
        self.assertLess(first, out.index("#2 frame"))
        self.assertLess(out.index("#2 frame"), second)

    def test_nothing_harms_the_terminal(self):
        out = koops("explain", stdin=LOCKUP.replace(b"called", b"ca\x1b[2Jlled\xff\x9b")).out
        self.assertFalse(re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out))


if __name__ == "__main__":
    main()
