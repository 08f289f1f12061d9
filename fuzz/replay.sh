#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs a fuzz target over the logs of a folder: replay.sh TARGET FOLDER
set -eu
find "$2" -name '*.log' -type f -print | sort | xargs "$1"
