# SPDX-License-Identifier: BSD-2-Clause
"""Generators of what logs are wrapped in.

Written from the programs and standards that define each form, and from nothing
in lib/.  A log is a list of Record; RECORD_WRAPPINGS make text of it, and
LINE_WRAPPINGS wrap any text once more.
"""

import base64
import dataclasses
import datetime
import html as html_module
import json
import quopri
import random
import re
import struct

EPOCH = datetime.datetime(2023, 3, 30, 21, 39, 14, tzinfo=datetime.timezone.utc)
LEVELS = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"]
HOST = "host-7.example"


@dataclasses.dataclass
class Record:
    """A line that the kernel logged."""

    us: int
    text: str
    level: int = 4
    caller: str = "T516"


STAMP = re.compile(r"^\[ *(\d+)\.(\d{6})\](?:\[ *([TC]\d+)\])? ?(.*)$", re.DOTALL)


def read_plain(log):
    """The records of a log as printk writes it to a console, or without any prefix."""
    records = []
    us = 56_000_000
    for line in log.split("\n"):
        match = STAMP.match(line)
        if match:
            us = int(match[1]) * 1_000_000 + int(match[2])
            line = match[4]
        else:
            us += 731
        records.append(Record(us, line))
    while records and not records[-1].text:
        records.pop()
    return records


def wall(record):
    return EPOCH + datetime.timedelta(microseconds=record.us)


def stamp(record):
    return "[%5d.%06d]" % divmod(record.us, 1_000_000)


def caller(record):
    return "[%6s]" % record.caller


def lines(made):
    return "".join(line + "\n" for line in made)


# ------------------------------------------------------------------ printk --


def each(form):
    """A wrapping that does the same to every record."""
    return lambda records, rng: lines(form(r) for r in records)


def dmesg_delta(records, rng):
    last = records[0].us
    made = []
    for record in records:
        made.append("[<%12.6f>] %s" % ((record.us - last) / 1e6, record.text))
        last = record.us
    return lines(made)


def dmesg_time_delta(records, rng):
    last = records[0].us
    made = []
    for record in records:
        made.append("%s <%12.6f>] %s" % (stamp(record)[:-1], (record.us - last) / 1e6, record.text))
        last = record.us
    return lines(made)


def dmesg_reltime(records, rng):
    made = []
    minute, last = None, records[0].us
    for record in records:
        now = wall(record)
        delta = (record.us - last) / 1e6
        last = record.us
        if now.strftime("%H:%M") != minute:
            minute = now.strftime("%H:%M")
            made.append("[%s] %s" % (now.strftime("%b%e %H:%M"), record.text))
        elif delta < 10:
            made.append("[  %+8.6f] %s" % (delta, record.text))
        else:
            made.append("[ %+9.6f] %s" % (delta, record.text))
    return lines(made)


def dmesg_json(decode):
    def wrap(records, rng):
        made = ['{\n   "dmesg": [']
        for i, record in enumerate(records):
            made.append("      {" if i == 0 else "      },{")
            if decode:
                made.append('         "fac": "kern",')
                made.append('         "pri": "%s",' % LEVELS[record.level])
            else:
                made.append('         "pri": %d,' % record.level)
            made.append('         "time": %5d.%06d,' % divmod(record.us, 1_000_000))
            made.append('         "msg": %s' % json.dumps(record.text))
        made.append("      }\n   ]\n}")
        return lines(made)

    return wrap


def ctime(record):
    return wall(record).strftime("%a %b %e %H:%M:%S %Y")


def iso_comma(record):
    return wall(record).strftime("%Y-%m-%dT%H:%M:%S,%f+00:00")


# -------------------------------------------------------------------- kmsg --


def kmsg_escape(text):
    made = ""
    for byte in text.encode():
        if byte < 32 or byte >= 127 or byte == 0x5C:
            made += "\\x%02x" % byte
        else:
            made += chr(byte)
    return made


def kmsg(with_caller, with_dictionary):
    def wrap(records, rng):
        made = []
        for i, record in enumerate(records):
            who = ",caller=" + record.caller if with_caller else ""
            made.append("%d,%d,%d,-%s;%s" % (record.level, 1000 + i, record.us, who, kmsg_escape(record.text)))
            if with_dictionary and rng.random() < 0.2:
                made.append(" SUBSYSTEM=pci\n DEVICE=+pci:0000:00:1f.%d" % rng.randrange(8))
        return lines(made)

    return wrap


