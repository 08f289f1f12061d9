#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops decode, with the small kernels of tests/elf, whose directory is ELF_DIR."""

import gzip
import os
import re
import struct
import subprocess
from pathlib import Path

from common import ENV, FIXTURES, KOOPS, CommandTest, koops, main, on_a_terminal

ELF = Path(os.environ["ELF_DIR"])
RELEASE = "6.1.0-fixture"


def functions(path):
    """name: (address, size)"""
    rows = [row.split() for row in subprocess.check_output(["nm", "-S", path], text=True).splitlines()]
    return {row[3]: (int(row[0], 16), int(row[1], 16)) for row in rows if len(row) == 4}


def marks(path):
    """name: (begin, end, line); see tests/elf/mark.h."""
    content = path.read_bytes()
    sections = subprocess.check_output(["readelf", "-SW", path], text=True)
    offset, size = re.search(r" \.marks +PROGBITS +\w+ (\w+) (\w+)", sections).groups()
    found = {}
    for at in range(int(offset, 16), int(offset, 16) + int(size, 16), 64):
        begin, end, line = struct.unpack_from("<QQQ", content, at)
        found[content[at + 24:at + 64].split(b"\0")[0].decode()] = begin, end, line
    return found


class Decode(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.functions, cls.marks = functions(ELF / "vmlinux"), marks(ELF / "vmlinux")
        cls.module = functions(ELF / "fixture-linked.ko"), marks(ELF / "fixture-linked.ko")

    def place(self, function, mark, end=True, of=None):
        """name+0x…/0x… of the end, or begin, of a mark."""
        table, places = of or (self.functions, self.marks)
        address, size = table[function]
        return f"{function}+{places[mark][end] - address:#x}/{size:#x}"

    def line(self, mark, of=None):
        return (of or (None, self.marks))[1][mark][2]

    def header(self, release=RELEASE):
        return f"CPU: 0 PID: 1 Comm: sh Not tainted {release} #7\n"

    def decode(self, log, *arguments, status=0):
        result = koops("decode", *(arguments or ["--vmlinux", ELF / "vmlinux"]), stdin=log.encode())
        self.check(result, status, None, None if status else "")
        return result.out

    def test_logs_that_would_harm_the_terminal(self):
        log = (b"a\x1b]0;title\x07\xc2\x9b31m\xff\r\n\tb \xe2\x82\xac\rc\xe2\x82\n"
               + self.header().encode() + b"Call Trace:\n " + self.place("outer", "innermost").encode() + b"\n")
        path = self.file("hostile.log", log)
        piped = subprocess.run([*KOOPS, "decode", "--vmlinux", ELF / "vmlinux", path], env=ENV,
                               stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(piped.split(b"CPU:")[0], log.split(b"CPU:")[0].replace(b"\r\n", b"\n"))
        shown = on_a_terminal("decode", "--vmlinux", ELF / "vmlinux", path).replace("\r\n", "\n")
        self.assertEqual(shown.split("CPU:")[0], "a\\x1b]0;title\\x07\\xc2\\x9b31m\\xff\n\tb €\\x0dc\\xe2\\x82\n")
        self.assertEqual(shown.split("CPU:")[1].encode(), piped.split(b"CPU:")[1])

    def test_packed_and_in_folders(self):
        log = self.header() + "Call Trace:\n " + self.place("outer", "innermost") + "\n"
        want = self.decode(log)
        self.assertIn("kernel.c:", want)
        logs = self.dir / "logs"
        (logs / "sub").mkdir(parents=True)
        (logs / "a.gz").write_bytes(gzip.compress(log.encode()))
        (logs / "sub/b").write_text(log)
        self.check(koops("decode", "--vmlinux", ELF / "vmlinux", logs), 0, want * 2)

    def test_all_places_of_a_frame(self):
        inlined = (f"outer (kernel/kernel.c:{self.line('innermost')} "
                   f"kernel/kernel.c:{self.line('middle')} kernel/kernel.c:{self.line('outer')})")
        frame = self.place("outer", "innermost")
        for before, behind in [("[    1.000000]  ", ""), (" ? ", ""), ("> <4>[ 1.0][ T1]  ", " "),
                               ("x [<ffffffff81000000>] ? ", " and more"), ("(", ")")]:
            self.assertEqual(self.decode(f"{before}{frame}{behind}\n"), f"{before}{inlined}{behind}\n")

    def test_what_was_interrupted_is_exact(self):
        """What comes behind the entry of an exception, or was read from registers, called nobody."""
        frame, behind, before = self.place("outer", "before"), self.line("behind"), self.line("before")
        for entry in ("el1h_64_irq+0x64/0x68", "[<c0100b0c>] (gic_handle_irq) from [<c0100a70>] (__irq_svc+0x70/0x98)\n [<c0100a70>] (__irq_svc)",
                      "handle_exception+0xc0/0xcc", "pgm_check_handler+0x1b0/0x200"):
            got = self.decode(f" {entry}\n text\n {frame}\n {frame}\n {frame}\n {frame}\n")
            self.assertIn(f" outer (kernel/kernel.c:{behind})\n outer (kernel/kernel.c:{before})\n", got)
        for note, line in (" (P)", behind), (" (CFP)", behind), (" (C)", before), (" (Px)", before), ("", before):
            self.assertEqual(self.decode(f" {frame}{note}\n"), f" outer (kernel/kernel.c:{line}){note}\n")

    def test_two_in_a_line(self):
        frame, line = self.place("outer", "before"), self.line("before")
        self.assertEqual(self.decode(f"{frame} -> {frame}\n"),
                         f"outer (kernel/kernel.c:{line}) -> outer (kernel/kernel.c:{line})\n")

    def test_program_counters_are_exact(self):
        """A return address is of what is before it, a program counter of what is there."""
        self.assertEqual(self.marks["before"][1], self.marks["behind"][0])
        frame = self.place("outer", "before")
        for text in ("RIP: 0010:{}", "RIP: 0010:[<ffffffff81000000>]  [<ffffffff81000000>] {}",
                     "EIP: {}", "EIP is at {}", "pc : {}", "PC is at {}", "epc : {}", "NIP [c000000000001234] {}",
                     "WARNING: CPU: 0 PID: 1 at kernel/kernel.c:1 {}"):
            got = self.decode(text.format(frame) + "\n")
            self.assertEqual(got, text.format(f"outer (kernel/kernel.c:{self.line('behind')})") + "\n")
        for text in ("lr : {}", "LR [c000000000001234] {}", " {}", "hardirqs last enabled at (1): {}"):
            got = self.decode(text.format(frame) + "\n")
            self.assertEqual(got, text.format(f"outer (kernel/kernel.c:{self.line('before')})") + "\n")

    def test_bare_addresses(self):
        """KASLR's offset is told behind them."""
        address = self.marks["before"][1] + 0x1000000
        tail = "Kernel panic - not syncing: x\nKernel Offset: 0x1000000 from 0xffffffff81000000\n"
        got = self.decode(f" [<{address:x}>]\n 0x{address:x}\nR10: {address:x}\n{tail}")
        name = f"outer (kernel/kernel.c:{self.line('before')})"
        self.assertEqual(got, f" {name}\n {name}\nR10: {address:x}\n{tail}")

    def test_what_is_not_there_stays(self):
        size = self.functions["outer"][1]
        log = (f"a+b none+0x1/0x2 outer+0x1/{size + 1:#x} outer+{size + 1:#x}/{size:#x} +0x1/0x2 "
               f"outer+0x/0x1 lookalike+0x1/{self.functions['lookalike'][1]:#x}\n"
               f" {self.place('outer', 'before')} [bpf]\n\n\n")
        frames = f" {self.place('outer', 'before')}\n" * 30
        self.assertEqual(self.decode(frames + log).splitlines()[30:], log.splitlines())

    def test_modules(self):
        log = f" {self.place('module_read', 'module_inner', of=self.module)} [fix_ture]\n"
        want = (f" module_read (kernel/module.c:{self.line('module_inner', self.module)} "
                f"kernel/module.c:{self.line('module_read', self.module)}) [fix_ture]\n")
        for arguments in (["--vmlinux", ELF / "vmlinux", "--modules", ELF / "tree/xz"],
                          [ELF / "vmlinux", "auto", ELF / "tree/plain"]):
            self.assertEqual(self.decode(log, *arguments), want)
        self.assertEqual(self.decode(log), log)

    def test_forms_of_the_script(self):
        log, line = f" {self.place('outer', 'before')}\n", self.line("before")
        self.assertEqual(self.decode(log, ELF / "vmlinux"), f" outer (kernel/kernel.c:{line})\n")
        self.assertEqual(self.decode(log, ELF / "vmlinux", "auto"), f" outer (kernel/kernel.c:{line})\n")
        base = ELF.parents[1]
        self.assertEqual(self.decode(log, ELF / "vmlinux", base.parent),
                         f" outer ({base.name}/kernel/kernel.c:{line})\n")
        self.assertEqual(self.decode(log, "--no-cache", "--modules", ELF / "tree", ELF / "vmlinux", "auto"),
                         f" outer (kernel/kernel.c:{line})\n")
        self.assertEqual(self.decode(log, "-r", RELEASE, "--debug-dir", ELF / "tree/auto"),
                         f" outer (kernel/kernel.c:{line})\n")

    def test_code(self):
        """The bytes are those of the x86 manuals: nop, mov 0x18(%rax),%rsi, ret."""
        log = "Code: 90 <48> 8b 70 18 c3\n"
        got = self.decode(log)
        if got == log:
            self.skipTest("built without capstone")
        self.assertRegex(got, r"(?m)^   1:\*\t48 8b 70 18 +\tmovq? .*0x18\(%rax\), ?%rsi.*<-- trapping instruction$")
        self.assertRegex(got, r"Code starting with the faulting instruction\n=+\n +0:\t48 8b 70 18 ")
        for log in ("Code: Bad RIP value.\n", "Code: 90 90\n", "Code: <>\n", "Code: <90\n", "Code: \n"):
            self.assertEqual(self.decode(log), log)

    def test_another_kernel_is_refused(self):
        log = f"BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]\n{self.header('6.1.0-other')}" \
              f" {self.place('outer', 'before')}\n"
        result = koops("decode", "--vmlinux", ELF / "vmlinux", stdin=log.encode())
        self.check(result, 2, log, None)
        self.assertIn("6.1.0-other", result.err)
        self.assertIn("(kernel/kernel.c:", self.decode(log, "--vmlinux", ELF / "vmlinux", "--force"))
        # Also by its functions, in a log without a report.
        log = f" {self.place('outer', 'before')}\n"
        self.check(koops("decode", "--vmlinux", ELF / "vmlinux-rebuilt", stdin=log.encode()), 2, log, None)

    def test_logs_of_several_kernels(self):
        frame = self.place("outer", "before")
        report = lambda release: f"BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]\n{self.header(release)} {frame}\n"
        decoded = f"outer (kernel/kernel.c:{self.line('before')})"
        result = koops("decode", "--vmlinux", ELF / "vmlinux",
                       stdin=(report(RELEASE) + report("6.1.0-other") + report(RELEASE)).encode())
        self.check(result, 2, report(RELEASE).replace(frame, decoded) + report("6.1.0-other")
                   + report(RELEASE).replace(frame, decoded), None)

    def test_nothing_else_changes(self):
        for path in sorted(FIXTURES.glob("*/*/input.log")):
            result = koops("decode", "--vmlinux", ELF / "vmlinux", stdin=path.read_bytes())
            got = re.sub(r"All code\n=+\n(.*\n)*?\nCode starting.*\n=+\n( +[0-9a-f]+:.*\n)*", "", result.out)
            text = path.read_text(errors="replace").replace("\r\n", "\n")
            self.assertEqual(got.rstrip("\n"), text.rstrip("\n"), path)

    def test_files_and_errors(self):
        log = self.file("log", f" {self.place('outer', 'before')}\n".encode())
        result = koops("decode", "--vmlinux", ELF / "vmlinux", log, self.dir / "none", log)
        self.assertEqual((result.status, result.out.count("(kernel/kernel.c:")), (2, 2))
        self.assertIn("none", result.err)
        for arguments in ([], ["--force"], ["a", "b", "c", "d"], ["-r", "x", "--vmlinux", "y"]):
            result = koops("decode", *arguments)
            self.assertEqual((result.status, result.out), (2, ""), arguments)
            self.assertIn("koops decode --help", result.err)


if __name__ == "__main__":
    main()
