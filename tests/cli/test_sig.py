#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops sig and koops kinds."""

import json

from common import MAIL, CommandTest, koops, main

NO_FRAMES = b"""\
[   56.504281] watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [sh:77]
[   56.513543] CPU: 3 PID: 77 Comm: sh Not tainted 6.1.0 #1
"""


def rules():
    """The version of the rules, as --version tells it."""
    return koops("--version").out.split("rules ")[1].split(",")[0]


class Sig(CommandTest):
    def test_prints_signature_and_title(self):
        reports = koops("--json", MAIL).reports
        for arguments, level in [([], "key"), *((["--level", n], n) for n in ("key", "site", "stack", "family"))]:
            rows = [r["signature"][level] + "\t" + r["title"] + "\n" for r in reports]
            self.check(koops("sig", *arguments, MAIL), 0, "".join(rows))

    def test_canonical_text(self):
        result = koops("sig", "--canonical", MAIL)
        self.check(result, 0)
        texts = result.out.split("\n\n")
        self.assertEqual(len(texts), 2)
        self.assertEqual(texts[0] + "\n", texts[1], "the panic has its cause's")
        self.assertIn("sys_perf_event_open", texts[0])
        self.assertTrue(texts[0].startswith("k1 key\n"))
        self.assertTrue(koops("sig", "--canonical", "--level=stack", MAIL).out.startswith("k1 stack\n"))

    def test_report_without_a_signature(self):
        [report] = koops("--json", stdin=NO_FRAMES).reports
        self.assertEqual(report["signature"], {"version": "k1", "rules": rules(), "grade": "none"})
        self.check(koops("sig", stdin=NO_FRAMES), 0, "-\t" + report["title"] + "\n")
        self.assertIn("signature  none", koops(stdin=NO_FRAMES).out)

    def test_long(self):
        reports = koops("--json", MAIL).reports
        rows = ["\t".join([r["signature"]["key"], r["signature"]["grade"], rules(), r["title"]]) for r in reports]
        self.check(koops("sig", "--long", MAIL), 0, "".join(row + "\n" for row in rows))

    def test_basis_is_the_canonical_text(self):
        report = koops("--json", MAIL).reports[0]
        text = koops("sig", "--canonical", MAIL).out.split("\n\n")[0]
        self.assertEqual(["k1 key", *report["signature"]["basis"]], text.splitlines())

    def test_version(self):
        """One that is known is as the newest, as there is one; another is refused by name."""
        for command in [[], ["--json"], ["sig"], ["dedup", "--json"]]:
            with self.subTest(command):
                self.check(koops(*command, "--signature-version", "k1", MAIL), 0, koops(*command, MAIL).out)
                for version in ("k2", "k", "k11"):
                    result = koops(*command, "--signature-version", version, MAIL)
                    self.check(result, 2, "", None)
                    self.assertIn(f"signatures of version {version}: the newest is k1", result.err)


class Kinds(CommandTest):
    def test_lists_kinds(self):
        kinds = koops("kinds", "--json").reports
        table = koops("kinds").out.splitlines()
        self.assertEqual(len(kinds), len(table))
        for kind, row in zip(kinds, table):
            self.assertIn(kind["severity"], ("crash", "notice"))
            self.assertEqual(row.split()[0], kind["name"])
            self.assertTrue(row.endswith(kind["example"]))
        self.assertIn("soft-lockup", [kind["name"] for kind in kinds])

    def test_the_example_is_recognised(self):
        for kind in koops("kinds", "--json").reports:
            with self.subTest(kind["example"]):
                log = f"[    1.000000] {kind['example']}\n"
                found = [r["kind"] for r in koops("--json", stdin=log.encode()).reports]
                self.assertEqual(found, [kind["name"]])


if __name__ == "__main__":
    main()
