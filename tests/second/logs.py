# SPDX-License-Identifier: BSD-2-Clause
"""The fixtures' logs, and koops run over logs that were made from them."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KOOPS = os.path.abspath(os.environ["KOOPS"])


def fixtures():
    """Name and lines of each fixture's log; bytes, as a log may hold any."""
    for path in sorted((ROOT / "tests/fixtures").rglob("input.log")):
        yield str(path.parent.relative_to(ROOT / "tests/fixtures")), path.read_bytes().splitlines(keepends=True)


def reports(log):
    """The reports of a log; bytes, or lines."""
    log = log if isinstance(log, bytes) else b"".join(log)
    out = subprocess.run([KOOPS, "--json"], input=log, capture_output=True, check=False).stdout
    return [json.loads(line) for line in out.decode().splitlines()]


def reports_of(logs):
    """The reports of many logs, a dictionary from any names to lines, in one run of koops."""
    found = {name: [] for name in logs}
    files = {f"{number}.log": name for number, name in enumerate(logs)}
    with tempfile.TemporaryDirectory() as folder:
        for file, name in files.items():
            Path(folder, file).write_bytes(b"".join(logs[name]))
        names = sorted(files)
        for at in range(0, len(names), 5000):
            out = subprocess.run([KOOPS, "--json", *names[at:at + 5000]], cwd=folder, capture_output=True,
                                 check=False).stdout
            for line in out.decode().splitlines():
                report = json.loads(line)
                found[files[report["file"]]].append(report)
    return found


def own_frames(report):
    """The frames of a report's own traces, with those that nobody vouches for."""
    return [frame for trace in report.get("traces", []) if trace["role"] == "own" for frame in trace["frames"]]
