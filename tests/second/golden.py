#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The signatures of the fixtures, which databases may hold by now: tests/vectors/golden.tsv.

    KOOPS=build/cli/koops python3 tests/second/golden.py [--add]

Prints what is not as it was: '-' before a row that is gone or changed, '+' before one that is
new.  A row that changed means that the signature needs a new version, whose rows come with it.
With --add the rows of new reports are added.  Nothing ever changes or takes away a row: before
a version is released, that is done by hand, with a reason in the commit.
"""

import sys

import logs

PATH = logs.ROOT / "tests/vectors/golden.tsv"
HEAD = "version\tfixture\treport\tkey\tstack\tsite\n"


def key_of(row):
    return row.split("\t")[:3]


def kept():
    return PATH.read_text().splitlines(keepends=True)[1:] if PATH.exists() else []


def made():
    rows = []
    for fixture, log in logs.fixtures():
        for report in logs.reports(log):
            signature = report["signature"]
            levels = [signature.get(level, "-") for level in ("key", "stack", "site")]
            rows.append("\t".join([signature["version"], fixture, str(report["number"]), *levels]) + "\n")
    return rows


def compare(old, new):
    """Rows of the versions that there are now that were lost or changed, and rows that are new."""
    versions = {key_of(row)[0] for row in new}
    lost = [row for row in old if key_of(row)[0] in versions and row not in set(new)]
    return lost, [row for row in new if row not in set(old)]


def main():
    old, new = kept(), made()
    lost, added = compare(old, new)
    print("".join([f"- {row}" for row in lost] + [f"+ {row}" for row in added]), end="")
    if "--add" not in sys.argv[1:]:
        return 1 if lost or added else 0
    known = {tuple(key_of(row)) for row in old}
    PATH.write_text(HEAD + "".join(sorted(old + [row for row in added if tuple(key_of(row)) not in known])))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
