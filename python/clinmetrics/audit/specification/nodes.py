# SPDX-License-Identifier: Apache-2.0
"""The form that YAML, JSON and mappings of Python are read into: texts, lists and mappings, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any, Union

from ..._text import quoted
from .faults import Fault, Place, SpecificationError

MOST_LEVELS, MOST_VALUES = 20, 5_000
_REFUSED = "\ufeff\ufffe\uffff"
TOO_DEEP = f"is nested in more than {MOST_LEVELS} levels"
TOO_MANY = f"the file has more than {MOST_VALUES:,} values; a specification is a short text"


@dataclass
class Scalar:
    """A text as it is written. `is_plain` tells that it has no quotation marks, `is_empty` that there is none at all, as JSON's null."""

    text: str
    place: Place
    is_plain: bool = True
    is_empty: bool = False


@dataclass
class Items:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass
class Keys:
    """A mapping, with the place of each key."""

    place: Place
    values: dict[str, Node] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def add(self, key: Scalar, value: Node) -> None:
        """Adds a key, which must be new."""
        check_characters(key)
        if key.text in self.values:
            raise SpecificationError([Fault(key.place, f"the key {quoted(key.text)} is given twice in this mapping")])
        self.values[key.text] = value
        self.places[key.text] = key.place


Node = Union[Scalar, Items, Keys]


def check_characters(scalar: Scalar) -> None:
    """Refuses control characters that were written as escapes, and halves of surrogate pairs."""
    c = refused_character(scalar.text)
    if c:
        raise SpecificationError([Fault(scalar.place, f"the text contains the character U+{ord(c):04X}, which is not allowed")])


def refused_character(text: str) -> str:
    """The first character that no text may contain, or nothing."""
    if text.isprintable():
        return ""
    return next(
        (c for c in text if (c < " " and c not in "\n\t") or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff" or c in _REFUSED), ""
    )


def from_values(value: Any, level: int = 0) -> Node:
    """Nodes for a mapping of Python."""
    if level > MOST_LEVELS:
        raise SpecificationError([Fault("", f"the mapping {TOO_DEEP}")])
    if isinstance(value, Mapping):
        keys = Keys("")
        for key, inner in value.items():
            if not isinstance(key, str):
                raise SpecificationError([Fault("", "a key of the mapping is no text")])
            keys.add(Scalar(key, ""), from_values(inner, level + 1))
        return keys
    if isinstance(value, (list, tuple)):
        return Items("", [from_values(inner, level + 1) for inner in value])
    scalar = _scalar(value)
    check_characters(scalar)
    return scalar


def _scalar(value: Any) -> Scalar:
    if value is None:
        return Scalar("", "", is_empty=True)
    if isinstance(value, str):
        return Scalar(str(value), "", is_plain=False)
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return Scalar("true" if value else "false", "")
    if isinstance(value, Integral):
        return Scalar(_digits(int(value)), "")
    if isinstance(value, Real):
        return Scalar(repr(float(value)), "")
    raise SpecificationError([Fault("", f"a value is a {type(value).__name__}; give texts, numbers, lists and mappings")])


def _digits(number: int) -> str:
    return str(number) if number.bit_length() <= 128 else "1e999"
