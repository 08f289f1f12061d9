#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops dedup: groups that do not depend on the order, from logs and from JSON."""

import collections
import itertools
import json
import os
import random
import subprocess

from common import ENV, FIXTURES, KOOPS, MAIL, CommandTest, koops, main

LEVELS = ("key", "site", "stack", "family")


def report(**changes):
    """A line of JSON, as koops --json writes one of a log."""
    whole = {
        "file": "a.log", "line": 7, "time": "1.5", "number": 1, "kind": "warning", "severity": "crash",
        "title": "WARNING in a", "alt_titles": [], "corrupted": False, "reasons": [],
        "signature": {"version": "k1", "key": "k1-" + "a" * 32, "grade": "complete"},
        "primary": True, "kernel": "6.1.0", **changes,
    }
    return json.dumps({k: v for k, v in whole.items() if v is not None}).encode() + b"\n"


def groups(*arguments, **options):
    return koops("dedup", "--json", *arguments, **options).reports


def expected(reports, level):
    """The groups by severity and signature: (count, consequences, titles, kernels, first, last)."""
    found = {}
    for one in reports:
        key = (one["severity"], one["signature"].get(level))
        found.setdefault(key, []).append(one)
    result = {}
    for key, all_of_it in found.items():
        own = [one for one in all_of_it if "consequence_of" not in one]
        shown = own or all_of_it
        places = sorted((one.get("file", "").encode(), one["line"], one.get("time", "")) for one in shown)
        result[key] = (
            len(own), len(all_of_it) - len(own),
            collections.Counter(one["title"] for one in shown),
            collections.Counter(one["kernel"] for one in shown if "kernel" in one),
            places[0], places[-1],
        )
    return result


def got(all_groups):
    place = lambda p: (p["file"].encode(), p["line"], p.get("time", ""))
    return {
        (g["severity"], g.get("signature")): (
            g["count"], g["consequences"],
            collections.Counter({t["title"]: t["count"] for t in g["titles"]}),
            collections.Counter({k["kernel"]: k["count"] for k in g["kernels"]}),
            place(g["first"]), place(g["last"]),
        ) for g in all_groups
    }


