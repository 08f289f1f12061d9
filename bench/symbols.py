#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Symbols beside public tools: eu-addr2line, llvm-symbolizer.

usage: symbols.py KOOPS VMLINUX [--addresses N] [--runs N] [--seed N] [--llvm PROGRAM]

VMLINUX is a kernel's with DWARF, such as that of a distribution's package of
debugging information.  Addresses at random offsets of random functions are a trace
in a log.

  answers   function, file, line and inlined functions of each address, as a program
            counter and as a return address, against those of eu-addr2line -f -i;
            where they differ, llvm-symbolizer's are shown too
  cold      time and memory of the whole process, which fills an empty cache, against
            llvm-symbolizer
  warm      the same with what the cache has, against cold
  other     as many other addresses, with a cache of the first ones, against cold
  one       a single address with an empty cache, against eu-addr2line; a dozen in turn
  open      what a vmlinux that is in the cache adds to one report
"""
import argparse
import collections
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

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


# A process has what its parent had resident, so the parent is a small one.
RUNNER = """import os, sys, time
begin = time.monotonic()
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as out:
    print(time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, status, file=out)
"""


def run(command, stdin=None):
    """Seconds, those of processors, the most kilobytes resident, and the output."""
    with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile("r") as told:
        runner = [sys.executable, "-I", "-S", "-c", RUNNER, told.name, shutil.which(command[0]), *command[1:]]
        subprocess.run(runner, check=True, stdin=stdin, stdout=out, stderr=subprocess.DEVNULL)
        seconds, busy, memory, status = told.read().split()
        if int(status):
            raise SystemExit(f"{' '.join(command)} failed")
        out.seek(0)
        return float(seconds), float(busy), int(memory), out.read().decode()


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
        os.environ["XDG_CACHE_HOME"] = self.dir.name
        self.cache = os.path.join(self.dir.name, "koops")
        rand = random.Random(options.seed)
        table = functions(options.vmlinux)
        self.picks, self.others = ([(function, rand.randrange(function[2])) for function in
                                    (rand.choice(table) for _ in range(options.addresses))] for _ in range(2))
        self.header = (f"BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]\n"
                       f"CPU: 0 PID: 1 Comm: sh Not tainted {release(options.vmlinux)} #1\nCall Trace:\n")
        self.directory = None

    def file(self, name, text):
        path = os.path.join(self.dir.name, name)
        with open(path, "w") as out:
            out.write(text)
        return path

    def log(self, picks, counters=False):
        """Return addresses one behind what is asked for, or program counters."""
        frames = "".join(f" {name}+{offset + 1:#x}/{span:#x}\n" if not counters else
                         f" {name}+{offset:#x}/{span:#x} (P)\n" for (name, _, _, span), offset in picks)
        return self.file("log", self.header + frames)

    def addresses(self, picks):
        return self.file("addresses", "".join(f"{address + offset:#x}\n" for (_, address, _, _), offset in picks))

    def koops(self, log):
        return run([self.options.koops, "--json", "--vmlinux", self.options.vmlinux, log])

    def cold(self, log):
        shutil.rmtree(self.cache, ignore_errors=True)
        return self.koops(log)

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
        for name, counters, before in ("counters", True, 0), ("returns", False, 1):
            # Of a return address at the beginning of a function, the address itself is meant.
            picks = [(function, offset and offset - before) for function, offset in self.picks]
            self.answer(name, picks, counters, directory)

    def answer(self, name, picks, counters, directory):
        addresses, log = self.addresses(picks), self.log(picks, counters)
        mine = chains_of_koops(self.cold(log)[-1])
        assert mine == chains_of_koops(self.koops(log)[-1]), "the cache answers another thing"
        eu = chains_of_eu(self.eu(addresses)[-1], directory)
        llvm = chains_of_llvm(self.llvm(addresses)[-1], directory)
        assert len(mine) == len(eu) == len(llvm) == len(picks), (len(mine), len(eu), len(llvm))
        differ = [i for i in range(len(mine)) if base(mine[i]) != base(eu[i])]
        alone = [i for i in differ if base(mine[i]) != base(llvm[i])]
        print(f"{name:9} {len(mine)} addresses: {len(differ)} differ from eu-addr2line, "
              f"{len(alone)} of these from llvm-symbolizer too")
        for i in differ:
            print(f"  {picks[i]}\n    koops {mine[i]}\n    eu    {eu[i]}\n    llvm  {llvm[i]}")

    def compare(self, name, mine, other, label):
        """Medians of runs that take turns, and their ratios."""
        runs = [(mine()[:-1], other()[:-1]) for _ in range(self.options.runs)]
        ours, theirs = ([statistics.median(of) for of in zip(*side)] for side in zip(*runs))
        time, busy, memory = (a / b for a, b in zip(ours, theirs))
        print(f"{name:9} koops {ours[0] * 1e3:.1f} ms, {ours[2] / 1024:.0f} MB; "
              f"{label} {theirs[0] * 1e3:.1f} ms, {theirs[2] / 1024:.0f} MB; "
              f"time {time:.2f}, of processors {busy:.2f}, memory {memory:.2f}")

    def run(self):
        self.answers()
        with open(self.log(self.others)) as text:
            others = self.file("others", text.read())
        log, addresses = self.log(self.picks), self.addresses(self.picks)
        self.compare("cold", lambda: self.cold(log), lambda: self.llvm(addresses), "llvm-symbolizer")

        def warmed(wanted):
            self.cold(log)
            return self.koops(wanted)
        self.compare("warm", lambda: warmed(log), lambda: self.cold(log), "cold")
        self.compare("other", lambda: warmed(others), lambda: self.cold(others), "cold")
        # Each of a dozen addresses as often as the others; the log is written anew.
        turns = [itertools.cycle(self.picks[:12]) for _ in range(2)]
        self.options.runs = max(self.options.runs, 24)
        self.compare("one", lambda: self.cold(self.log([next(turns[0])])),
                     lambda: self.eu(self.addresses([next(turns[1])])), "eu-addr2line")
        log = self.log(self.picks[:1])
        self.cold(log)
        self.compare("open", lambda: self.koops(log), lambda: run([self.options.koops, "--json", log]), "without")


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
