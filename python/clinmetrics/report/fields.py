# SPDX-License-Identifier: Apache-2.0
"""The fields of the result's JSON with their types. A field of another type is refused, because the JSON may come from another program."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Optional, TypeVar

Parameters = tuple[tuple[str, Any], ...]
Group = tuple[tuple[str, Optional[str]], ...]
Count = float  # 0 if the document, which may be an earlier one, does not have it
Entry = TypeVar("Entry")
_ABSENT = {
    "method": "none", "published_method": "none", "interval_status": "not_requested", "test": "none", "alternative": "two_sided",
    "decision": "not_judged", "adjustment": "holm",
}  # fmt: skip


class ReportError(ValueError):
    """The result cannot be read. The message names the field, never a label, an id or a score."""


def sequence(of: Mapping[str, Any], key: str) -> Sequence[Any]:
    """A list of the document."""
    found = of.get(key)
    if not isinstance(found, (list, tuple)):
        raise ReportError(f"`{key}` is missing or not a list")
    return found


def mapping(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object of the document."""
    found = of.get(key)
    if not isinstance(found, Mapping):
        raise ReportError(f"`{key}` is missing or not an object")
    return found


def to_number(found: Any, field: str) -> float:
    """A JSON number of the schema: null is NaN, "inf" and "-inf" are the infinities."""
    if found is None:
        return math.nan
    if found in ("inf", "-inf"):
        return float(found)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise ReportError(f'`{field}` is not a number, null, "inf" or "-inf"')
    return float(found)


def number(of: Mapping[str, Any], key: str) -> float:
    """A number of an entry; NaN if it is missing."""
    return to_number(of.get(key), key)


def numbers(of: Mapping[str, Any], key: str) -> tuple[float, ...]:
    """A list of numbers."""
    return tuple(to_number(item, key) for item in sequence(of, key))


def text(of: Mapping[str, Any], key: str, default: str) -> str:
    """A word of an entry."""
    found = of.get(key)
    return default if found is None else str(found)


def optional_text(of: Mapping[str, Any], key: str) -> str | None:
    """A name that may be missing."""
    found = of.get(key)
    return None if found is None else str(found)


def group(found: Any) -> Group:
    """The parts of a group, each an attribute and a value."""
    return tuple((str(part["attribute"]), optional_text(part, "value")) for part in found or ())


def parameters(entry: Mapping[str, Any]) -> Parameters:
    """The parameters of a metric, sorted by name."""
    return tuple(sorted((str(key), _scalar(found)) for key, found in (entry.get("parameters") or {}).items()))


def entry_of(kind: type[Entry], entry: Mapping[str, Any], **known: Any) -> Entry:
    """An entry of the document as a dataclass whose fields have the names of its members, each read as its type says, but for those known."""
    others: Any = fields(kind)  # type: ignore[arg-type]
    return kind(**known, **{one.name: _READ[one.type](entry, one.name) for one in others if one.name not in known})


def _count(of: Mapping[str, Any], key: str) -> float:
    found = number(of, key)
    return 0.0 if math.isnan(found) else found


_READ: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "float": number,
    "Count": _count,
    "str": lambda of, key: text(of, key, _ABSENT.get(key, "")),
    "str | None": optional_text,
    "tuple[float, ...]": numbers,
    "tuple[str, ...]": lambda of, key: tuple(str(one) for one in of.get(key) or ()),
    "Group": lambda of, key: group(of.get(key)),
    "Group | None": lambda of, key: None if of.get(key) is None else group(of[key]),
    "Parameters": lambda of, _: parameters(of),
    "Any": lambda of, key: of.get(key),
}


def _scalar(found: Any) -> Any:
    return found if found is None or isinstance(found, (str, int, float)) else json.dumps(found, sort_keys=True)
