# SPDX-License-Identifier: Apache-2.0
"""Checked access to a JSON document that another program may have written.

Each function takes a field out of an object, or raises a ValueError that names the field. The document's own values are never quoted,
because they may come from patients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

_LARGEST_COUNT = 2**63 - 1
_DEEPEST = 32
_ABSENT = object()


def refuse(path: str, reason: str) -> NoReturn:
    """Raises the error for every faulty document."""
    raise ValueError(f"`{path}` {reason}")


def field(of: Mapping[str, Any], key: str, path: str) -> Any:
    """A required field."""
    found = of.get(key, _ABSENT)
    return refuse(join(path, key), "is missing") if found is _ABSENT else found


def join(path: str, key: str) -> str:
    """As in rows[3].lower."""
    return f"{path}.{key}" if path else key


def objects(of: Mapping[str, Any], key: str, path: str = "") -> list[Mapping[str, Any]]:
    """A list of objects."""
    found = items(of, key, path)
    for i, x in enumerate(found):
        if not isinstance(x, Mapping):
            refuse(f"{join(path, key)}[{i}]", "is not an object")
    return found


def items(of: Mapping[str, Any], key: str, path: str = "") -> list[Any]:
    """A list of any values."""
    found = field(of, key, path)
    return list(found) if isinstance(found, (list, tuple)) else refuse(join(path, key), "is not a list")


def mapping(of: Mapping[str, Any], key: str, path: str = "") -> Mapping[str, Any]:
    """An object."""
    found = field(of, key, path)
    return found if isinstance(found, Mapping) else refuse(join(path, key), "is not an object")


def text(of: Mapping[str, Any], key: str, path: str = "") -> str:
    """A text that UTF-8 can represent."""
    return a_text(field(of, key, path), join(path, key))


def optional_text(of: Mapping[str, Any], key: str, path: str = "") -> str | None:
    """A text or null."""
    return None if field(of, key, path) is None else text(of, key, path)


def texts(of: Mapping[str, Any], key: str, path: str = "") -> list[str]:
    """A list of texts."""
    return [a_text(x, f"{join(path, key)}[{i}]") for i, x in enumerate(items(of, key, path))]


def a_text(x: Any, path: str) -> str:
    """The text itself, if UTF-8 can represent it."""
    if not isinstance(x, str):
        refuse(path, "is not text")
    if not x.isascii() and any("\ud800" <= c <= "\udfff" for c in x):
        refuse(path, "is not valid Unicode text")
    return x


def number(of: Mapping[str, Any], key: str, path: str = "") -> float:
    """A number; null is NaN."""
    return a_number(field(of, key, path), lambda: join(path, key))


def numbers(of: Mapping[str, Any], key: str, path: str = "") -> list[float]:
    """A list of numbers."""
    return [a_number(x, lambda i=i: f"{join(path, key)}[{i}]") for i, x in enumerate(items(of, key, path))]  # type: ignore[misc]


def a_number(x: Any, path: Callable[[], str]) -> float:
    """The number itself: null is NaN, "inf" and "-inf" are the infinities."""
    if type(x) is float and math.isfinite(x):
        return x
    if x is None:
        return math.nan
    if isinstance(x, str) and x in ("inf", "-inf"):
        return float(x)
    if isinstance(x, (int, float)) and not isinstance(x, bool) and abs(x) < 2**1024 and math.isfinite(x):
        return float(x)
    return refuse(path(), 'is not a finite number, null, "inf" or "-inf"')


def whole(of: Mapping[str, Any], key: str, path: str = "") -> int:
    """A count: a whole number from 0 on."""
    found = field(of, key, path)
    if not isinstance(found, int) or isinstance(found, bool):
        refuse(join(path, key), "is not a whole number")
    return int(found) if 0 <= found <= _LARGEST_COUNT else refuse(join(path, key), "is negative or too large")


def optional_whole(of: Mapping[str, Any], key: str, path: str = "") -> int | None:
    """A count or null."""
    return None if field(of, key, path) is None else whole(of, key, path)


def code(of: Mapping[str, Any], key: str, path: str, known: Sequence[str]) -> int:
    """The place of a text in a list of known ones."""
    found = text(of, key, path)
    return known.index(found) if found in known else refuse(join(path, key), "is not known to this version")


def free_form(x: Any, path: str) -> Any:
    """A part of the document without a fixed form: any JSON, of bounded depth. It is visited without recursion, because it may be deep."""
    waiting = [(x, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            refuse(path, "is nested too deeply")
        if isinstance(value, Mapping):
            if not all(isinstance(key, str) for key in value):
                refuse(path, "has a key that is not text")
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, (list, tuple)):
            waiting += [(inner, depth + 1) for inner in value if type(inner) is not float or not math.isfinite(inner)]
        elif isinstance(value, float) and not math.isfinite(value):
            refuse(path, "holds a number that is not finite")
        elif not (value is None or isinstance(value, (str, int, float))):
            refuse(path, "holds what JSON cannot hold")
    return x
