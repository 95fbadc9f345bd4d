# SPDX-License-Identifier: Apache-2.0
"""Manifests, comparisons and overlaps of data sets for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._groups import group_label
from .._text import aligned, interval_text, number_text, printable, shortened

if TYPE_CHECKING:
    from ..dataset import Drift, Manifest


def manifest_text(m: Manifest) -> str:
    """What a data set contains."""
    head = [(f"{f['name']}", f"{f['bytes']:,} bytes", f"SHA-256 {f['sha256']}") for f in m["files"]]
    lines = [aligned(head)] if head else []
    units = "" if m["n_units"] is None else f", {m['n_units']:,} units ({_name(m['unit'])})"
    lines.append(f"\n{m['n_rows']:,} rows{units}, {len(m['columns'])} columns")
    if m["id"] is not None:
        i = m["id"]
        lines.append(f"{_name(i['column'])}: {i['n_distinct']:,} different, {i['n_repeated']:,} repeated, {i['n_missing']:,} missing")
    if m["outcome"] is not None:
        lines.append(f"{_name(m['outcome']['column'])}: {_events(m['outcome'])}")
    columns = [(_name(c["name"]), c["type"], *_share(c["missing"], m["n_rows"])) for c in m["columns"]]
    lines.append("\n" + aligned([("column", "type", "missing", ""), *columns]))
    for attribute in m["attributes"]:
        lines.append("\n" + _attribute(attribute, m))
    return "\n".join(lines).lstrip("\n") + "\n"


def _attribute(attribute: dict[str, Any], m: Manifest) -> str:
    most = sorted({name for g in attribute["groups"] for name in g["missing"]}, key=[c["name"] for c in m["columns"]].index)
    shown = most[:4]
    head = ("*".join(map(_name, attribute["names"])), "rows", *(["units"] if m["n_units"] is not None else []), "events (prevalence)")
    rows = [(*head, *(f"missing {_name(name)}" for name in shown))]
    for g in attribute["groups"]:
        levels = group_label([x["attribute"] for x in g["group"]], [x["value"] for x in g["group"]])
        units = [] if g["n_units"] is None else [f"{g['n_units']:,}"]
        missing = [" ".join(_share(g["missing"].get(name, 0), g["n_rows"])).strip() for name in shown]
        rows.append((levels, f"{g['n_rows']:,}", *units, "–" if g["events"] is None else _events(g), *missing))
    return aligned(rows)


def _events(x: dict[str, Any]) -> str:
    p = x["prevalence"]
    if p is None:
        return "no labels"
    limits = interval_text(p["lower"], p["upper"]) if p["lower"] is not None else ""
    return f"{x['events']:,} of {x['labeled']:,}: {number_text(p['value'])} {limits}".rstrip()


def _share(n: int, whole: int) -> tuple[str, str]:
    return f"{n:,}", f"{100 * n / whole:.1f} %" if n and whole else ""


def _name(name: str) -> str:
    return printable(shortened(name, 40))


def drift_text(drift: Drift) -> str:
    """The columns with the largest differences first."""
    from ..dataset.compare import difference_text

    lines = [f"A: {drift.n_rows_a:,} rows, B: {drift.n_rows_b:,} rows"]
    for names, where in ((drift.only_in_a, "A"), (drift.only_in_b, "B")):
        if names:
            lines.append(f"only in {where}: {', '.join(map(_name, names))}")
    if drift.outcome is not None:
        o = drift.outcome
        lines.append(f"{_name(o['column'])}: A {_events(o['a'])}; B {_events(o['b'])}; B - A {difference_text(o['difference'])}")
    rows = [("column", "PSI", "effect", "n", "levels new, vanished", "missing, B - A", "p", "p (Holm)")]
    for c in drift.columns:
        effect = _number(c["psi"]), _effect(c), _sizes(c), _levels(c)
        rows.append((_name(c["name"]), *effect, difference_text(c["missing_difference"]), _p(c["p"]), _p(c["p_adjusted"])))
    return "\n".join([*lines, "", aligned(rows), "", drift.note, ""])


def _effect(c: dict[str, Any]) -> str:
    if c["kind"] == "numbers":
        return f"D {_number(c['ks'])}"
    return f"V {_number(c['cramers_v'])}" if c["kind"] == "levels" else "not compared: too many levels"


def _sizes(c: dict[str, Any]) -> str:
    return f"{c['n_a']:,} + {c['n_b']:,}" if "n_a" in c else ""


def _levels(c: dict[str, Any]) -> str:
    return f"{c['n_new_levels']}, {c['n_vanished_levels']}" if c["kind"] == "levels" else ""


def _number(x: float | None) -> str:
    return "–" if x is None else number_text(x)


def _p(x: float | None) -> str:
    return "–" if x is None else "<0.001" if x < 0.001 else number_text(x)


def overlap_text(found: dict[str, Any]) -> str:
    """Counts only."""
    rows: list[tuple[str, ...]] = [("", "A", "B", "shared", "of A", "of B")]
    for name, x in found.items():
        shares = [_number(x["share_a"]), _number(x["share_b"])]
        rows.append((name, f"{x['n_a']:,}", f"{x['n_b']:,}", f"{x['n_shared']:,}", *shares))
    missing = [(name, x["n_missing_a"], x["n_missing_b"]) for name, x in found.items() if x["n_missing_a"] or x["n_missing_b"]]
    text = "".join(f"{name}: {a:,} rows of A and {b:,} of B have none\n" for name, a, b in missing)
    return aligned(rows) + "\n" + text
