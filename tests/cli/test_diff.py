#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops diff: of two reports, and of the groups of two versions."""

import json
import random
import re

from common import MAIL, CommandTest, koops, main

LEVELS = ("key", "site", "stack", "family")


def oops(*functions):
    """A report whose stack is these functions, innermost first."""
    lines = ["BUG: kernel NULL pointer dereference, address: 0000000000000000",
             "CPU: 0 PID: 1 Comm: sh Not tainted 6.1.0 #1", f"RIP: 0010:{functions[0]}+0x1/0x10", "Call Trace:",
             " <TASK>", *(f" {name}+0x1/0x10" for name in functions[1:]), " do_syscall_64+0x1/0x10", " </TASK>",
             "---[ end trace 0000000000000000 ]---"]
    return "".join(f"[   12.000000] {line}\n" for line in lines).encode()


def rows(out):
    """The rows of the stacks: (left, mark, right)."""
    table = out.split("The stacks differ, here innermost function first:\n")[1]
    return [(line[2:39].rstrip(), line[40], line[42:]) for line in table.splitlines() if not line.startswith("  ...")]


def common(a, b):
    """The length of the longest common subsequence."""
    before = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for j, y in enumerate(b):
            row.append(before[j] + 1 if x == y else max(row[-1], before[j + 1]))
        before = row
    return before[-1]


