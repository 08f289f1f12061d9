#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Who builds the same source, wherever, gets the same bytes.

usage: test_reproducible.py TOP
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(sys.argv[1])
MADE = ["cli/koops", "lib/libkoops.so.0.1.0", "lib/libkoops.a"]


def build(folder, source_name, build_name, env):
    """Digests of what is made in a copy of the source, at another time of its files."""
    source = folder / source_name
    shutil.copytree(TOP, source, ignore=shutil.ignore_patterns(".git", "build*", "fixtures", "__pycache__"),
                    copy_function=shutil.copy)
    made = folder / build_name
    env = {**os.environ, "CCACHE_DISABLE": "1", **env}
    for command in (["meson", "setup", made, source, "-Dtests=false", "-Dman=false"],
                    ["ninja", "-C", made, "-j2"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    return {name: hashlib.sha256((made / name).read_bytes()).hexdigest() for name in MADE}


class Reproducible(unittest.TestCase):
    def test_two_builds(self):
        with tempfile.TemporaryDirectory() as folder:
            # In the source, and elsewhere.
            one = build(Path(folder), "one", "one/build", {"TZ": "UTC", "LC_ALL": "C"})
            two = build(Path(folder), "another/deep", "made", {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"})
        self.assertEqual(one, two)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
