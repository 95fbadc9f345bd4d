# SPDX-License-Identifier: Apache-2.0
"""JSON text as a document. It refuses what Python accepts beyond JSON: NaN and Infinity, and keys that occur twice in an object."""

from __future__ import annotations

import json
from typing import Any

from ._json_fields import join, refuse


class _NotJson:
    """A placeholder for NaN or Infinity until its place in the document is known."""


class _Repeating(dict[str, Any]):
    """A placeholder for an object in which a key occurs twice."""

    key: str


def parse(document: str, known: frozenset[str]) -> Any:
    """The document of a JSON text. `known` are the keys that a message may name."""
    faults: list[_NotJson | _Repeating] = []

    def not_json(_: str) -> _NotJson:
        found = _NotJson()
        faults.append(found)
        return found

    def make(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        seen: set[str] = set()
        repeating = _Repeating(made)
        repeating.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        faults.append(repeating)
        return repeating

    try:
        found = json.loads(document, parse_constant=not_json, object_pairs_hook=make)
    except json.JSONDecodeError as e:
        raise ValueError(f"the document is not valid JSON (line {e.lineno}, column {e.colno})") from None
    except RecursionError:
        raise ValueError("the document is nested too deeply") from None
    except ValueError:  # a whole number of more digits than Python reads
        raise ValueError("the document is not valid JSON: a number has too many digits") from None
    if faults:
        _refuse_fault(found, known)
    return found


def _refuse_fault(document: Any, known: frozenset[str]) -> None:
    waiting = [(document, "")]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, _NotJson):
            refuse(path or "document", "is NaN or infinite, which is not valid JSON")
        if isinstance(value, _Repeating):
            refuse(join(path, value.key) if value.key in known else path or "document", "is given twice, or holds a key twice")
        if isinstance(value, dict):
            waiting += [(inner, join(path, key) if key in known else path) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(inner, f"{path or 'document'}[{i}]") for i, inner in enumerate(value)]
