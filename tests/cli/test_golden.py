#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The reports of every fixture are those of its expected.json, and are what the schema says.

expected.json is the list of the reports.  An object of it that has the key "..." may have other
keys in the report besides those that it names; all else is compared whole.
"""

import copy
import json

import schema
from common import FIXTURES, MAIL, ROOT, CommandTest, koops, main

SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text())


def narrow(got, want):
    """GOT without what WANT does not ask for."""
    if isinstance(want, dict) and isinstance(got, dict):
        open_end = "..." in want
        kept = {k: narrow(v, want.get(k)) for k, v in got.items() if k in want or not open_end}
        return {**kept, "...": want["..."]} if open_end else kept
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        return [narrow(g, w) for g, w in zip(got, want)]
    return got


class Golden(CommandTest):
    def test_fixtures(self):
        cases = sorted(FIXTURES.glob("*/*/expected.json"))
        self.assertIn(MAIL.parent / "expected.json", cases)
        for case in cases:
            with self.subTest(case.parent.relative_to(FIXTURES)):
                want = json.loads(case.read_text())
                result = koops("--json", "input.log", cwd=case.parent)
                self.assertEqual(result.err, "")
                for report in result.reports:
                    schema.check(report, SCHEMA)
                self.assertEqual([narrow(g, w) for g, w in zip(result.reports, want)], want)
                self.assertEqual(len(result.reports), len(want))
                crash = any(report["severity"] == "crash" for report in result.reports)
                self.assertEqual(result.status, 0 if crash else 1)


class Schema(CommandTest):
    """That the validator refuses what it should, or the test above would pass whatever comes."""

    def setUp(self):
        self.report = json.loads((MAIL.parent / "expected.json").read_text())[0]
        schema.check(self.report, SCHEMA)

    def refuses(self, change):
        report = copy.deepcopy(self.report)
        change(report)
        with self.assertRaises(schema.Invalid):
            schema.check(report, SCHEMA)

    def test_validator_refuses(self):
        frame = lambda report: report["traces"][0]["frames"][0]
        for change in [
            lambda r: r.pop("title"),
            lambda r: r.update(unheard_of=1),
            lambda r: r.update(cpu="0"),
            lambda r: r.update(cpu=True),
            lambda r: r.update(line=0),
            lambda r: r.update(time=""),
            lambda r: r.update(severity="fatal"),
            lambda r: r.update(traces=[]),
            lambda r: r.update(kernel_offset="81000000"),
            lambda r: r["signature"].update(key="k1-12"),
            lambda r: r["registers"].update({"R 1": "0"}),
            lambda r: frame(r).pop("reliable"),
            lambda r: frame(r).update(inline=False),
            lambda r: frame(r).update(module=None),
            lambda r: r["traces"][0]["folded"][0].pop("turns"),
            lambda r: r["taint"].append({"letter": "LL"}),
        ]:
            self.refuses(change)

    def test_validator_refuses_unknown_keywords(self):
        with self.assertRaises(schema.Invalid):
            schema.check({}, {"type": "object", "maxProperties": 1})


if __name__ == "__main__":
    main()
