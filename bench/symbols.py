#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Symbols beside public tools: eu-addr2line, llvm-symbolizer.

usage: symbols.py KOOPS VMLINUX [--addresses N] [--runs N] [--seed N] [--llvm PROGRAM]

VMLINUX is a kernel's with DWARF, such as that of a distribution's package of
debugging information.  Addresses at random offsets of random functions are a trace
in a log, as program counters and as return addresses.

  answers   function, file, line and inlined functions, against those of
            eu-addr2line -f -i; where they differ, against llvm-symbolizer's
  cold      time and memory of the whole process, against llvm-symbolizer
  one       a single address, against eu-addr2line
"""
import argparse
import collections
import json
import os
import random
import re
import statistics
import subprocess
import tempfile
import time

SUFFIX = re.compile(r"\.(cold|isra|constprop|part|llvm)(\.\d+)?")


def functions(vmlinux):
    """(name, address, size as the kernel prints it) of functions with a name of their own."""
    rows = [row.split() for row in subprocess.check_output(["nm", "-n", "-S", vmlinux], text=True).splitlines()]
    names = collections.Counter(row[-1] for row in rows)
    starts = sorted({int(row[0], 16) for row in rows if row[0].startswith("f")})
    behind = dict(zip(starts, starts[1:]))
    found = []
    for row in rows:
        # Padding in front of functions (__pfx_…) is never executed.
        if len(row) == 4 and row[2] in "tTwW" and names[row[3]] == 1 and not row[3].startswith("__pfx_"):
            address, size = int(row[0], 16), int(row[1], 16)
            if size > 4 and address in behind:
                found.append((row[3], address, size, behind[address] - address))
    return found


def release(vmlinux):
    for line in subprocess.run(["strings", "-n", "20", vmlinux], capture_output=True, text=True).stdout.splitlines():
        if line.startswith("Linux version "):
            return line.split()[2]
    raise SystemExit(f"{vmlinux} is no kernel")


def run(command, stdin=None):
    """Seconds, the most kilobytes resident, and the output."""
    out = tempfile.TemporaryFile()
    begin = time.monotonic()
    process = subprocess.Popen(command, stdin=stdin, stdout=out, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    out.seek(0)
    return seconds, usage.ru_maxrss, out.read().decode()


def clean(path, directory):
    path = os.path.normpath(re.sub(r"^\./", "", path))
    return path[len(directory) + 1:] if directory and path.startswith(directory + "/") else path


def chains_of_eu(text, directory):
    """eu-addr2line -a -f -i: [(function, file, line)…] an address."""
    chains = []
    for block in re.split(r"^0x[0-9a-f]+\n", text, flags=re.M)[1:]:
        lines = block.strip().split("\n")
        chain = []
        for name, place in zip(lines[::2], lines[1::2]):
            path, line = re.match(r"(.*?):(\d+)", place).groups()
            chain.append((name.split(" inlined at")[0], clean(path, directory), int(line)))
        chains.append(chain)
    return chains


def chains_of_llvm(text, directory):
    chains = []
    for block in text.strip().split("\n\n"):
        lines = block.strip().split("\n")
        chain = []
        for name, place in zip(lines[::2], lines[1::2]):
            path, line, _ = place.rsplit(":", 2)
            chain.append((name, clean(path, directory), int(line)))
        chains.append(chain)
    return chains


def chains_of_koops(text):
    chains, chain = [], []
    for frame in json.loads(text.splitlines()[0])["traces"][0]["frames"]:
        chain.append((frame["symbol"], frame.get("file", "??"), frame.get("line", 0)))
        if not frame.get("inline"):
            chains.append(chain)
            chain = []
    return chains


def base(chain):
    return [(SUFFIX.sub("", name), path, line) for name, path, line in chain]


class Bench:
    def __init__(self, options):
        self.options = options
        self.dir = tempfile.TemporaryDirectory()
        rand = random.Random(options.seed)
        table = functions(options.vmlinux)
        self.picks = [(function, rand.randrange(function[2])) for function in
                      (rand.choice(table) for _ in range(options.addresses))]
        self.header = (f"BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]\n"
                       f"CPU: 0 PID: 1 Comm: sh Not tainted {release(options.vmlinux)} #1\nCall Trace:\n")
        self.directory = None

    def file(self, name, text):
        path = os.path.join(self.dir.name, name)
        with open(path, "w") as out:
            out.write(text)
        return path

    def log(self, picks):
        """Return addresses, one behind what is asked for."""
        frames = "".join(f" {name}+{offset + 1:#x}/{span:#x}\n" for (name, _, _, span), offset in picks)
        return self.file("log", self.header + frames)

    def addresses(self, picks):
        return self.file("addresses", "".join(f"{address + offset:#x}\n" for (_, address, _, _), offset in picks))

    def koops(self, log):
        return run([self.options.koops, "--json", "--vmlinux", self.options.vmlinux, log])

    def eu(self, addresses):
        with open(addresses) as stdin:
            return run(["eu-addr2line", "-a", "-f", "-i", "-e", self.options.vmlinux], stdin)

    def llvm(self, addresses):
        with open(addresses) as stdin:
            return run([self.options.llvm, "-e", self.options.vmlinux], stdin)

    def answers(self):
        """The directory of the build is what all names that are not absolute begin with."""
        text = subprocess.run(["readelf", "--debug-dump=info", "--dwarf-depth=1", self.options.vmlinux],
                              capture_output=True, text=True, errors="replace").stdout
        directories = collections.Counter(re.findall(r"DW_AT_comp_dir +:.*: (\S+)$", text, re.M))
        directory = directories.most_common(1)[0][0]
        addresses = self.addresses(self.picks)
        mine = chains_of_koops(self.koops(self.log(self.picks))[2])
        eu = chains_of_eu(self.eu(addresses)[2], directory)
        llvm = chains_of_llvm(self.llvm(addresses)[2], directory)
        assert len(mine) == len(eu) == len(llvm) == len(self.picks), (len(mine), len(eu), len(llvm))
        differ = [i for i in range(len(mine)) if base(mine[i]) != base(eu[i])]
        alone = [i for i in differ if base(mine[i]) != base(llvm[i])]
        print(f"answers   {len(mine)} addresses: {len(differ)} differ from eu-addr2line, "
              f"{len(alone)} of these from llvm-symbolizer too")
        for i in alone:
            print(f"  {self.picks[i]}\n    koops {mine[i]}\n    eu    {eu[i]}\n    llvm  {llvm[i]}")

    def compare(self, name, mine, other, label):
        """Medians of runs that take turns, and their ratio."""
        ours, theirs = [], []
        for _ in range(self.options.runs):
            ours.append(mine()[:2])
            theirs.append(other()[:2])
        time_a, time_b = (statistics.median(t for t, _ in x) for x in (ours, theirs))
        memory_a, memory_b = (max(m for _, m in x) for x in (ours, theirs))
        print(f"{name:9} koops {time_a * 1e3:.1f} ms, {memory_a / 1024:.0f} MB; "
              f"{label} {time_b * 1e3:.1f} ms, {memory_b / 1024:.0f} MB; "
              f"time {time_a / time_b:.2f}, memory {memory_a / memory_b:.2f}")

    def run(self):
        self.answers()
        log, addresses = self.log(self.picks), self.addresses(self.picks)
        self.compare("cold", lambda: self.koops(log), lambda: self.llvm(addresses), "llvm-symbolizer")
        log, addresses = self.log(self.picks[:1]), self.addresses(self.picks[:1])
        self.compare("one", lambda: self.koops(log), lambda: self.eu(addresses), "eu-addr2line")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("koops")
    parser.add_argument("vmlinux")
    parser.add_argument("--addresses", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--llvm", default="llvm-symbolizer-14")
    options = parser.parse_args()
    Bench(options).run()


if __name__ == "__main__":
    main()
