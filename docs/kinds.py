#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes docs/kinds.md from the rows that koops itself knows: kinds.py KOOPS > kinds.md"""
import json
import subprocess
import sys

HEAD = """# Kinds of report

Made by `docs/kinds.py` from what `koops kinds --json` prints; a test fails if it is out of date.

A kind is what the `kind` of a report says. Kinds of one family are one event under several
detectors. A notice is what the kernel says by design and goes on. The releases are the first and
the last that print such a line, where that is known.

| kind | family | severity | releases | begins with |
|---|---|---|---|---|
"""


def releases(kind):
    since, until = kind.get("since", ""), kind.get("until", "")
    return f"{since} to {until}".strip() if until else f"{since} on" if since else ""


def code(text):
    return "`" + text.replace("|", "\\|") + "`"


def page(koops):
    lines = subprocess.run([*koops, "kinds", "--json"], check=True, capture_output=True, text=True)
    rows = [json.loads(line) for line in lines.stdout.splitlines()]
    return HEAD + "".join(
        f"| {kind['name']} | {kind['family']} | {kind['severity']} | {releases(kind)} "
        f"| {code(kind['example'])} |\n" for kind in rows)


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1:]))
