#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""koops --vmlinux, with the small kernels of tests/elf, whose directory is ELF_DIR."""

import gzip
import os
import subprocess
from pathlib import Path

from common import ENV, KOOPS, CommandTest, koops, main

ELF = Path(os.environ["ELF_DIR"])


def sizes(name):
    rows = subprocess.check_output(["nm", "-S", ELF / name], text=True).splitlines()
    return {row.split()[3]: int(row.split()[1], 16) for row in rows if len(row.split()) == 4}


def log(part=2):
    """A report whose frames fit the vmlinux."""
    size = sizes("vmlinux")
    frame = lambda name: f"{name}+{size[name] // part:#x}/{size[name]:#x}"
    return f"""\
[    1.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]
[    1.000000] CPU: 0 PID: 1 Comm: sh Not tainted 6.1.0-fixture #7
[    1.000000] RIP: 0010:{frame("outer")}
[    1.000000] Call Trace:
[    1.000000]  <TASK>
[    1.000000]  {frame("kernel_init")}
[    1.000000]  </TASK>
""".encode()


# The function is all of its section, so that every kernel prints the same size for it.
MODULE_LOG = f"""\
[    1.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:1]
[    1.000000] CPU: 0 PID: 1 Comm: sh Not tainted 6.1.0-fixture #7
[    1.000000] Call Trace:
[    1.000000]  <TASK>
[    1.000000]  module_cold+0x1/{sizes("fixture.ko")["module_cold"]:#x} [fix_ture]
[    1.000000]  </TASK>
""".encode()


