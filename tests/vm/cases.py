# SPDX-License-Identifier: BSD-2-Clause
"""Reads cases.tsv, for `run` and `check`."""

import sys
from collections import namedtuple

COLUMNS = "name kernels cpus boot evidence title then comm chain same"
Case = namedtuple("Case", COLUMNS)


def read_cases(path):
    cases = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != len(Case._fields):
            sys.exit(f"{path}:{number}: {len(fields)} columns, not {len(Case._fields)}")
        cases.append(Case(*fields))
    return cases


def for_kernel(case, release):
    """6.1 is for 6.1.0-50-cloud-amd64 and not for 6.12."""
    return case.kernels == "all" or release.startswith(case.kernels + ".")