def netconsole_extended(glued):
    """Packets of a size that cuts many records; `glued`: kept without newlines between them."""

    def wrap(records, rng):
        made = ""
        for i, record in enumerate(records):
            header = "%d,%d,%d,-,caller=%s" % (record.level, 1000 + i, record.us, record.caller)
            body = kmsg_escape(record.text)
            size = rng.randrange(30, 90)
            if len(body) <= size:
                made += header + ";" + body + "\n"
                continue
            for at in range(0, len(body), size):
                made += "%s,ncfrag=%d/%d;%s" % (header, at, len(body), body[at : at + size])
                if not glued or at + size >= len(body):
                    made += "\n"
        return made

    return wrap


# ----------------------------------------------------------------- journal --


def journal_fields(record, i):
    return {
        "__CURSOR": "s=ab;i=%x;b=cd;m=%x;t=ef;x=01" % (i, record.us),
        "__REALTIME_TIMESTAMP": str(int(wall(record).timestamp() * 1e6)),
        "__MONOTONIC_TIMESTAMP": str(record.us),
        "_BOOT_ID": "0123456789abcdef0123456789abcdef",
        "_TRANSPORT": "kernel",
        "SYSLOG_IDENTIFIER": "kernel",
        "_HOSTNAME": HOST,
        "PRIORITY": str(record.level),
        "_SOURCE_MONOTONIC_TIMESTAMP": str(record.us),
        "MESSAGE": record.text,
    }


def shuffled(fields, rng):
    """The cursor and the times come first, the rest in any order."""
    keys = list(fields)
    rest = keys[4:]
    rng.shuffle(rest)
    return {key: fields[key] for key in keys[:4] + rest}


def journal_json(as_bytes):
    def wrap(records, rng):
        made = []
        for i, record in enumerate(records):
            fields = shuffled(journal_fields(record, i), rng)
            if as_bytes:
                fields["MESSAGE"] = list(record.text.encode())
            made.append(json.dumps(fields, separators=(",", ":"), ensure_ascii=False))
        return lines(made)

    return wrap


def journal_json_pretty(records, rng):
    made = []
    for i, record in enumerate(records):
        fields = shuffled(journal_fields(record, i), rng)
        members = ['\t"%s" : %s' % (k, json.dumps(v, ensure_ascii=False)) for k, v in fields.items()]
        made.append("{\n" + ",\n".join(members) + "\n}")
    return lines(made)


def journal_export(binary):
    def wrap(records, rng):
        made = ""
        for i, record in enumerate(records):
            for key, value in shuffled(journal_fields(record, i), rng).items():
                if key == "MESSAGE" and binary:
                    data = value.encode()
                    size = struct.pack("<Q", len(data)).decode("utf-8", "surrogateescape")
                    made += key + "\n" + size + value + "\n"
                else:
                    made += key + "=" + value + "\n"
            made += "\n"
        return made

    return wrap


def journal_verbose(records, rng):
    made = []
    for i, record in enumerate(records):
        fields = journal_fields(record, i)
        when = wall(record).strftime("%a %Y-%m-%d %H:%M:%S.%f UTC")
        made.append("%s [%s]" % (when, fields["__CURSOR"]))
        made += ["    %s=%s" % (k, v) for k, v in fields.items() if not k.startswith("__")]
    return lines(made)


def journal(form, host=True):
    """A line of journalctl's short forms: tabs become spaces."""

    def wrap(records, rng):
        made = []
        for record in records:
            source = HOST + " kernel: " if host else "kernel: "
            made.append(form(record) + " " + source + record.text.replace("\t", " " * 8))
        return lines(made)

    return wrap


# ------------------------------------------------------------------ syslog --


def rfc3164(record):
    return wall(record).strftime("%b %e %H:%M:%S")


def syslog_escape(text):
    return "".join("#%03o" % ord(c) if ord(c) < 32 or ord(c) == 127 else c for c in text)


