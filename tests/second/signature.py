# SPDX-License-Identifier: BSD-2-Clause
"""The signature of a report, from what `koops --json` prints of it.

A second implementation of docs/signature.md, made from that page alone, whose sections are named
where they are implemented.  It is for checking, so it is as plain as it can be, and slow.

    koops --json LOG... | python3 tests/second/signature.py
"""

import json
import sys
from collections import namedtuple
from pathlib import Path

import rust
from xxh3 import xxh3_128

VERSION = "k1"
LEVELS = ("key", "site", "stack", "family")
DATA = Path(__file__).resolve().parents[2] / "lib/data"

# Names

WRAPPERS = ("x64_", "ia32_", "x32_", "arm64_", "riscv_", "s390x_", "s390_", "powerpc_", "se_",
            "_se_", "do_")
OLD_NAMES = ("SyS_", "SYSC_", "C_SYSC_", "compat_SyS_", "compat_sys_", "ksys_", "sys32_", "sys_")
NO_SYSCALLS = ("fillrect", "copyarea", "imageblit", "off_", "power_off_", "t_", "info", "dmi_")


def base_of(symbol):
    for prefix in ("__pfx_", "__cfi_"):
        if symbol.startswith(prefix):
            symbol = symbol[len(prefix):]
            break
    if symbol.startswith(".") and len(symbol) > 1:
        symbol = symbol[1:]
    symbol = symbol.partition(".")[0]
    return rust.path_of(symbol) or symbol


PREFIXES = [*OLD_NAMES, "__compat_sys_",
            *("__" + a + c + "sys_" for a in WRAPPERS for c in ("", "compat_"))]


def syscall_of(base):
    """The system call that a base is an entry of, or None."""
    for prefix in PREFIXES:
        call = base[len(prefix):]
        if base.startswith(prefix) and call:
            return None if call.startswith(NO_SYSCALLS) else call
    return None


def name_of(base):
    call = syscall_of(base)
    return "sys_" + call if call else without_hooks(base)


def without_hooks(base):
    return base.removesuffix("_noprof") or base


# Lists


def read_list(name):
    names, prefixes = set(), []
    for line in (DATA / (name + ".list")).read_text("ascii").splitlines():
        entry = line.partition(" ")[0]
        if not entry or entry.startswith("#"):
            continue
        if entry.endswith("*"):
            prefixes.append(entry[:-1])
        else:
            names.add(entry)
    return names, tuple(prefixes)


LISTS = {name: read_list(name) for name in
         ("skip", "entry", "interrupt", "service", "dispatch", "softirq", "batch", "caller")}
PARTS = {"skip": "passed", "entry": "entry", "interrupt": "interrupt", "service": "service"}


def is_in(name, base):
    names, prefixes = LISTS[name]
    return base in names or base.startswith(prefixes)


def part_of(base, end):
    if not base:
        return "passed"
    for name, part in PARTS.items():
        if is_in(name, base):
            return part
    return "service" if end == "outer" and is_in("dispatch", base) else "telling"


# Classes

Class = namedtuple("Class", "roles end functions")
CLASSES = {
    "fault": Class(["own"], "inner", 1),
    "assertion": Class(["own"], "inner", 1),
    "sample": Class(["own"], "outer", 3),
    "overflow": Class(["own"], "outer", 3),
    "locking": Class(["own"], "inner", 1),
    "leak": Class(["allocation", "own"], "inner", 2),
    "text": Class(["own"], "outer", 0),
}

# The stack

Item = namedtuple("Item", "name part syscall context")
Stack = namedtuple("Stack", "telling all specific batch whole cut")


def item_of(frame, context, end):
    base = base_of(frame.get("symbol", ""))
    part = part_of(base, end)
    call = syscall_of(base) if part == "telling" and "module" not in frame else None
    name = "sys_" + call if call else without_hooks(base)
    if call and end == "outer" and is_in("dispatch", name):
        part = "service"
    return Item(name, part, call, context)


def is_reliable(frame):
    return frame["reliable"] and not frame.get("inline")


def is_pc(frame, pc):
    if "symbol" not in pc or frame.get("symbol") != pc["symbol"]:
        return False
    return "offset" not in frame or "offset" not in pc or frame["offset"] == pc["offset"]


