#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Sums up meson's logs of tests (testlog*.json): what failed, and as the last line
`N passed, N failed`, with `, N skipped` if any was.  Exit status 0 if all went well."""

import json
import sys
from pathlib import Path

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP", "IGNORED"}


def main(logs):
    passed = skipped = 0
    failed = []
    for log in map(Path, logs):
        try:
            tests = [json.loads(line) for line in log.read_text().splitlines()]
        except OSError as error:
            failed.append(f"{log}: {error.strerror}")
            continue
        if not tests:
            failed.append(f"{log}: no test was run")
        for test in tests:
            if test["result"] in PASSED:
                passed += 1
            elif test["result"] in SKIPPED:
                skipped += 1
            else:
                failed.append(f"{log}: {test['name']}: {test['result']}")
    for line in failed:
        print(f"failed: {line}")
    tail = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {len(failed)} failed{tail}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