class Groups(CommandTest):
    def setUp(self):
        super().setUp()
        self.logs = [log.relative_to(FIXTURES) for log in sorted(FIXTURES.glob("*/*/input.log"))]
        self.reports = koops("--json", *self.logs, cwd=FIXTURES).reports

    def test_groups_are_those_of_the_signatures(self):
        for level in LEVELS:
            with self.subTest(level):
                found = groups("--all", "--level", level, *self.logs, cwd=FIXTURES)
                self.assertEqual(got(found), expected(self.reports, level))
                self.assertEqual({g["level"] for g in found}, {level})
                text = koops("dedup", "--level", level, MAIL).out.splitlines()
                self.assertEqual(text[1].split(), [level, koops("sig", "--level", level, MAIL).out.split("\t")[0]])

    def test_key_is_the_default(self):
        self.assertEqual(groups(*self.logs, cwd=FIXTURES), groups("--level=key", *self.logs, cwd=FIXTURES))

    def test_order_does_not_matter(self):
        """Of files, of reports in a file, and of logs among JSON."""
        lines = [json.dumps(one).encode() + b"\n" for one in self.reports]
        orders = random.Random(7)
        for arguments in (["--json", "--all"], [], ["--level", "site"]):
            want = koops("dedup", *arguments, *self.logs, cwd=FIXTURES)
            for _ in range(5):
                orders.shuffle(self.logs)
                orders.shuffle(lines)
                self.check(koops("dedup", *arguments, *self.logs, cwd=FIXTURES), 0, want.out)
                self.check(koops("dedup", *arguments, stdin=b"".join(lines)), 0, want.out)
                half = self.logs[:len(self.logs) // 2]
                names = {str(log) for log in half}
                rest = b"".join(line for line in lines if json.loads(line)["file"] not in names)
                self.check(koops("dedup", *arguments, *half, "-", stdin=rest, cwd=FIXTURES), 0, want.out)

    def test_most_frequent_first(self):
        counts = [(g["severity"], "signature" not in g, -g["count"], -g["consequences"], g.get("signature", ""))
                  for g in groups("--all", *self.logs, cwd=FIXTURES)]
        self.assertGreater(len(counts), 5)
        self.assertEqual(counts, sorted(counts))

    def test_mail(self):
        """The panic that the lockup led to is the same bug, and no second occurrence of it."""
        [group] = groups(MAIL.name, cwd=MAIL.parent)
        self.assertEqual((group["count"], group["consequences"]), (1, 1))
        self.assertEqual(group["first"], group["last"])
        self.assertIn("soft lockup", group["title"])
        self.assertEqual([k["count"] for k in group["kernels"]], [1])
        text = koops("dedup", MAIL.name, cwd=MAIL.parent).out
        self.assertEqual(text, f"     1  {group['title']}\n"
                               f"        key       {group['signature']}\n"
                               f"        first     input.log:{group['first']['line']} at {group['first']['time']}\n"
                               f"        kernel    {group['kernels'][0]['kernel']}\n"
                               f"        and       1 that these led to\n")


class Made(CommandTest):
    def test_tie_of_titles(self):
        """The most frequent title; of several, the one that sorts first."""
        titles = ["WARNING in b", "WARNING in a", "WARNING in c", "WARNING in c", "WARNING in b"]
        for order in itertools.permutations(titles):
            [group] = groups(stdin=b"".join(report(title=title) for title in order))
            self.assertEqual([(t["title"], t["count"]) for t in group["titles"]],
                             [("WARNING in b", 2), ("WARNING in c", 2), ("WARNING in a", 1)])
            self.assertEqual(group["title"], "WARNING in b")

    def test_first_and_last(self):
        places = [("a.log", 100, "5.0"), ("a.log", 9, "7.0"), ("b.log", 1, "1.0"), ("a.log", 9, "6.0")]
        lines = [report(file=f, line=n, time=t) for f, n, t in places]
        for order in itertools.permutations(lines):
            [group] = groups(stdin=b"".join(order))
            self.assertEqual(group["first"], {"file": "a.log", "line": 9, "time": "6.0"})
            self.assertEqual(group["last"], {"file": "b.log", "line": 1, "time": "1.0"})

    def test_consequences_alone(self):
        """Their cause was filtered out: they are a group, and no occurrence."""
        [group] = groups(stdin=report(consequence_of=1, number=2) * 3)
        self.assertEqual((group["count"], group["consequences"]), (0, 3))
        self.assertEqual(group["title"], "WARNING in a")
        self.assertIn("     0  WARNING in a\n", koops("dedup", stdin=report(consequence_of=1)).out)

    def test_consequences_do_not_name_their_group(self):
        led = report(consequence_of=1, number=2, title="Kernel panic", file="0.log", kernel="0.1")
        for order in ([led, led, report()], [report(), led, led]):
            [group] = groups(stdin=b"".join(order))
            self.assertEqual((group["count"], group["consequences"]), (1, 2))
            self.assertEqual(group["titles"], [{"title": "WARNING in a", "count": 1}])
            self.assertEqual(group["kernels"], [{"kernel": "6.1.0", "count": 1}])
            self.assertEqual(group["first"]["file"], "a.log")

    def test_best_grade(self):
        for grades, best in [(("weak", "cut"), "cut"), (("complete", "weak"), "complete"), (("weak",), "weak")]:
            lines = [report(signature={"key": "k1-" + "b" * 32, "grade": grade}) for grade in grades]
            [group] = groups(stdin=b"".join(lines))
            self.assertEqual(group["grade"], best)
            mark = f" ({best})" if best != "complete" else ""
            self.assertIn(f"key       k1-{'b' * 32}{mark}\n", koops("dedup", stdin=b"".join(lines)).out)

    def test_without_a_signature(self):
        none = {"version": "k1", "grade": "none"}
        lines = [report(), report(signature=none, title="INFO: x"), report(signature=none, title="INFO: y"),
                 report(signature=none, title="INFO: y"), report(signature=none, title="INFO: z")]
        found = groups(stdin=b"".join(lines))
        self.assertEqual([g.get("signature") for g in found], ["k1-" + "a" * 32, None])
        self.assertNotIn("title", found[1])
        out = koops("dedup", stdin=b"".join(lines)).out
        self.assertTrue(out.endswith("\n\n     4  without a signature:\n"
                                     "             2  INFO: y\n"
                                     "             1  INFO: x\n"
                                     "             1  INFO: z\n"), out)

    def test_notices_are_apart(self):
        notice = report(severity="notice", title="Out of memory")
        result = koops("dedup", stdin=notice * 3 + report())
        self.check(result, 0)
        self.assertTrue(result.out.endswith("\n     3  notices; --all shows what\n"), result.out)
        self.assertNotIn("Out of memory", result.out)
        self.assertEqual([g["severity"] for g in groups(stdin=notice * 3 + report())], ["crash"])
        both = groups("--all", stdin=notice * 3 + report())
        self.assertEqual([(g["severity"], g["count"]) for g in both], [("crash", 1), ("notice", 3)])
        self.check(koops("dedup", stdin=notice), 1, "     1  notice; --all shows what\n")

    def test_a_report_without_the_name_of_its_log(self):
        """The place is then that in the JSON."""
        lines = self.file("reports", report(file=None) + b"\n" + report(file=None, title="other"))
        [group] = groups(lines)
        self.assertEqual(group["first"], {"file": str(lines), "line": 1, "time": "1.5"})
        self.assertEqual(group["last"]["line"], 3)
        self.assertIn("first     line 1 at 1.5\n", koops("dedup", stdin=report(file=None)).out)

    def test_many_kernels(self):
        lines = b"".join(report(kernel=f"6.{i}.0") * (10 - i) for i in range(5))
        self.assertIn("kernels   6.0.0 ×10, 6.1.0 ×9, 6.2.0 ×8, and 2 more\n", koops("dedup", stdin=lines).out)


class Json(CommandTest):
    def test_a_line_that_is_no_report(self):
        for line, why in [
            (b"{\n", "no report"),
            (b'{"title":"x"}\n', "no report"),
            (b"[]\n", "no report"),
            (b"[   56.5] BUG: soft lockup\n", "no report"),
            (report()[:-20] + b"\n", "no report"),
            (report()[:-1] + b"}\n", "no report"),
            (report(severity="odd"), "no report"),
            (report(line=-7), "no report"),
            (report(line=1 << 64), "no report"),
            (report(title="\x1b[2J"), "control characters"),
            (report(title="\x00"), "control characters"),
            (report(title="\x9b"), "control characters"),
            (report(kernel="a\nb"), "control characters"),
            (report(title="\xe9").replace(b"\\u00e9", b"\xe9"), "no report"),
            (report(x=eval("[" * 100 + "]" * 100)), "no report"),
        ]:
            with self.subTest(line):
                path = self.file("reports", report() + b"\n" + line + report())
                result = koops("dedup", "--json", path, MAIL)
                self.check(result, 2, None, None)
                self.assertTrue(result.err.startswith(f"koops: {path}:3: "), result.err)
                self.assertIn(why, result.err)
                self.assertEqual(result.err.count("\n"), 1)
                # What was read before it, and the other file, are there.
                self.assertEqual([g["count"] for g in result.reports], [1, 1])

    def test_keys_of_other_versions_and_orders(self):
        one = json.loads(report())
        backwards = dict(reversed(one.items()))
        backwards["signature"] = dict(reversed(one["signature"].items()))
        more = {"x": {"title": "no", "signature": {"key": "no"}}, "key": 1, "n": -1.5e300, "u": 1 << 64, **one,
                "traces": [{"frames": [{"line": 99, "file": "no"}]}], "null": None, "key\x00": 1}
        lines = report() + json.dumps(backwards).encode() + b"\n" + json.dumps(more).encode() + b"\r\n"
        [group] = groups(stdin=lines)
        self.assertEqual((group["count"], group["title"]), (3, "WARNING in a"))
        self.assertEqual(group["last"], {"file": "a.log", "line": 7, "time": "1.5"})

    def test_no_newline_at_the_end(self):
        for lines in (report() * 2, report()):
            [group] = groups(stdin=lines[:-1])
            self.assertEqual(group["count"], lines.count(b"\n"))

    def test_reports_across_chunks(self):
        """Wherever a read of the file ends; a line may be longer than one."""
        long = report(x="y" * 300000)
        lines = b"".join(report(x="y" * (i % 3000)) for i in range(500)) + long + report()
        [group] = groups(stdin=lines)
        self.assertEqual(group["count"], 502)
        [group] = groups(stdin=long + lines)
        self.assertEqual(group["count"], 503)

    def test_a_log_that_begins_with_a_brace(self):
        log = MAIL.read_bytes()
        for before in (b"{\n", b"{}\n", b'{"a":1}\n', b"{" + b"x" * 300000 + b"\n"):
            self.assertEqual([g["count"] for g in groups(stdin=before + log)], [1])
        self.check(koops("dedup", stdin=b"{"), 1, "")

    def test_a_pipe_that_comes_slowly(self):
        process = subprocess.Popen([*KOOPS, "dedup", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV)
        for piece in (b"{", report()[1:50], report()[50:] + report()[:9], report()[9:]):
            os.write(process.stdin.fileno(), piece)
        out, _ = process.communicate(timeout=300)
        self.assertEqual([json.loads(line)["count"] for line in out.splitlines()], [2])


if __name__ == "__main__":
    main()