def stacks_of(report, role):
    traces = report.get("traces", [])
    at = 0
    while at < len(traces):
        begin = at
        at += 1
        if traces[begin]["role"] != role:
            continue
        while at < len(traces) and traces[at - 1].get("continued") and traces[at]["role"] == role:
            at += 1
        yield traces[begin:at]


def items_of(report, traces, end):
    pc = report.get("pc", {})
    own = traces[0]["role"] == "own"
    first = next(filter(is_reliable, traces[0]["frames"]), None)
    begins = own and first is not None and is_pc(first, pc)
    items = []
    if own and not begins and end == "inner" and "symbol" in pc:
        items.append(item_of(pc, traces[0].get("context"), end))
    for trace in traces:
        for frame in filter(is_reliable, trace["frames"]):
            leaf = frame.get("pc") or (begins and frame is first)
            if not (leaf and end == "outer"):
                items.append(item_of(frame, trace.get("context"), end))
    return items


def is_boundary(items, i):
    if i == len(items) - 1:
        return False
    context = items[i].context
    return items[i].part == "interrupt" or (
        context in ("irq", "softirq", "nmi") and context != items[i + 1].context)


def has_telling(items):
    return any(item.part == "telling" for item in items)


def without_interrupts(items, end):
    boundaries = [i for i in range(len(items)) if is_boundary(items, i)]
    if end == "inner":
        for i in boundaries:
            if has_telling(items[:i + 1]):
                return items[:i + 1]
        return items
    begin = 0
    for i in [*boundaries, len(items) - 1]:
        piece = items[begin:i + 1]
        if has_telling(piece) and piece[-1].part == "interrupt" and is_in("softirq", piece[-1].name):
            return piece
        begin = i + 1
    for i in reversed(boundaries):
        if has_telling(items[i + 1:]):
            return items[i + 1:]
    return items


def without_callbacks(items):
    batch = [i for i, item in enumerate(items) if item.part == "telling" and is_in("batch", item.name)]
    return items[batch[-1]:] if batch else items


def names_of(items, parts):
    items = [item for item in items if item.part in parts]
    return [item.name for before, item in zip([None, *items], items)
            if not (before and item.syscall and before.syscall == item.syscall)]


def read_stack(report, traces, end):
    items = items_of(report, traces, end)
    last = items[-1] if items else None
    way_in = bool(last) and (last.part == "entry" or bool(last.syscall) or (
        last.part == "interrupt" and last.context not in ("irq", "softirq", "nmi")))
    frames = list(filter(is_reliable, traces[-1]["frames"]))
    ends_in_pc = bool(frames) and bool(frames[-1].get("pc"))
    whole = way_in and not ends_in_pc and not traces[-1].get("cut")
    items = without_interrupts(items, end)
    if end == "outer":
        items = without_callbacks(items)
    specific = any(item.part == "telling" and (end == "inner" or not (item.syscall or is_in("batch", item.name)))
                   for item in items)
    batch = any(item.part == "telling" and is_in("batch", item.name) for item in items)
    return Stack(names_of(items, ("telling",)), names_of(items, ("telling", "service")), specific, batch, whole,
                 bool(traces[-1].get("cut")))


def choose_stack(report, rule):
    stack = Stack([], [], False, False, False, False)
    for role in rule.roles:
        for traces in stacks_of(report, role):
            stack = read_stack(report, traces, rule.end)
            if stack.telling:
                return stack
    return stack


def stand_in(report, stack, end):
    name = name_of(base_of(report.get("guilty", "")))
    if not name and stack.all:
        name = stack.all[0 if end == "inner" else -1]
    if not name:
        name = name_of(base_of(report.get("pc", {}).get("symbol", "")))
    telling = [name] if name else []
    return stack._replace(telling=telling, all=stack.all or telling)


# Folding


def fold(names, end):
    """Runs, each its name, its length and the number of its members."""
    last = {name: i for i, name in enumerate(names)}
    runs, begin, reach = [], 0, 0
    for i, name in enumerate(names):
        reach = max(reach, last[name])
        if i == reach:
            members = names[begin:i + 1]
            runs.append((min(members, key=lambda n: n.encode()), len(members), len(set(members))))
            begin = reach = i + 1
    if end == "outer":
        cycles = [i for i, (_, length, _) in enumerate(runs) if length > 1]
        runs = runs[cycles[0]:] if cycles else runs
    return runs


