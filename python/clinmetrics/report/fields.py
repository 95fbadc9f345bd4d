# SPDX-License-Identifier: Apache-2.0
"""The fields of the result's JSON with their types. A field of another type is refused, because the JSON may come from another program."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Optional

Parameters = tuple[tuple[str, Any], ...]
Group = tuple[tuple[str, Optional[str]], ...]


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


def _scalar(found: Any) -> Any:
    return found if found is None or isinstance(found, (str, int, float)) else json.dumps(found, sort_keys=True)