def syslog_repeated(records, rng):
    """A daemon that counts equal messages: only those without a stamp can be equal."""
    made = []
    repeated = 0
    last = None
    for record in records + [None]:
        if record and record.text == last:
            repeated += 1
            continue
        if repeated:
            made.append("%s %s last message repeated %d times" % (when, HOST, repeated))
        repeated = 0
        if record:
            when = rfc3164(record)
            made.append("%s %s kernel: %s" % (when, HOST, syslog_escape(record.text)))
            last = record.text
    return lines(made)


# ------------------------------------------------------------------ pstore --


def pstore(in_order):
    def wrap(records, rng):
        dumped = ["<%d>%s %s" % (r.level, stamp(r), r.text) for r in records]
        count = rng.randrange(2, 7)
        size = -(-len(dumped) // count)
        parts = [dumped[at : at + size] for at in range(0, len(dumped), size)]
        numbered = [(len(parts) - i, part) for i, part in enumerate(parts)]
        if in_order:
            numbered.sort()
        else:
            rng.shuffle(numbered)
        return "".join("Oops#1 Part%d\n%s" % (number, lines(part)) for number, part in numbered)

    return wrap


# ----------------------------------------------------------------- Android --


def logcat(brief):
    """liblog's android_log_formatLogLine(); the tag of the kernel's messages is their first word."""

    def form(record):
        match = re.match(r"^([A-Za-z]+): (.*)$", record.text)
        tag, text = match.groups() if match else ("", record.text)
        priority = "FFFEWIID"[record.level]
        if brief:
            return "%s/%-8s(    0): %s" % (priority, tag, text)
        return "%s.504     0     0 %s %-8s: %s" % (wall(record).strftime("%m-%d %H:%M:%S"), priority, tag, text)

    return each(form)


def rows():
    s, c = stamp, caller
    yield "none", each(lambda r: r.text)
    yield "printk", each(lambda r: "%s %s" % (s(r), r.text))
    yield "printk-caller", each(lambda r: "%s%s %s" % (s(r), c(r), r.text))
    yield "printk-caller-alone", each(lambda r: "%s %s" % (c(r), r.text))
    yield "syslog2", each(lambda r: "<%d>%s %s" % (r.level, s(r), r.text))
    yield "syslog2-caller", each(lambda r: "<%d>%s%s %s" % (r.level, s(r), c(r), r.text))
    yield "syslog2-level-alone", each(lambda r: "<%d>%s" % (r.level, r.text))
    yield "dmesg-caller", each(lambda r: "%s %s %s" % (s(r), c(r), r.text))
    yield "dmesg-x", each(lambda r: "%-6s:%-6s: %s %s" % ("kern", LEVELS[r.level], s(r), r.text))
    yield "dmesg-x-notime", each(lambda r: "%-6s:%-6s: %s" % ("kern", LEVELS[r.level], r.text))
    yield "dmesg-T", each(lambda r: "[%s] %s" % (ctime(r), r.text))
    # In other languages, as strftime() has days and months in glibc's locales.
    yield "dmesg-T-german", each(lambda r: wall(r).strftime("[Do M\u00e4r %e %H:%M:%S %Y] ") + r.text)
    yield "dmesg-T-french", each(lambda r: wall(r).strftime("[jeu. mars %e %H:%M:%S %Y] ") + r.text)
    yield "dmesg-T-chinese", each(lambda r: wall(r).strftime("[\u56db 3\u6708 %e %H:%M:%S %Y] ") + r.text)
    # crash(8), log -T
    yield "dmesg-T-zone", each(lambda r: wall(r).strftime("[%a %b %e %H:%M:%S CEST %Y] ") + r.text)
    yield "dmesg-iso", each(lambda r: "%s %s" % (iso_comma(r), r.text))
    yield "dmesg-delta", dmesg_delta
    yield "dmesg-time-delta", dmesg_time_delta
    yield "dmesg-reltime", dmesg_reltime
    yield "dmesg-json", dmesg_json(False)
    yield "dmesg-json-decoded", dmesg_json(True)
    yield "kmsg", kmsg(False, False)
    yield "kmsg-caller", kmsg(True, False)
    yield "kmsg-dictionary", kmsg(True, True)
    yield "netconsole-extended", netconsole_extended(False)
    yield "netconsole-glued", netconsole_extended(True)
    yield "journal-short", journal(lambda r: wall(r).strftime("%b %d %H:%M:%S"))
    yield "journal-short-nohost", journal(lambda r: wall(r).strftime("%b %d %H:%M:%S"), False)
    yield "journal-precise", journal(lambda r: wall(r).strftime("%b %d %H:%M:%S.%f"))
    yield "journal-iso", journal(lambda r: wall(r).strftime("%Y-%m-%dT%H:%M:%S+0000"))
    yield "journal-iso-precise", journal(lambda r: wall(r).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"))
    yield "journal-monotonic", journal(stamp)
    yield "journal-unix", journal(lambda r: "%.6f" % wall(r).timestamp())
    yield "journal-full", journal(lambda r: wall(r).strftime("%a %Y-%m-%d %H:%M:%S UTC"))
    yield "journal-zone", journal(lambda r: wall(r).strftime("%a %Y-%m-%d %H:%M:%S CEST"))
    yield "journal-zone-number", journal(lambda r: wall(r).strftime("%a %Y-%m-%d %H:%M:%S -03"))
    yield "journal-russian", journal(lambda r: wall(r).strftime("\u043c\u0430\u0440 %d %H:%M:%S"))
    yield "journal-japanese", journal(lambda r: wall(r).strftime(" 3\u6708 %d %H:%M:%S"))
    yield "journal-ipv6", each(lambda r: wall(r).strftime("%b %d %H:%M:%S fe80::1ff:fe23:4567:890a kernel: ") + r.text)
    # busybox's syslogd and logread, OpenWrt's logread, rsyslog in ChromeOS, a relay of messages
    yield "syslog-busybox", each(lambda r: "%s host kern.warn kernel: %s" % (rfc3164(r), r.text))
    yield "syslog-openwrt", each(lambda r: "%s kern.warn kernel: %s %s" % (ctime(r), s(r), r.text))
    yield "syslog-severity", each(
        lambda r: wall(r).strftime("%Y-%m-%dT%H:%M:%S.%fZ WARNING kernel: ") + s(r) + " " + r.text
    )
    yield "syslog-relay", each(lambda r: "%s relay %s host kernel: %s" % (rfc3164(r), rfc3164(r), syslog_escape(r.text)))
    yield "journal-json", journal_json(False)
    yield "journal-json-bytes", journal_json(True)
    yield "journal-json-pretty", journal_json_pretty
    yield "journal-export", journal_export(False)
    yield "journal-export-binary", journal_export(True)
    yield "journal-verbose", journal_verbose
    yield "rsyslog", each(lambda r: "%s %s kernel: %s %s" % (rfc3164(r), HOST, s(r), syslog_escape(r.text)))
    yield "rsyslog-caller", each(
        lambda r: "%s %s kernel: %s%s %s" % (rfc3164(r), HOST, s(r), c(r), syslog_escape(r.text))
    )
    yield "syslog-nostamp", each(lambda r: "%s %s kernel: %s" % (rfc3164(r), HOST, syslog_escape(r.text)))
    yield "syslog-nohost", each(lambda r: "%s kernel: %s %s" % (rfc3164(r), s(r), syslog_escape(r.text)))
    yield "syslog-pri", each(
        lambda r: "<%d>%s %s kernel: %s" % (r.level, rfc3164(r), HOST, syslog_escape(r.text))
    )
    yield "syslog-repeated", syslog_repeated
    yield "syslog-5424", each(
        lambda r: "<%d>1 %s %s kernel - - - %s"
        % (r.level, wall(r).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), HOST, syslog_escape(r.text))
    )
    yield "syslog-5424-data", each(
        lambda r: '<%d>1 %s %s kernel - ID1 [x@32473 a="b \\"c\\] d"][y] %s %s'
        % (r.level, wall(r).strftime("%Y-%m-%dT%H:%M:%S+02:00"), HOST, s(r), syslog_escape(r.text))
    )
    yield "stamp-cpu", each(lambda r: s(r)[:-1] + "@1] " + r.text)
    yield "stamp-samsung", each(lambda r: "<%d>%s I[1:    kworker/1:0:  516] %s" % (r.level, s(r), r.text))
    yield "stamp-mediatek", each(lambda r: "<%d>%s.(1)[516:kworker/1:0]%s" % (r.level, s(r), r.text))
    yield "stamp-column", each(lambda r: "<%d>%s c1   516 (repro) %s" % (r.level, s(r), r.text))
    yield "logcat", logcat(False)
    yield "logcat-brief", logcat(True)
    yield "pstore", pstore(False)
    yield "pstore-ascending", pstore(True)


RECORD_WRAPPINGS = dict(rows())

# ------------------------------------------------------------------- lines --


def each_line(form):
    def wrap(text, rng):
        return lines(form(line) for line in text.split("\n")[:-1])

    return wrap


def numbered_line(form):
    """`form` also gets a time that goes on from line to line."""

    def wrap(text, rng):
        made = []
        when = EPOCH
        for line in text.split("\n")[:-1]:
            when += datetime.timedelta(microseconds=rng.randrange(300000))
            made.append(form(when, line))
        return lines(made)

    return wrap


def coloured(text, rng):
    """As dmesg --color=always: the time, the part before the first colon, and the rest."""
    made = []
    for line in text.split("\n")[:-1]:
        match = re.match(r"^(\[[^\]]*\] )?([\w.-]+: )?(.*)$", line, re.DOTALL)
        prefix, subsystem, rest = (match[i] or "" for i in (1, 2, 3))
        made.append(
            ("\x1b[32m%s\x1b[0m" % prefix if prefix else "")
            + ("\x1b[33m%s\x1b[0m" % subsystem if subsystem else "")
            + ("\x1b[1;31m%s\x1b[0m" % rest if rng.random() < 0.5 else rest)
        )
    return lines(made)


def cursor(text, rng):
    """A screen of 24 rows that is filled without newlines."""
    made = ""
    for i, line in enumerate(text.split("\n")[:-1]):
        made += "\x1b[%d;1H%s\x1b[K" % (i % 24 + 1, line)
        if i % 24 == 23:
            made += "\r\n"
    return made + "\n"


def prompt(text, rng):
    before = rng.choice(["test login: ", "root@syzkaller:~# ", "[root@vm-1 tmp]# ", "/ # "])
    return before + text


def glued(text, rng):
    """Something that a program wrote, without a newline, before lines of the kernel."""
    made = []
    for line in text.split("\n")[:-1]:
        if STAMP.match(line) and rng.random() < 0.2:
            line = rng.choice(["executing program 0:", "Starting foo...", "x=1 "]) + line
        made.append(line)
    return lines(made)


def yaml_single(text):
    if not text.isprintable():
        return json.dumps(text)
    return "'" + text.replace("'", "''") + "'"


def lava(form):
    def wrap(when, line):
        return form % {
            "dt": when.strftime("%Y-%m-%dT%H:%M:%S.%f"),
            "json": json.dumps(line),
            "yaml": yaml_single(line),
        }

    return numbered_line(wrap)


def lava_noise(text, rng):
    made = []
    for line in text.split("\n")[:-1]:
        when = EPOCH.strftime("%Y-%m-%dT%H:%M:%S.%f")
        made.append('{"dt": "%s", "lvl": "target", "msg": %s}' % (when, json.dumps(line)))
        if rng.random() < 0.1:
            noise = "Wait for prompt (timeout 00:04:%02d)" % rng.randrange(60)
            made.append('{"dt": "%s", "lvl": "debug", "msg": %s}' % (when, json.dumps(noise)))
    return lines(made)


def docker(when, line):
    entry = {"log": line + "\r\n", "stream": "stdout", "time": when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    return json.dumps(entry, separators=(",", ":"))


def break_line(line, width, keep_blanks=False):
    """Broken as mailers do: at the last blanks that fit, words are left whole."""
    made = []
    while len(line) > width:
        at = line.rfind(" ", 1, width + 1)
        if at <= 0 or not line[:at].strip():
            at = line.find(" ", width)
            if at < 0:
                break
        made.append(line[:at])
        line = line[at + 1 :] if keep_blanks else line[at:].lstrip()
    made.append(line)
    return made


def hard_wrapped(text, rng):
    width = rng.randrange(72, 80)
    made = []
    for line in text.split("\n")[:-1]:
        made += [part.rstrip() for part in break_line(line.expandtabs().rstrip(), width)]
    return lines(made)


def flowed(text, rng):
    """RFC 3676: a line that goes on ends with a blank; some beginnings are stuffed."""
    width = rng.randrange(72, 78)
    made = []
    for line in text.split("\n")[:-1]:
        parts = break_line(line.expandtabs().rstrip(), width, keep_blanks=True)
        parts = [part + " " for part in parts[:-1]] + parts[-1:]
        made += [" " + p if p.startswith((" ", ">", "From ")) else p for p in parts]
    return lines(made)


def terminal_wrapped(text, rng):
    """A terminal of 80 columns breaks anywhere."""
    made = []
    for line in text.split("\n")[:-1]:
        line = line.expandtabs()
        made += [line[at : at + 80] for at in range(0, len(line), 80)] or [""]
    return lines(made)


def quoted_printable(header):
    def wrap(text, rng):
        # Nothing in a mail's head names the encoding where it was cut off.
        head = "MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n" if header else ""
        return head + quopri.encodestring(text.encode()).decode("ascii")

    return wrap


def base64_mail(text, rng):
    head = "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    return head + base64.encodebytes(text.encode("utf-8", "surrogateescape")).decode("ascii")


def in_json(indent):
    """As APIs of trackers and of clouds hand out a log."""
    return lambda text, rng: json.dumps({"id": 7, "links": {"self": ["x"]}, "body": text}, indent=indent) + "\n"


def html_pre(text, rng):
    return "<html><body>\n<pre>" + html_module.escape(text) + "</pre>\n</body></html>\n"


def html_breaks(text, rng):
    made = "<p>"
    for line in text.split("\n")[:-1]:
        blanks = len(line) - len(line.lstrip(" "))
        made += "&nbsp;" * blanks + html_module.escape(line[blanks:]) + "<br>"
        made += "\n" if rng.random() < 0.9 else ""
    return made + "</p>\n"


def html_coloured(text, rng):
    made = ["<pre class=\"log\">"]
    for line in text.split("\n")[:-1]:
        made.append('<span style="color: #%06x">%s</span>' % (rng.randrange(1 << 24), html_module.escape(line)))
    return lines(made + ["</pre>"])


def mail(text, rng):
    head = "From: Jane <jane@example.org>\nSubject: it crashed\nDate: Thu, 30 Mar 2023 21:39:14 +0000\n\n"
    head += "Hello,\n\nI found this with 6.3:\n\n"
    return head + text + "\nThanks,\nJane\n\n-- \nJane, kernel tester\n"


def numbered_from(first, form):
    """`form` also gets the number of the line, from `first` on."""
    return lambda text, rng: lines(form(first + i, line) for i, line in enumerate(text.split("\n")[:-1]))


def grep_context(text, rng):
    """grep -n -C of a file: a colon behind the names and numbers of what was found, else a dash."""
    made = []
    for i, line in enumerate(text.split("\n")[:-1]):
        mark = ":" if rng.random() < 0.2 else "-"
        made.append("kern.log%s%d%s%s" % (mark, 998 + i, mark, line))
    return lines(made)


def around(before, after):
    return lambda text, rng: before + text + after


def surround_each(before, after=""):
    return each_line(lambda line: before + line + after)


def line_rows():
    yield "quote", surround_each("> ")
    yield "quote-twice", surround_each("> > ")
    yield "quote-tight", surround_each(">")
    yield "indent-4", surround_each("    ")
    yield "indent-tab", surround_each("\t")
    yield "crlf", surround_each("", "\r")
    yield "crcrlf", surround_each("", "\r\r")
    yield "colour", coloured
    yield "cursor", cursor
    yield "caret", surround_each("^[[0m", "^M")
    yield "prompt", prompt
    yield "glued", glued
    yield "mail", mail
    yield "fence", around("Log:\n```\n", "```\n")
    yield "noformat", around("{noformat}\n", "{noformat}\n")
    yield "bugzilla", lambda text, rng: "(In reply to Jane from comment #3)\n" + surround_each("> ")(text, rng)
    yield "tabs", each_line(lambda line: line.expandtabs())
    yield "no-break", each_line(lambda line: line.replace("  ", "\u00a0 "))
    yield "html-pre", html_pre
    yield "html-breaks", html_breaks
    yield "html-coloured", html_coloured
    yield "qp", quoted_printable(False)
    yield "qp-header", quoted_printable(True)
    yield "base64", base64_mail
    yield "json-string", in_json(None)
    yield "json-string-pretty", in_json(2)
    yield "flowed", flowed
    yield "hard-wrapped", hard_wrapped
    yield "terminal-wrapped", terminal_wrapped
    yield "lava-json", lava('{"dt": "%(dt)s", "lvl": "target", "msg": %(json)s}')
    yield "lava-yaml", lava('- {"dt": "%(dt)s", "lvl": "target", "msg": %(json)s}')
    yield "lava-yaml-old", lava("- {dt: '%(dt)s', lvl: target, msg: %(yaml)s}")
    yield "lava-noise", lava_noise
    yield "docker", numbered_line(docker)
    yield "runner-iso", numbered_line(lambda t, l: t.strftime("%Y-%m-%dT%H:%M:%S.%fZ ") + l)
    yield "runner-brackets", numbered_line(lambda t, l: t.strftime("[%Y-%m-%dT%H:%M:%S.%fZ] ") + l)
    yield "runner-date", numbered_line(lambda t, l: t.strftime("%Y/%m/%d %H:%M:%S ") + l)
    yield "runner-clock", numbered_line(lambda t, l: t.strftime("%H:%M:%S  ") + l)
    yield "runner-ts", numbered_line(lambda t, l: t.strftime("%b %d %H:%M:%S ") + l)
    yield "runner-cri", numbered_line(lambda t, l: t.strftime("%Y-%m-%dT%H:%M:%S.%f123Z stdout F ") + l)
    yield "runner-job", numbered_line(lambda t, l: t.strftime("build\tRun tests\t%Y-%m-%dT%H:%M:%S.%f7Z ") + l)
    yield "runner-node", numbered_line(lambda t, l: t.strftime("%Y-%m-%d %H:%M:%S.%f | node-1 | ") + l)
    yield "runner-logger", numbered_line(lambda t, l: t.strftime("%Y-%m-%d %H:%M:%S,504 - console - INFO - ") + l)
    yield "runner-level", surround_each("INFO:console:")
    yield "libvirt", numbered_line(lambda t, l: t.strftime("%Y-%m-%d %H:%M:%S.%f+0000: ") + l)
    yield "compose", surround_each("web-1  | ")
    yield "pod", surround_each("[pod/kernel-0/main] ")
    yield "xen-guest", surround_each("(d1) ")
    yield "cat-n", numbered_from(1, lambda i, l: "%6d\t%s" % (i, l))
    yield "grep-n", numbered_from(998, lambda i, l: "%d:%s" % (i, l))
    yield "grep-context", grep_context
    yield "less-n", numbered_from(1, lambda i, l: "%7d %s" % (i, l))
    yield "diff", surround_each("+")
    yield "comment", surround_each("# ")
    yield "quote-initials", surround_each("JD> ")
    yield "quote-bar", surround_each("| ")
    yield "chat", numbered_line(lambda t, l: t.strftime("%H:%M <jane> ") + l)
    yield "grabserial", numbered_line(lambda t, l: t.strftime("[%s.%f 0.000123] ") + l)
    yield "qemu-in-journal", numbered_line(
        lambda t, l: t.strftime("%b %d %H:%M:%S ") + HOST + " qemu[77]: " + l
    )


LINE_WRAPPINGS = dict(line_rows())

# What is done to the bytes of a file at the end.
ENCODINGS = {
    "utf-8": lambda text: text.encode("utf-8", "surrogateescape"),
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode("utf-8", "surrogateescape"),
    "utf-16-le": lambda text: b"\xff\xfe" + text.encode("utf-16-le", "replace"),
    "utf-16-be": lambda text: b"\xfe\xff" + text.encode("utf-16-be", "replace"),
}
