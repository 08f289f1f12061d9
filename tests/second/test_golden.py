#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""No report's signature changes while the version stays, and none is missing from golden.tsv."""

import unittest

import golden


class Golden(unittest.TestCase):
    maxDiff = None

    def test_signatures_are_as_they_were(self):
        lost, added = golden.compare(golden.kept(), golden.made())
        self.assertEqual(lost, [], "gone or changed: see tests/second/golden.py")
        self.assertEqual(added, [], "not in golden.tsv: see tests/second/golden.py")

    def test_change_is_seen(self):
        old = ["k1\ta/b\t1\tk1-0\tk1-1\t-\n", "k0\ta/b\t1\tk0-0\tk0-1\t-\n"]
        new = ["k1\ta/b\t1\tk1-2\tk1-1\t-\n"]
        self.assertEqual(golden.compare(old, old[:1]), ([], []))
        self.assertEqual(golden.compare(old, new), (old[:1], new))


if __name__ == "__main__":
    unittest.main()