class Reports(CommandTest):
    def setUp(self):
        super().setUp()
        self.a = self.file("a.log", oops("a", "b", "c", "d"))
        self.b = self.file("b.log", oops("x", "b", "c", "d"))
        self.c = self.file("c.log", oops("a", "b", "y", "d"))

    def test_same_bug(self):
        result = koops("diff", self.a, self.c)
        self.check(result, 0)
        lines = result.out.splitlines()
        self.assertEqual(lines[0], "By the key, these are the same bug.")
        self.assertEqual(lines[2:6], [
            "A  BUG: unable to handle kernel NULL pointer dereference in a", f"   {self.a}:1",
            "B  BUG: unable to handle kernel NULL pointer dereference in a", f"   {self.c}:1"])
        [report] = koops("--json", self.a).reports
        self.assertIn(f"key      same     {report['signature']['key']}\n", result.out)
        self.assertIn("\nstack    differs  ", result.out)
        self.assertNotIn("What is signed", result.out)
        self.assertEqual(rows(result.out), [("a", " ", "a"), ("b", " ", "b"), ("c", "|", "y"), ("d", " ", "d")])

    def test_different_bugs(self):
        result = koops("diff", self.a, self.b)
        self.check(result, 1)
        self.assertTrue(result.out.startswith("By the key, these are different bugs.\n"))
        self.assertIn("What is signed differs:\n", result.out)
        self.assertIn("  inner a                               | inner x\n", result.out)
        self.assertEqual(rows(result.out)[0], ("a", "|", "x"))

    def test_a_log_and_itself(self):
        for log in (self.a, MAIL):
            result = koops("diff", log, log)
            self.check(result, 0)
            self.assertNotIn("differ", result.out)

    def test_levels_decide(self):
        agree = {level: koops("--json", self.a).reports[0]["signature"][level] ==
                 koops("--json", self.c).reports[0]["signature"][level] for level in LEVELS}
        self.assertEqual(agree["stack"], False)
        for level in LEVELS:
            result = koops("diff", "--level", level, self.a, self.c)
            self.check(result, 0 if agree[level] else 1)
            self.assertTrue(result.out.startswith(f"By the {level}, these are "))
            [told] = koops("diff", "--json", "--level", level, self.a, self.c).reports
            self.assertEqual((told["same"], told["level"]), (agree[level], level))
            self.assertEqual(told["agree"], [name for name in LEVELS if agree[name]])

    def test_json(self):
        result = koops("diff", "--json", self.a, self.c)
        self.check(result, 0)
        [told] = result.reports
        self.assertEqual(told["first_difference"], {"a": "c", "b": "y"})
        for side, log in (("a", self.a), ("b", self.c)):
            [report] = koops("--json", log).reports
            self.assertEqual(told[side], {"place": f"{log}:1", "title": report["title"],
                                          **{level: report["signature"][level] for level in LEVELS}})
        [told] = koops("diff", "--json", self.a, self.a).reports
        self.assertNotIn("first_difference", told)
        shorter = self.file("d.log", oops("a", "b", "c"))
        self.assertEqual(koops("diff", "--json", self.a, shorter).reports[0]["first_difference"], {"a": "d"})

    def test_primary_and_other_reports(self):
        for arguments, status, lines in [
            ([], 0, (65, 65)),
            (["--report", "2"], 0, (183, 183)),
            (["--report=1,2"], 0, (65, 183)),
        ]:
            result = koops("diff", *arguments, MAIL, MAIL)
            self.check(result, status)
            self.assertEqual(tuple(map(int, re.findall(rf"^   {MAIL}:(\d+)$", result.out, re.M))), lines)
        # The notice comes first, and is not the primary one.
        notice = b"[    1.000000] Out of memory: Killed process 1 (sh) total-vm:1kB, anon-rss:1kB\n" \
                 b"[    2.000000] usb 1-1: new device\n" * 3
        both = self.file("both.log", notice + self.a.read_bytes())
        [first, *_, last] = koops("--json", both).reports
        self.assertEqual((first["severity"], last["severity"]), ("notice", "crash"))
        self.check(koops("diff", both, self.a), 0)

    def test_json_and_logs(self):
        """What is read from JSON is compared as the log would be."""
        reports = self.file("reports", koops("--json", self.b, self.a).out.encode())
        result = koops("diff", "--report", "2,1", reports, self.c)
        self.check(result, 0)
        table = rows(result.out)
        self.assertEqual(table[-2:], rows(koops("diff", self.a, self.c).out)[-1:] + [("do_syscall_64", " ", "do_syscall_64")])
        self.check(koops("diff", reports, self.b), 0)
        self.check(koops("diff", "-", self.b, stdin=reports.read_bytes()), 0)
        self.check(koops("diff", "-", self.a, stdin=reports.read_bytes()), 1)
        samples = self.file("samples", koops("--json", MAIL).out.encode())
        result = koops("diff", samples, MAIL)
        self.check(result, 0)
        self.assertNotIn("differ", result.out)

    def test_cycles_of_samples(self):
        """The same cycle, entered elsewhere, is the same."""
        def stack(functions):
            return koops("--json", stdin=oops("top", *functions, "out")).out.encode()

        one = self.file("one", stack(["a", "b", "c", "a", "b", "c", "a"]))
        two = self.file("two", stack(["b", "c", "a", "b", "c", "a", "b"]))
        self.assertNotIn("The stacks differ", koops("diff", one, two).out)
        out = koops("diff", one, self.file("three", stack(["b", "c", "b", "c"]))).out
        self.assertIn(("a (cycle)", "|", "b (cycle)"), rows(out))

    def test_rows_are_an_alignment(self):
        names = random.Random(3)
        for size in (1, 4, 12, 40):
            for _ in range(6):
                # Each function once, so that nothing folds.
                pool = [f"f{i}" for i in range(size + size // 2 + 1)]
                left, right = (sorted(names.sample(pool, size), key=lambda n: int(n[1:])) for _ in "ab")
                result = koops("diff", self.file("l.log", oops("same", *left)), self.file("r.log", oops("same", *right)))
                if left == right:
                    continue
                hidden = sum(map(int, re.findall(r"^  \.\.\. (\d+) equal$", result.out, re.M)))
                table = rows(result.out)
                shown = [a for a, _, _ in table if a], [b for _, _, b in table if b]
                for all_of_it, some in zip((["same", *left], ["same", *right]), shown):
                    self.assertEqual(len(some) + hidden, len(all_of_it))
                    at = iter(all_of_it)
                    self.assertTrue(all(name in at for name in some))
                for a, mark, b in table:
                    self.assertEqual(mark, " " if a == b else "<" if not b else ">" if not a else "|")
                equal = sum(mark == " " for _, mark, _ in table) + hidden
                self.assertEqual(equal, common(left, right) + 1)

    def test_fits_on_a_terminal(self):
        long = [f"function_{i}_" + "e" * 40 for i in range(30)]
        result = koops("diff", self.file("l.log", oops("a", *long)), self.file("r.log", oops("a", *long[3:])))
        table = result.out.split("\n\n")[-1].splitlines()
        self.assertTrue(any("…" in line for line in table))
        self.assertLessEqual(max(map(len, table)), 80)
        self.assertFalse(any(line.endswith(" ") for line in result.out.splitlines()))
        self.assertIn("  ... 24 equal\n", result.out)

    def test_without_a_signature(self):
        none = self.file("none.log", b"[   56.504281] watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [sh:77]\n")
        for logs, where in [((none, self.a), " none in A"), ((self.a, none), " none in B"), ((none, none), " none\n")]:
            result = koops("diff", *logs)
            self.check(result, 1)
            self.assertIn("key     " + where, result.out)
            self.assertTrue(result.out.startswith("Without a key on both sides, nothing says"), result.out)

    def test_errors(self):
        quiet = self.file("quiet.log", b"all is well\n")
        usage = "; see koops diff --help"
        for arguments, message in [
            ([], "diff compares two files, not 0" + usage),
            ([self.a], "diff compares two files, not 1" + usage),
            ([self.a, self.b, self.c], "diff compares two files, not 3" + usage),
            (["-", "-"], "one of the two can be standard input" + usage),
            (["--groups", "--report", "1", self.a, self.b], "--groups compares all reports, not one as --report" + usage),
            ([self.a, quiet], f"{quiet}: there is no report"),
            (["--report", "1,2", self.a, self.b], f"{self.b}: there are 1 reports, and no report 2"),
            ([self.a, self.dir / "no.log"], f"{self.dir / 'no.log'}: No such file or directory"),
            *((["--report", bad, self.a, self.b],
               f"--report is N or N,M, counted from 1, not {bad}" + usage) for bad in ("0", "x", "1,", "1,0", "1,2,3", "-1", "")),
        ]:
            with self.subTest(arguments):
                self.check(koops("diff", *arguments), 2, "", f"koops: {message}\n")
        both = koops("diff", quiet, self.dir / "no.log")
        self.check(both, 2, "", None)
        self.assertEqual(both.err.count("\n"), 2)


def line(log, number, key, title="WARNING in a"):
    signature = {"version": "k1", "grade": "complete", **({"key": "k1-" + key * 32} if key else {})}
    return json.dumps({"file": log, "line": number, "number": 1, "kind": "warning", "severity": "crash", "title": title,
                       "alt_titles": [], "corrupted": False, "reasons": [], "signature": signature,
                       "primary": True}) + "\n"


class Groups(CommandTest):
    def diff(self, old, new, *arguments):
        """OLD and NEW are {(log, line): key}."""
        for name, side in (("old", old), ("new", new)):
            self.file(name, "".join(line(*place, key) for place, key in side.items()).encode())
        return koops("diff", "--groups", *arguments, "old", "new", cwd=self.dir)

    def test_each_change(self):
        old = {("a", 1): "a", ("a", 2): "a", ("b", 1): "b", ("b", 2): "c", ("c", 1): "d", ("d", 1): "e",
               ("d", 2): "f", ("d", 3): "f", ("e", 1): "", ("e", 2): "1", ("f", 1): "2"}
        new = {("a", 1): "a", ("a", 2): "9", ("b", 1): "b", ("b", 2): "b", ("c", 1): "8", ("d", 1): "e",
               ("d", 2): "e", ("d", 3): "f", ("e", 1): "3", ("e", 2): "", ("g", 1): "7", ("g", 2): "7"}
        result = self.diff(old, new)
        self.check(result, 1)
        summary, merged, split, mixed = result.out.split("\n\n")
        self.assertEqual(summary, "10 reports in both, 1 only in OLD, 2 only in NEW\n"
                                  "1 have no signature any more, 1 have one now\n"
                                  "groups: 0 same, 1 renamed, 1 merged, 1 split, 1 mixed")
        row = lambda file, count, key: f"  {file} {count:7}  k1-{key * 32}  WARNING in a"
        self.assertEqual(merged.splitlines(), ["merged: 2 became 1", row("OLD", 1, "b"), row("OLD", 1, "c"), row("NEW", 2, "b")])
        self.assertEqual(split.splitlines(), ["split: 1 became 2", row("OLD", 2, "a"), row("NEW", 1, "9"), row("NEW", 1, "a")])
        self.assertEqual(mixed.splitlines(), ["mixed: 2 became 2", row("OLD", 2, "f"), row("OLD", 1, "e"),
                                              row("NEW", 2, "e"), row("NEW", 1, "f")])

    def test_the_same_groups(self):
        old = {("a", n): "abc"[n % 3] for n in range(1, 30)}
        for new, names in [(old, "3 same, 0 renamed"), ({k: v.translate({97: "d"}) for k, v in old.items()}, "2 same, 1 renamed")]:
            self.check(self.diff(old, new), 0, "29 reports in both, 0 only in OLD, 0 only in NEW\n"
                                               f"groups: {names}, 0 merged, 0 split, 0 mixed\n")
        self.check(self.diff({}, {}), 0)
        self.check(self.diff(old, {}), 1)

    def test_components(self):
        """Random groupings, against components that are found another way; in any order."""
        chance = random.Random(11)
        for _ in range(20):
            places = [(log, n) for log in "pqrs" for n in range(1, 12)]
            old = {p: chance.choice("0123456789") for p in places}
            new = {p: k if chance.random() < .8 else chance.choice("abcdef") for p, k in old.items()}
            result = self.diff(old, new, "--json")
            shuffled = list(old.items())
            chance.shuffle(shuffled)
            self.assertEqual(self.diff(dict(shuffled), dict(reversed(new.items())), "--json").out, result.out)
            edges = {(("old", old[p]), ("new", new[p])) for p in places}
            want = set()
            left = {node for edge in edges for node in edge}
            while left:
                reached = {left.pop()}
                while more := {n for edge in edges if reached & set(edge) for n in edge} - reached:
                    reached |= more
                left -= reached
                sides = [frozenset(key for side, key in reached if side == which) for which in ("old", "new")]
                if max(map(len, sides)) > 1:
                    want.add(tuple(sides))
            summary, *changes = result.reports
            key = lambda group: group["signature"][3]
            self.assertEqual({(frozenset(map(key, c["old"])), frozenset(map(key, c["new"]))) for c in changes}, want)
            for change in changes:
                sizes = len(change["old"]) > 1, len(change["new"]) > 1
                self.assertEqual(change["change"], {(True, False): "merged", (False, True): "split", (True, True): "mixed"}[sizes])
                for group in change["old"]:
                    self.assertEqual(group["count"], list(old.values()).count(key(group)))
            self.assertEqual(summary["merged"] + summary["split"] + summary["mixed"], len(changes))
            self.assertEqual(summary["both"], len(places))
            self.assertEqual(result.status, 1 if changes else 0)

    def test_logs_can_be_compared_too(self):
        log = self.file("a.log", oops("a", "b"))
        self.check(koops("diff", "--groups", log, log), 0)
        reports = self.file("reports", koops("--json", log).out.encode())
        self.check(koops("diff", "--groups", reports, log), 0)

    def test_half_an_answer_is_none(self):
        self.file("old", (line("a", 1, "a") + "rubbish\n").encode())
        self.file("new", line("a", 1, "a").encode())
        result = koops("diff", "--groups", "old", "new", cwd=self.dir)
        self.check(result, 2, "", None)
        self.assertTrue(result.err.startswith("koops: old:2: "))


if __name__ == "__main__":
    main()
