#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs a fuzz target over files of a folder: replay.sh TARGET FOLDER NAMES
set -eu
find "$2" -name "$3" -type f -print | sort | xargs "$1"
