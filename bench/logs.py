#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Whole-process times of koops beside public tools, on logs made here.

usage: logs.py KOOPS PEAK FIXTURES [--megabytes N] [--runs N]

Prints, for each measure, the medians and the ratio of the two in the same run:

  quiet     a log without a report: koops against wc -l, and against grep -F
            with eight words of crash reports
  dense     reports back to back: megabytes a second, and the time of ten
            times the log against ten times that of one
  small     one small log, the whole process
  jobs      eight logs, quiet or dense: two at a time against one after the other
  memory    the most that koops had resident, on each log, by bench/peak.c
"""
import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import time

WORDS = ["BUG:", "WARNING:", "Oops", "Kernel panic", "soft lockup", "KASAN:",
         "general protection fault", "rcu_sched"]
SERVICES = [
    "systemd[1]: Started Session {n} of User root.",
    "sshd[{n}]: Accepted publickey for root from 192.0.2.{b} port {n} ssh2",
    "CRON[{n}]: (root) CMD (run-parts --report /etc/cron.hourly)",
    "NetworkManager[{n}]: <info>  [16800{n}.1234] dhcp4 (eth0): state changed new lease, address=192.0.2.{b}",
    "dockerd[{n}]: time=\"2023-03-30T21:39:14Z\" level=info msg=\"ignoring event\" container={h}",
]
BOOT = [
    "BIOS-e820: [mem 0x{h}-0x{h}] usable",
    "pci 0000:00:{b:02x}.0: [8086:{n:04x}] type 00 class 0x060000",
    "ACPI: PRMD 0x{h} 000{n} (v02 VENDOR TABLE{b} 00000002 INTL 20200925)",
    "usb 1-{b}: new high-speed USB device number {b} using xhci_hcd",
    "EXT4-fs (sda{b}): mounted filesystem with ordered data mode. Quota mode: none.",
    "audit: type=1400 audit(168000{n}.123:{b}): apparmor=\"STATUS\" operation=\"profile_load\" pid={n}",
    "e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx",
    "random: crng init done",
]


def quiet_log(path, size):
    rand = random.Random(1)
    block = []
    for number in range(20000):
        words = {"n": rand.randrange(1000, 9999), "b": rand.randrange(250), "h": f"{rand.getrandbits(64):016x}"}
        if number % 3:
            block.append(f"[{number / 7:12.6f}] " + rand.choice(BOOT).format(**words))
        else:
            block.append(f"Mar 30 21:{number // 60 % 60:02d}:{number % 60:02d} host " + rand.choice(SERVICES).format(**words))
    data = ("\n".join(block) + "\n").encode()
    with open(path, "wb") as out:
        while out.tell() < size:
            out.write(data)


def dense_log(path, fixtures, size):
    logs = [file.read_bytes() for file in sorted(pathlib.Path(fixtures).glob("*/*/input.log"))]
    data = b"\n".join(logs) + b"\n"
    with open(path, "wb") as out:
        while out.tell() < size:
            out.write(data)


def copies(path):
    """Eight files of the same bytes: the processor has none of one at hand because it read another."""
    paths = [f"{path}-{number}" for number in range(8)]
    for copy in paths:
        shutil.copyfile(path, copy)
    return paths


def run(command):
    start = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.monotonic() - start


def measure(runs, *commands):
    """Medians of the commands' times, run in turn, the first of them not counted."""
    times = [[run(command) for command in commands] for _ in range(runs + 1)]
    return [statistics.median(each) for each in zip(*times[1:])]


def print_jobs(koops, runs, what, command, logs):
    one, two = measure(runs, [koops, *command, "-j1", *logs], [koops, *command, "-j2", *logs])
    print(f"jobs     {what}: -j1 {one:.3f} s, -j2 {two:.3f} s, {one / two:.2f} times as fast")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("koops")
    parser.add_argument("peak")
    parser.add_argument("fixtures")
    parser.add_argument("--megabytes", type=int, default=120)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = args.megabytes * 1000 * 1000
        quiet, dense, tenfold = (os.path.join(folder, name) for name in ("quiet", "dense", "tenfold"))
        quiet_log(quiet, size)
        dense_log(dense, args.fixtures, size // 10)
        dense_log(tenfold, args.fixtures, size)
        small = os.path.join(args.fixtures, "soft-lockup/perf-ftrace-mail/input.log")
        grep = ["grep", "-cF"] + [word for each in WORDS for word in ("-e", each)] + [quiet]
        koops, wc, words = measure(args.runs, [args.koops, "sig", quiet], ["wc", "-l", quiet], grep)
        print(f"quiet    {args.megabytes} MB: koops {koops:.3f} s, wc -l {wc:.3f} s: {koops / wc:.2f} times; "
              f"grep -F {words:.3f} s: {koops / words:.2f} times")
        one, ten = measure(args.runs, [args.koops, "--json", dense], [args.koops, "--json", tenfold])
        print(f"dense    {os.path.getsize(dense) / one / 1e6:.0f} MB/s with JSON; "
              f"ten times the log takes {ten / one:.2f} times as long")
        tiny, true = measure(args.runs, [args.koops, "sig", small], ["true"])
        print(f"small    koops {tiny * 1000:.1f} ms, true {true * 1000:.1f} ms")
        print_jobs(args.koops, args.runs, "quiet, JSON", ["--json"], copies(quiet))
        reports = copies(dense)
        print_jobs(args.koops, args.runs, "dense, JSON", ["--json"], reports)
        print_jobs(args.koops, args.runs, "dense, dedup", ["dedup"], reports)
        peaks = [subprocess.check_output([args.peak, args.koops, "--json", log], text=True).strip()
                 for log in (quiet, tenfold, small)]
        print(f"memory   quiet {peaks[0]} KiB, dense {peaks[1]} KiB, small {peaks[2]} KiB")


main()
