# SPDX-License-Identifier: BSD-2-Clause
"""The fixtures' logs, and koops run over logs that were made from them."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KOOPS = os.environ["KOOPS"]


def fixtures():
    """Name and lines of each fixture's log; bytes, as a log may hold any."""
    for path in sorted((ROOT / "tests/fixtures").glob("*/*/input.log")):
        yield str(path.parent.relative_to(ROOT / "tests/fixtures")), path.read_bytes().splitlines(keepends=True)


def reports(log):
    """The reports of a log; bytes, or lines."""
    log = log if isinstance(log, bytes) else b"".join(log)
    out = subprocess.run([KOOPS, "--json"], input=log, capture_output=True, check=False).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


def own_frames(report):
    """The frames of a report's own traces, with those that nobody vouches for."""
    return [frame for trace in report.get("traces", []) if trace["role"] == "own" for frame in trace["frames"]]
