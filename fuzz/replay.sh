#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs a fuzz target over what it begins with: replay.sh PROGRAM TARGET TOP ELF KOOPS
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
program=$1
shift
"$(dirname "$0")/seeds" "$@" "$folder"
find "$folder" -type f -print | sort | xargs "$program"
