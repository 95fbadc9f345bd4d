# SPDX-License-Identifier: Apache-2.0
"""The data set as its manifest describes it: size, files with digests, and each column with its missing values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .chapter import Chapter
from .index import Index
from .tables import Entry, Line, Number, Part, Small, Table
from .text import count, number, parameter, percent, shorten

_LEFT_OUT = ("public", "reading")  # the same again for others, and how the files were read
_DEEPEST = 2  # objects inside each other
_MOST_LINES = 12  # a longer table is folded
_NAMES = ("name", "column", "file", "path")
_LABELS = {
    "name": "Name",
    "version": "Version",
    "schema": "Format of the manifest",
    "n": "Rows",
    "n_rows": "Rows",
    "rows": "Rows",
    "n_units": "Units",
    "n_distinct": "Distinct values",
    "n_missing": "Missing",
    "n_repeated": "Repeated",
    "labeled": "Rows with an outcome",
    "units": "Units",
    "n_positive": "Events",
    "n_events": "Events",
    "events": "Events",
    "prevalence": "Prevalence",
    "created": "Created",
    "sha256": "SHA-256",
    "sha256_any_order": "SHA-256 in any order of rows",
    "k": "Smallest group that is shown",
}


def data_set(index: Index) -> Chapter | None:
    """The section, or none if the result has no manifest."""
    manifest = index.audit.manifest if index.audit is not None else {}
    if not manifest:
        return None
    tables = [*_facts(manifest)]
    for key, entries in manifest.items():
        rows = _entries(entries)
        if rows and key not in _LEFT_OUT:
            tables.append(_table(_title(str(key)), rows))
    return Chapter("data-set", "Data set", _verified(index), (), tuple(tables))


def _verified(index: Index) -> tuple[str, ...]:
    verified = None if index.audit is None else index.audit.verified
    if verified is None:
        return ("The data were not compared with a registered version of the data set.",)
    if verified.get("matches"):
        return ("The data are the registered version of the data set: the digests and the numbers agree.",)
    found = verified.get("differences")
    said = [shorten(str(one)) for one in found] if isinstance(found, (list, tuple)) else []
    shown = f": {'; '.join(said[:5])}" if said else ""
    return (f"The data differ from the registered version of the data set{shown}{' and others' if len(said) > 5 else ''}.",)


def _facts(manifest: Mapping[str, Any]) -> list[Table]:
    lines = tuple(Line((label, Small(text))) for label, text in _flat(manifest, ""))
    return [Table("Summary", "The data set as its manifest describes it.", ("Entry", "Value"), (Part("", lines),))] if lines else []


def _flat(found: Mapping[str, Any], above: str) -> list[tuple[str, str]]:
    """The single values, those of an object inside with its name before theirs."""
    lines: list[tuple[str, str]] = []
    for key, value in found.items():
        label = f"{above}: {_title(str(key))}" if above else _title(str(key))
        if isinstance(value, Mapping) and str(key) not in _LEFT_OUT:
            lines += _flat(value, label) if label.count(":") < _DEEPEST else []
        elif not isinstance(value, (Mapping, list, tuple)) and value is not None:
            lines.append((shorten(label), _shown(str(key), value)))
    return lines


def _entries(found: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """A list of objects as named entries, with the numbers of their groups."""
    if isinstance(found, Sequence) and not isinstance(found, str):
        mappings = [one for one in found if isinstance(one, Mapping)]
        return [(_name(one), {**one, "groups": len(one["groups"])} if isinstance(one.get("groups"), list) else one) for one in mappings]
    return []


def _name(one: Mapping[str, Any]) -> str:
    """An attribute, and what was left out of a public view, have the names of their columns."""
    if isinstance(one.get("names"), list):
        return " × ".join(map(str, one["names"]))
    return str(next((one[key] for key in _NAMES if key in one), ""))


def _table(title: str, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> Table:
    keys = list(dict.fromkeys(str(key) for _, one in entries for key in one if str(key) not in _NAMES))
    plain = [key for key in keys if not any(isinstance(one.get(key), (Mapping, list, tuple)) for _, one in entries)]
    in_words = {key for key in plain if any(isinstance(one.get(key), str) for _, one in entries)}
    lines = tuple(
        Line((shorten(name) or "(missing)", *(_cell(key, one.get(key), key in in_words) for key in plain))) for name, one in entries
    )
    heads: tuple[Entry, ...] = ("Name", *(_title(key) if key in in_words else Number(_title(key)) for key in plain))
    folded_title = f"{title} ({len(lines)} lines)" if len(lines) > _MOST_LINES else title
    return Table(folded_title, f"{title} as the manifest lists them.", heads, (Part("", lines),), len(lines) > _MOST_LINES)


def _cell(key: str, value: Any, is_word: bool) -> Entry:
    text = "–" if value is None else _shown(key, value)
    return Small(text) if is_word else Number(text)


def _shown(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return percent(value) if key in ("prevalence", "missing_share", "share", "missing share") else number(value)
    return shorten(parameter(value) if value is None else str(value))


def _title(key: str) -> str:
    spaced = key.replace("_", " ")
    return _LABELS.get(key) or shorten(spaced[:1].upper() + spaced[1:])
