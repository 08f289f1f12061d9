#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The same report in many wrappings: what a line costs beside one with the kernel's own stamp.

usage: wrappings.py BENCH_PARSE [--frames N]

A report of many frames, so that lines count and not reports.
"""
import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

FUNCTIONS = ["do_syscall_64", "__x64_sys_perf_event_open", "perf_event_alloc", "perf_trace_event_init",
             "tracepoint_probe_register_prio", "__mutex_lock", "schedule", "smp_call_function_many", "text_poke_bp"]


def report(frames):
    """(stamp, text) of each line."""
    texts = ["watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [repro:516]",
             "CPU: 1 PID: 516 Comm: repro Not tainted 6.1.0 #1",
             "RIP: 0010:smp_call_function_many+0x10/0x20", "Call Trace:", " <TASK>",
             *(f" {FUNCTIONS[i % len(FUNCTIONS)]}_{i % 97}+0x{i * 7 % 4096:x}/0x2000" for i in range(frames)),
             " </TASK>", "---[ end trace 0000000000000000 ]---"]
    return [(f"{56.504281 + i / 1e6:12.6f}", text) for i, text in enumerate(texts)]


def journal(i, stamp, text):
    return json.dumps({"__REALTIME_TIMESTAMP": f"1680212354{i:06}", "PRIORITY": "4", "_TRANSPORT": "kernel", "MESSAGE": text})


# The first is what the others are compared with.
WRAPPINGS = {
    "dmesg": lambda i, s, t: f"[{s}] {t}",
    "none": lambda i, s, t: t,
    "level": lambda i, s, t: f"<4>[{s}] {t}",
    "caller": lambda i, s, t: f"[{s}][  T516] {t}",
    "dmesg -T": lambda i, s, t: f"[Thu Mar 30 21:39:14 2023] {t}",
    "dmesg -x": lambda i, s, t: f"kern  :warn  : [{s}] {t}",
    "quoted": lambda i, s, t: f"> [{s}] {t}",
    "syslog": lambda i, s, t: f"Mar 30 21:39:{14 + i // 300} host kernel: [{s}] {t}",
    "syslog, ISO 8601": lambda i, s, t: f"2023-03-30T21:39:14.{i:06}+02:00 host kernel: [{s}] {t}",
    "RFC 5424": lambda i, s, t: f"<4>1 2023-03-30T21:39:14.{i:06}Z host kernel - - - [{s}] {t}",
    "containers": lambda i, s, t: f"2023-03-30T21:39:14.{i:06}000Z [{s}] {t}",
    "clock": lambda i, s, t: f"21:39:14 [{s}] {t}",
    "/dev/kmsg": lambda i, s, t: f"4,{i},{56504281 + i},-;{t}",
    "journal, JSON": journal,
    "journal, monotonic": lambda i, s, t: f"[{s}] host kernel: {t}",
    "logcat": lambda i, s, t: f"03-30 21:39:14.{i % 1000:03}     0     0 W         : {t}",
    "margin": lambda i, s, t: f"[pod/node-1] [{s}] {t}",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench_parse")
    parser.add_argument("--frames", type=int, default=1000)
    args = parser.parse_args()
    lines = report(args.frames)
    with tempfile.TemporaryDirectory() as folder:
        logs = []
        for number, wrap in enumerate(WRAPPINGS.values()):
            logs.append(Path(folder, str(number)))
            logs[-1].write_text("".join(wrap(i, *line) + "\n" for i, line in enumerate(lines)), encoding="ascii")
        out = subprocess.check_output([args.bench_parse, *logs], text=True)
    times = [float(time) for time in re.findall(r"parse and sign ([\d.]+) us", out)]
    for name, log_time in zip(WRAPPINGS, times, strict=True):
        print(f"{name:20} {log_time / len(lines) * 1000:6.0f} ns a line, {log_time / times[0]:5.2f} times dmesg's")


main()
