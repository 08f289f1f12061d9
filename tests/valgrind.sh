#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs a test under valgrind: a program itself, a script's koops.
valgrind='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite'
case ${1##*/} in
python*) KOOPS_WRAPPER=$valgrind exec "$@" ;;
*) exec $valgrind "$@" ;;
esac
