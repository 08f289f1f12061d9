#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The page of the kinds is up to date, and each kind has a fixture."""

import importlib.util
import json

from common import FIXTURES, KOOPS, ROOT, CommandTest, koops, main

SPEC = importlib.util.spec_from_file_location("kinds", ROOT / "docs/kinds.py")
PAGE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(PAGE)


class Kinds(CommandTest):
    def test_page_is_up_to_date(self):
        self.assertEqual((ROOT / "docs/kinds.md").read_text(), PAGE.page(KOOPS))

    def test_each_has_a_fixture(self):
        have = set()
        for case in FIXTURES.glob("*/*/expected.json"):
            have.update(report.get("kind") for report in json.loads(case.read_text()))
        names = {kind["name"] for kind in koops("kinds", "--json").reports}
        self.assertEqual(sorted(names - have), [])


if __name__ == "__main__":
    main()
