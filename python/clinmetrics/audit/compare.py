# SPDX-License-Identifier: Apache-2.0
"""What differs between two results: the analysis, the data, the models, the numbers and the verdicts.

When and on which machine a result was made does not count, nor do its run id and the version of the program.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._metric_names import line_text

_NUMBERS = {
    "rows": ("value", "lower", "upper", "n", "n_positive", "n_units", "status", "method", "interval_status"),
    "counts": ("tp", "fp", "fn", "tn"),
    "comparisons": ("value", "lower", "upper", "p", "decision", "p_adjusted"),
    "gaps": ("value", "lower", "upper", "p", "decision", "p_adjusted"),
}
_KEYS = {
    "rows": ("model", "metric", "parameters", "attribute", "group"),
    "counts": ("model", "threshold", "rule", "attribute", "group"),
    "comparisons": ("a", "b", "kind", "metric", "parameters", "attribute", "group", "scale"),
    "gaps": ("model", "kind", "metric", "parameters", "attribute", "a", "b", "scale"),
}
_NAMES = {"rows": "result", "counts": "counts", "comparisons": "comparison", "gaps": "gap"}


@dataclass(frozen=True)
class Difference:
    """One thing that differs: where, which field, and what each of the two results has; None where it has nothing."""

    where: str
    field: str
    a: Any
    b: Any


def differences(a: Mapping[str, Any], b: Mapping[str, Any], tolerance: float = 0.0) -> list[Difference]:
    """Compares two documents of results. Numbers may differ by `tolerance`, relative to the larger one where it is above 1."""
    found = [*_analysis(a, b), *_data(a, b), *_fields("models", {"models": a["models"]}, {"models": b["models"]}, ("models",), 0.0)]
    for table in _KEYS:
        found += _entries(_NAMES[table], _by_key(a, table), _by_key(b, table), _NUMBERS[table], tolerance)
    flows = [_audit(x).get("flow") or {} for x in (a, b)]
    steps = [{_group_text(s["group"]) or "all rows": s for s in flow.get("steps", ())} for flow in flows]
    found += _entries("flow", steps[0], steps[1], _fields_of(steps, ("attribute", "group")), 0.0)
    goals = [_goals(x) for x in (a, b)]
    return [*found, *_entries("goal", goals[0], goals[1], ("verdict",), 0.0)]


def _audit(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document.get("audit") or {}


def _analysis(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    """The digests of the specifications, and the keys of the analysis that differ."""
    given = [_audit(x).get("specification") or {} for x in (a, b)]
    if given[0].get("digest") == given[1].get("digest"):
        return
    yield Difference("specification", "digest", *(one.get("digest") for one in given))
    known = [dict(_leaves(one.get("analysis") or {})) for one in given]
    yield from _fields("specification", known[0], known[1], _fields_of([{"": one} for one in known], ()), 0.0)


def _leaves(x: Any, path: str = "analysis") -> Iterator[tuple[str, Any]]:
    """The single values of nested mappings and lists, with the path of each."""
    if isinstance(x, Mapping) and x:
        for name, inner in x.items():
            yield from _leaves(inner, f"{path}.{name}")
    elif isinstance(x, list) and x:
        for i, inner in enumerate(x):
            yield from _leaves(inner, f"{path}[{i}]")
    else:
        yield path, x


def _data(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    """The digests of the columns and of the files."""
    for name, key in (("input_sha256", ("argument", "name")), ("files", ("role", "name"))):
        known = [{" ".join(str(e[k]) for k in key): e for e in x["provenance"].get(name) or ()} for x in (a, b)]
        yield from _entries("data" if name == "input_sha256" else "file", known[0], known[1], ("sha256",), 0.0)


def _by_key(document: Mapping[str, Any], table: str) -> dict[str, Mapping[str, Any]]:
    """The entries of a table by what identifies each; entries with the same text are numbered."""
    found: dict[str, Mapping[str, Any]] = {}
    seen: Counter[str] = Counter()
    for entry in document.get(table) or ():
        text = ", ".join(part for part in (_text_of(entry, key) for key in _KEYS[table]) if part)
        seen[text] += 1
        found[text if seen[text] == 1 else f"{text} ({seen[text]})"] = entry
    return found


def _text_of(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if key == "metric":
        return line_text(str(value), entry.get("parameters") or {})
    if key in ("parameters", "attribute") or value is None:
        return ""
    if isinstance(value, list):
        return _group_text(value)
    return value if isinstance(value, str) else json.dumps(value)


def _group_text(group: Sequence[Mapping[str, Any]] | None) -> str:
    return ", ".join(f"{part['attribute']}={'(missing)' if part['value'] is None else part['value']}" for part in group or ())


def _goals(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for i, entry in enumerate(_audit(document).get("goals") or (), 1):
        found[f"{i}"] = entry
        for one in entry["judged"]:
            parts = (one["model"], _group_text(one["group"]), "" if one["threshold"] is None else f"at {one['threshold']}")
            found[", ".join([f"{i}", *(part for part in parts if part)])] = one
    return found


def _fields_of(steps: Sequence[Mapping[str, Mapping[str, Any]]], but: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for known in steps for step in known.values() for name in step if name not in but))


def _entries(
    what: str, a: Mapping[str, Mapping[str, Any]], b: Mapping[str, Mapping[str, Any]], fields: Sequence[str], tolerance: float
) -> Iterator[Difference]:
    for key in dict.fromkeys([*a, *b]):
        where = f"{what} {key}"
        if key in a and key in b:
            yield from _fields(where, a[key], b[key], fields, tolerance)
        else:
            yield Difference(where, "", "there" if key in a else None, "there" if key in b else None)


def _fields(where: str, a: Mapping[str, Any], b: Mapping[str, Any], fields: Sequence[str], tolerance: float) -> Iterator[Difference]:
    for name in fields:
        if not _same(a.get(name), b.get(name), tolerance):
            yield Difference(where, name, a.get(name), b.get(name))


def _same(a: Any, b: Any, tolerance: float) -> bool:
    if a == b:
        return True
    if isinstance(a, float) and isinstance(b, float) and math.isfinite(a) and math.isfinite(b):
        return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))
    return False
