# SPDX-License-Identifier: BSD-2-Clause
"""Checks values against a JSON schema: the part of draft 2020-12 that docs/report.schema.json uses.

A keyword that is not known here is an error, so that no rule of the schema passes unread.
Keys that the schema does not name are errors too: a reader may meet new ones, but whoever adds one
has to describe it.
"""

import re

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}
SILENT = {"$schema", "$id", "$defs", "title", "description"}


class Invalid(Exception):
    pass


def check(value, schema, root=None, where="report"):
    """Raises Invalid if VALUE is not what SCHEMA describes."""
    root = root or schema
    for keyword, rule in schema.items():
        if keyword in SILENT:
            continue
        if keyword not in RULES:
            raise Invalid(f"{where}: the schema has the unknown keyword {keyword}")
        RULES[keyword](value, rule, schema, root, where)


def need(good, where, message):
    if not good:
        raise Invalid(f"{where}: {message}")


def check_type(value, rule, schema, root, where):
    good = isinstance(value, TYPES[rule]) and (rule == "boolean" or not isinstance(value, bool))
    need(good, where, f"{value!r} is no {rule}")


def check_ref(value, rule, schema, root, where):
    target = root
    for part in rule.removeprefix("#/").split("/"):
        target = target[part]
    check(value, target, root, where)


def check_properties(value, rule, schema, root, where):
    patterns = schema.get("patternProperties", {})
    for key, member in value.items():
        if key in rule:
            check(member, rule[key], root, f"{where}.{key}")
        else:
            need(any(re.search(p, key) for p in patterns), where, f"{key} is not described")


def check_patterns(value, rule, schema, root, where):
    for key, member in value.items():
        matching = [sub for pattern, sub in rule.items() if re.search(pattern, key)]
        need(matching or key in schema.get("properties", {}), where, f"{key} is not described")
        for sub in matching:
            check(member, sub, root, f"{where}.{key}")


def check_items(value, rule, schema, root, where):
    for i, member in enumerate(value):
        check(member, rule, root, f"{where}[{i}]")


def check_dependent(value, rule, schema, root, where):
    for key, others in rule.items():
        missing = [other for other in others if key in value and other not in value]
        need(not missing, where, f"{key} without {missing}")


def check_required(value, rule, schema, root, where):
    missing = [key for key in rule if key not in value]
    need(not missing, where, f"{missing} missing")


RULES = {
    "$ref": check_ref,
    "type": check_type,
    "properties": check_properties,
    "patternProperties": check_patterns,
    "items": check_items,
    "required": check_required,
    "dependentRequired": check_dependent,
    "enum": lambda v, rule, s, r, where: need(v in rule, where, f"{v!r} is none of {rule}"),
    "const": lambda v, rule, s, r, where: need(v is rule, where, f"{v!r} is not {rule!r}"),
    "pattern": lambda v, rule, s, r, where: need(re.search(rule, v), where, f"{v!r} does not match {rule}"),
    "minimum": lambda v, rule, s, r, where: need(v >= rule, where, f"{v} is less than {rule}"),
    "minItems": lambda v, rule, s, r, where: need(len(v) >= rule, where, "too few items"),
    "minLength": lambda v, rule, s, r, where: need(len(v) >= rule, where, "too short"),
    "minProperties": lambda v, rule, s, r, where: need(len(v) >= rule, where, "too few keys"),
}
