#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The second implementation of docs/signature.md signs every vector as it was written by hand,
and every report of every fixture as koops does."""

import json
import os
import subprocess
import unittest
from pathlib import Path

import signature

ROOT = Path(__file__).resolve().parents[2]
KOOPS = os.environ["KOOPS"]


def reports_of(path):
    out = subprocess.run([KOOPS, "--json", path], capture_output=True, check=False).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


class Second(unittest.TestCase):
    maxDiff = None

    def test_vectors(self):
        vectors = sorted((ROOT / "tests/vectors").glob("*.json"))
        self.assertTrue(vectors)
        for path in vectors:
            with self.subTest(path.name):
                vector = json.loads(path.read_text())
                grade, texts = signature.canonical(vector["report"])
                got = {level: {"value": signature.value(text), "canonical": text} for level, text in texts.items()}
                self.assertEqual({**got, "grade": grade}, vector["signature"])

    def test_fixtures(self):
        fixtures = sorted((ROOT / "tests/fixtures").glob("*/*/input.log"))
        signed = 0
        for path in fixtures:
            reports = reports_of(path)
            for report, want in zip(reports, signature.sign_all(reports)):
                with self.subTest(str(path.parent.relative_to(ROOT)), number=report["number"]):
                    self.assertEqual(report["signature"], want)
                    signed += report["signature"]["grade"] != "none"
        self.assertGreater(signed, len(fixtures) // 2)


if __name__ == "__main__":
    unittest.main()
