#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What is said of the command is so: manual pages, completions, README."""

import re
import shutil
import subprocess

from common import MAIL, ROOT, CommandTest, koops, main

COMPLETIONS = {
    "bash": ROOT / "completions/koops.bash",
    "zsh": ROOT / "completions/_koops",
    "fish": ROOT / "completions/koops.fish",
}
# Option or subcommand as each shell's file has it.
FORMS = {
    "bash": [r"--{}\b", r"^\t{}\)"],
    "zsh": [r"--{}\b", r"^\t{}\)"],
    "fish": [r"(?<!set) -l {}\b", r" -a {}\b"],
}
# What bash is given, the last word being completed, and what it may offer.
BASH = [
    (["koops", ""], "decode dedup diff explain kinds match sig"),
    (["koops", "k"], "kinds"),
    (["koops", "--js"], "--json"),
    (["koops", "--color", "="], "always auto never"),
    (["koops", "--color", "=", "n"], "never"),
    (["koops", "sig", "--"], "--canonical --help --jobs --level --long --signature-version"),
    (["koops", "sig", "--level", "s"], "site stack"),
    (["koops", "sig", "--level", "=", "k"], "key"),
    (["koops", "dedup", "--"], "--all --help --jobs --json --level --signature-version"),
    (["koops", "dedup", "--level", "f"], "family"),
    (["koops", "diff", "--"], "--groups --help --json --level --report"),
    (["koops", "match", "--"], "--bisect --help --jobs --known --level --quiet"),
    (["koops", "explain", "--"], "--help"),
    (["koops", "kinds", ""], ""),
]


def subcommands():
    listed = koops("--help").out.split("Subcommands")[1]
    return re.findall(r"^  (\w+) ", listed, re.M)


def long_options(*subcommand):
    options = re.findall(r"--([a-z-]+)", koops(*subcommand, "--help").out)
    return set(options) - {"help"}


class Docs(CommandTest):
    def test_every_subcommand_has_its_page(self):
        page = (ROOT / "man/koops.1").read_text()
        self.assertGreaterEqual(len(subcommands()), 2)
        for name in subcommands():
            self.assertIn(f".It Xr koops-{name} 1\n", page)
            self.assertTrue((ROOT / f"man/koops-{name}.1").exists())
            self.assertIn(f"'koops-{name}.1'", (ROOT / "man/meson.build").read_text())

    def test_pages_tell_of_the_options(self):
        for name in ["", *subcommands()]:
            page = (ROOT / f"man/koops{'-' if name else ''}{name}.1").read_text()
            told = set(re.findall(r"^\.It (?:Fl \w , )?Fl Fl ([\w-]+)", page, re.M)) - {"help"}
            shown = long_options(name) if name else long_options()
            self.assertEqual(told, shown, name)

    def test_shells_know_the_options(self):
        options = set.union(long_options(), *(long_options(name) for name in subcommands()))
        for shell, path in COMPLETIONS.items():
            text = path.read_text()
            option, subcommand = FORMS[shell]
            for name in options:
                self.assertRegex(text, option.format(name), shell)
            for name in subcommands():
                self.assertRegex(text, re.compile(subcommand.format(name), re.M), shell)
            known = set(re.findall(option.format("([a-z-]+)"), text)) - {"help"}
            self.assertEqual(known, options, shell)

    def test_bash_completes(self):
        for words, offers in BASH:
            script = 'source "$1"; shift; compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' \
                     '_koops; echo "${COMPREPLY[*]}"'
            got = subprocess.run(["bash", "-c", script, "bash", COMPLETIONS["bash"], *words],
                                 capture_output=True, text=True, timeout=60)
            self.assertEqual((got.stdout.strip(), got.stderr), (offers, ""), words)

    def test_other_shells_can_read_theirs(self):
        for shell in ("zsh", "fish"):
            if shutil.which(shell):
                with self.subTest(shell):
                    subprocess.run([shell, "-n", COMPLETIONS[shell]], check=True, timeout=60)


class Readme(CommandTest):
    def test_shows_what_koops_shows(self):
        """Every `$ koops …` of README.md, on a copy of the mail."""
        shutil.copy(MAIL, self.dir / "mail.txt")
        sessions = re.findall(r"```console\n(\$ koops .*?)```", (ROOT / "README.md").read_text(), re.S)
        self.assertGreaterEqual(len(sessions), 2)
        for session in sessions:
            for command, output in re.findall(r"^\$ koops (.*)\n((?:(?!\$ ).*\n)*)", session, re.M):
                with self.subTest(command):
                    self.check(koops(*command.split(), cwd=self.dir), 0, output)


if __name__ == "__main__":
    main()