class Symbols(CommandTest):
    def setUp(self):
        super().setUp()
        self.log = self.file("log", log())

    def test_vmlinux_that_shrinks(self):
        """Mapped pages go away under the reader."""
        vmlinux = self.file("vmlinux", (ELF / "vmlinux").read_bytes())
        with subprocess.Popen([*KOOPS, "--follow", "--no-cache", "--vmlinux", vmlinux], stdin=subprocess.PIPE, env=ENV,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(log())
            process.stdin.flush()
            # It has read it.
            self.assertIn(b"soft lockup", process.stdout.readline())
            os.truncate(vmlinux, 100)
            # Other addresses than those that it knows by now.
            process.stdin.write(log(3) * 2)
            process.stdin.close()
            err = process.stderr.read()
            self.assertEqual(process.wait(60), 2)
        # What a wrapper has to say of the memory is that it wasn't given back, as is meant.
        self.assertEqual(err.splitlines()[0], b"koops: a file with symbols was cut short while it was read")

    def frame(self, result):
        [report] = result.reports
        [frame] = [f for f in report["traces"][0]["frames"] if f["symbol"] == "kernel_init"]
        return frame

    def test_adds_files_and_lines(self):
        result = koops("--json", "--vmlinux", ELF / "vmlinux", self.log)
        self.check(result, 0)
        self.assertEqual(self.frame(result)["file"], "kernel/kernel.c")
        self.assertNotIn("doubtful", self.frame(result))
        self.assertEqual(koops("sig", self.log).out.split("\t")[0],
                         result.reports[0]["signature"]["key"])
        self.assertRegex(koops("--vmlinux", ELF / "vmlinux", self.log).out,
                         r"(?m)^    trace  kernel_init +kernel/kernel\.c:\d+$")

    def test_signatures_do_not_change(self):
        """Neither by inlined functions, nor by names of bare addresses, nor by those of modules."""
        rows = [row.split() for row in subprocess.check_output(["nm", ELF / "vmlinux"], text=True).splitlines()]
        addresses = {row[2]: int(row[0], 16) for row in rows if len(row) == 3}
        size, shift = sizes("vmlinux"), 0x1a600000
        bare = "".join(f"[    1.000000]  {mark}{addresses[name] + size[name] // 2 + shift:#x}\n"
                       for mark in ("", "? ") for name in ("outer", "kernel_init", "never_returns"))
        named = "".join(f"[    1.000000]  outer+{offset:#x}/{size['outer']:#x}\n" for offset in range(1, size["outer"]))
        end = f"[    1.000000] Kernel Offset: {shift:#x} from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)\n"
        module = MODULE_LOG.decode().splitlines(True)[-2]
        for name, frames in [("bare", bare), ("named", named), ("mixed", module + bare + module + named)]:
            with self.subTest(name):
                text = log().decode().replace("[    1.000000]  <TASK>\n", "[    1.000000]  <TASK>\n" + frames) + end
                path = self.file(name, text.encode())
                plain = koops("--json", path).reports
                result = koops("--json", "--vmlinux", ELF / "vmlinux", "--modules", ELF / "tree/plain", path)
                self.check(result, 0)
                frames = [frame for report in result.reports for trace in report["traces"] for frame in trace["frames"]]
                self.assertTrue(all(frame.get("file") for frame in frames), frames)
                self.assertTrue(any(frame.get("inline") for frame in frames), frames)
                self.assertEqual([report["signature"] for report in plain],
                                 [report["signature"] for report in result.reports])

    def test_refuses_another_kernel(self):
        for name in ("vmlinux-release", "vmlinux-rebuilt"):
            with self.subTest(name):
                plain = koops("--json", self.log).out
                result = koops("--json", "--vmlinux", ELF / name, self.log, self.log)
                self.check(result, 2, plain * 2, None)
                self.assertEqual(result.err.count("\n"), 1, result.err)
                self.assertIn(str(ELF / name), result.err)
                self.assertIn("--force", result.err)

    def test_what_was_interrupted_is_exact(self):
        """The line of a frame is that of its call, unless it was interrupted and called nobody."""
        begin, size = next((int(row.split()[0], 16), int(row.split()[1], 16)) for row in subprocess.check_output(
            ["nm", "-S", ELF / "vmlinux"], text=True).splitlines() if row.endswith(" outer"))
        lines = {}
        for name, before, note in [("call", "kernel_init+0x1/0x9", ""), ("entry", "el1h_64_irq+0x64/0x68", ""),
                                   ("registers", "kernel_init+0x1/0x9", " (P)")]:
            text = log().decode().replace("[    1.000000]  </TASK>", "".join(
                f"[    1.000000]  {before}\n[    1.000000]  outer+{offset:#x}/{size:#x}{note}\n"
                for offset in range(1, size)) + "[    1.000000]  </TASK>")
            result = koops("--json", "--force", "--vmlinux", ELF / "vmlinux", self.file(name, text.encode()))
            lines[name] = [frame.get("line") for frame in result.reports[0]["traces"][0]["frames"]
                           if frame["symbol"] == "outer" and not frame.get("pc")]
        self.assertEqual(lines["entry"][:-1], lines["call"][1:])
        self.assertEqual(lines["registers"][:-1], lines["call"][1:])
        self.assertNotEqual(lines["entry"], lines["call"])

    def test_cache(self):
        """Where the XDG specification has it, for its owner alone; the second time it answers."""
        home = self.dir / "home"
        home.mkdir()
        vmlinux = self.file("vmlinux", (ELF / "vmlinux").read_bytes())
        options = ["--json", "--vmlinux", vmlinux, self.log]
        for environment, cache in [({"XDG_CACHE_HOME": str(home / "xdg")}, home / "xdg"),
                                   ({"XDG_CACHE_HOME": "relative"}, home / ".cache"), ({}, home / ".cache")]:
            with self.subTest(environment):
                env = {**{k: v for k, v in ENV.items() if k != "XDG_CACHE_HOME"}, "HOME": str(home), **environment}
                first = koops(*options, "--no-cache", env=env, cwd=self.dir)
                self.check(first, 0)
                self.assertFalse(cache.exists())
                self.check(koops(*options, env=env, cwd=self.dir), 0, first.out)
                [kept] = (cache / "koops").iterdir()
                self.assertEqual((kept.stat().st_mode & 0o777, (cache / "koops").stat().st_mode & 0o777), (0o600, 0o700))
                self.check(koops(*options, env=env, cwd=self.dir), 0, first.out)
                decode = ["decode", vmlinux]
                self.assertIn("kernel/kernel.c:", koops(*decode, stdin=log(), env=env).out)
                kept.unlink()
                self.assertIn("kernel/kernel.c:", koops("decode", "--no-cache", "--vmlinux", vmlinux, stdin=log(), env=env).out)
                self.assertEqual(list((cache / "koops").iterdir()), [])
                for path in (cache / "koops", cache):
                    path.rmdir()
        env = {k: v for k, v in ENV.items() if k not in ("XDG_CACHE_HOME", "HOME")}
        self.check(koops(*options, env=env), 0, first.out)

    def test_options_that_go_with_vmlinux(self):
        for option in ("--no-cache", "--debuginfod"):
            result = koops(option, self.log)
            self.check(result, 2, "", None)
            self.assertIn("--vmlinux", result.err)

    def test_debuginfod(self):
        """The client also reads from directories that are laid out as servers are."""
        [debug] = [path for path in (ELF / "tree/debug/.build-id").glob("*/*") if b"vmlinux" in path.read_bytes()
                   or b"linux_banner" in path.read_bytes()]
        served = self.dir / "server/buildid" / (debug.parent.name + debug.stem)
        served.mkdir(parents=True)
        (served / "debuginfo").write_bytes(debug.read_bytes())
        options = ["--json", "--vmlinux", ELF / "tree/stripped/vmlinux", "--debug-dir", self.dir / "none", self.log]
        server = {"DEBUGINFOD_URLS": f"file://{self.dir}/server/", "DEBUGINFOD_CACHE_PATH": str(self.dir / "client")}
        env = {k: v for k, v in ENV.items() if not k.startswith("DEBUGINFOD")}

        result = koops(*options, "--debuginfod", env=env)
        self.check(result, 2, None, None)
        if "without libdebuginfod" in result.err or "needs libdebuginfod" in result.err:
            self.skipTest("without libdebuginfod")
        self.assertIn("DEBUGINFOD_URLS", result.err)
        # Nobody is asked unless it is wished.
        result = koops(*options, env={**env, **server})
        self.check(result, 2, None, None)
        self.assertIn("no DWARF", result.err)
        self.assertFalse((self.dir / "client").exists())
        result = koops(*options, "--debuginfod", env={**env, **server})
        self.check(result, 0)
        self.assertEqual(self.frame(result)["file"], "kernel/kernel.c")

    def test_force(self):
        result = koops("--json", "--vmlinux", ELF / "vmlinux-release", "--force", self.log)
        self.check(result, 0)
        self.assertIs(self.frame(result)["doubtful"], True)

    def test_modules_and_separate_files(self):
        log = self.file("log", MODULE_LOG)
        for options in (["--vmlinux", ELF / "vmlinux", "--modules", ELF / "tree/plain"],
                        ["--vmlinux", ELF / "tree/stripped/vmlinux", "--modules", ELF / "tree/stripped",
                         "--debug-dir", ELF / "tree/debug"],
                        ["--vmlinux", "auto", "--debug-dir", ELF / "tree/auto"]):
            with self.subTest(options):
                result = koops("--json", *options, log)
                self.check(result, 0)
                [report] = result.reports
                self.assertEqual(report["traces"][0]["frames"][-1]["file"], "kernel/module.c")

    def test_kernel_that_is_not_found(self):
        result = koops("--json", "--vmlinux", "auto", "--debug-dir", self.dir, self.log)
        self.check(result, 2, None, None)
        self.assertIn("6.1.0-fixture", result.err)

    def test_what_is_no_vmlinux(self):
        for name, why in [(self.dir / "none", "no such file"), (self.log, "ELF"),
                          (ELF / "vmlinux-stripped", "")]:
            with self.subTest(name):
                result = koops("--vmlinux", name, self.log)
                self.check(result, 2, None, None)
                self.assertIn(str(name), result.err)
                self.assertIn(why, result.err)

    def test_libraries_that_are_missing(self):
        """What is loaded when it is needed: libdw for each, more for what is packed."""
        packed = self.file("vmlinux.gz", gzip.compress((ELF / "vmlinux").read_bytes()))
        for library, vmlinux in [("libdw.so.1", ELF / "vmlinux"), ("libz.so.1", packed)]:
            with self.subTest(library):
                folder = self.dir / library.split(".")[0]
                folder.mkdir()
                (folder / library).touch()
                result = koops("--vmlinux", vmlinux, self.log, env={**ENV, "LD_LIBRARY_PATH": str(folder)})
                self.check(result, 2, None, None)
                self.assertIn(f"{vmlinux}: ", result.err)
                self.assertIn(library, result.err)
                # A log alone needs none of them.
                self.check(koops(self.log, env={**ENV, "LD_LIBRARY_PATH": str(folder)}), 0)


if __name__ == "__main__":
    main()
