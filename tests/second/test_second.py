#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The second implementation of docs/signature.md signs every vector as it was written by hand,
and every report of every fixture as koops does."""

import json
import unittest

import logs
import signature


class Second(unittest.TestCase):
    maxDiff = None

    def test_vectors(self):
        vectors = sorted((logs.ROOT / "tests/vectors").glob("*.json"))
        self.assertTrue(vectors)
        for path in vectors:
            with self.subTest(path.name):
                vector = json.loads(path.read_text())
                grade, texts = signature.canonical(vector["report"])
                got = {level: {"value": signature.value(text), "canonical": text} for level, text in texts.items()}
                self.assertEqual({**got, "grade": grade}, vector["signature"])

    def test_fixtures(self):
        fixtures = list(logs.fixtures())
        signed = 0
        for fixture, log in fixtures:
            reports = logs.reports(log)
            for report, want in zip(reports, signature.sign_all(reports)):
                with self.subTest(fixture, number=report["number"]):
                    self.assertEqual(signature.printed(report), want)
                    signed += report["signature"]["grade"] != "none"
        self.assertGreater(signed, len(fixtures) // 2)


if __name__ == "__main__":
    unittest.main()