# Canonical texts, hash, grade


def functions_of(rule, telling):
    """How many the key has."""
    count = rule.functions
    while rule.end == "inner" and 0 < count <= len(telling) and is_in("caller", telling[count - 1][0]):
        count += 1
    return count


def instead_of_end(report, telling):
    """The line of the key that some classes have in place of those of the stack's end."""
    guilty = base_of(report.get("guilty", ""))
    if report["class"] == "locking" and part_of(guilty, "inner") == "telling":
        return ["inner " + name_of(guilty)]
    cycles = [run for run in reversed(telling) if run[1] > 1]
    if report["class"] == "overflow" and cycles:
        return ["cycle " + max(cycles, key=lambda run: run[2])[0]]
    return []


def texts_of(report, rule, stack):
    telling, every = fold(stack.telling, rule.end), fold(stack.all, rule.end)
    event = "event " + report.get("event", report["kind"])
    guilty = name_of(base_of(report.get("guilty", "")))
    guilty = ["guilty " + guilty] if guilty else []
    subject = ["subject " + report["subject"]] if "subject" in report else []
    outer = ["outer " + name for name, *_ in reversed(telling)]
    ends = {"outer": outer, "inner": ["inner " + name for name, *_ in telling]}
    functions = ends[rule.end][:functions_of(rule, telling)]
    if rule.end == "outer" and not stack.specific and not stack.batch and "outer " + "".join(guilty)[7:] not in functions:
        functions += guilty
    functions = instead_of_end(report, telling) or functions
    bodies = {
        "key": ([event], functions if rule.functions else subject + guilty),
        "site": ([event], guilty),
        "stack": (["kind " + report["kind"]],
                  subject + [("cycle " if length > 1 else "frame ") + name for name, length, _ in every]),
        "family": ([], outer[:4]),
    }
    return {level: "".join(line + "\n" for line in [f"{VERSION} {level}", *head, *body])
            for level, (head, body) in bodies.items() if body}


def grade_of(report, rule, stack):
    if not rule.functions:
        if "subject" not in report:
            return "none"
        return "weak" if report.get("corrupted") else "complete"
    if not stack.telling:
        return "none"
    if report.get("corrupted") or not stack.specific:
        return "weak"
    if stack.whole:
        return "complete"
    telling = fold(stack.telling, rule.end)
    few = len(telling) < functions_of(rule, telling)
    return "cut" if stack.cut or rule.end == "outer" or few else "complete"


def canonical(report):
    """The grade, and the canonical text of each level that there is."""
    rule = CLASSES[report["class"]]
    stack = choose_stack(report, rule)
    if not stack.telling and rule.functions:
        stack = stand_in(report, stack, rule.end)
    grade = grade_of(report, rule, stack)
    return grade, {} if grade == "none" else texts_of(report, rule, stack)


def value(text):
    return VERSION + "-" + xxh3_128(text.encode())


def sign(report):
    """`signature` of a report, as koops prints it, but for the version of the rules."""
    grade, texts = canonical(report)
    basis = {"basis": texts["key"].splitlines()[1:]} if "key" in texts else {}
    return {"version": VERSION, **{level: value(text) for level, text in texts.items()}, "grade": grade, **basis}


def printed(report):
    """What koops printed, but for the version of the rules: these are read from the lists themselves."""
    return {name: value for name, value in report["signature"].items() if name != "rules"}


def sign_all(reports):
    """Those of the reports of some logs, in order.  A consequence has its cause's."""
    signatures = {}
    for report in reports:
        log = report.get("file")
        cause = (log, report.get("consequence_of"))
        signatures[log, report["number"]] = signatures.get(cause) or sign(report)
    return list(signatures.values())


def main():
    """Reads what `koops --json` prints, and says where the two don't agree."""
    reports = [json.loads(line) for line in sys.stdin]
    wrong = 0
    for report, signature in zip(reports, sign_all(reports)):
        if printed(report) != signature:
            wrong += 1
            print(f"{report.get('file', '-')}:{report['line']}: {report['title']}\n"
                  f"  koops:  {report['signature']}\n  second: {signature}")
    print(f"{len(reports)} reports, {wrong} disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
