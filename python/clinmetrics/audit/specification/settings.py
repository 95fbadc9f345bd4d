# SPDX-License-Identifier: Apache-2.0
"""Settings of the command line, such as ``analysis.intervals.seed=7``, put into the nodes before these are read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..._text import quoted
from .faults import Fault, Place, SpecificationError
from .json_reader import read_json
from .nodes import Items, Keys, Node, Scalar, check_characters

_PART = re.compile(r"([^.\[\]]+)((?:\[\d{1,6}\])*)")


def with_settings(node: Node, settings: Iterable[str]) -> Node:
    """The nodes with each setting ``key=value`` in place of what they have. A value in brackets or braces is read as JSON.

    Raises
    ------
    SpecificationError
        A setting without "=", or one whose key goes through a text or an entry that does not exist. Unknown keys are found by the reader.
    """
    for setting in settings:
        name, equals, value = setting.partition("=")
        place = f"--set {name}"
        if not equals:
            raise SpecificationError([Fault(f"--set {setting}", "has no value; write key=value, such as analysis.intervals.seed=7")])
        _put(node, _parts(name, place), _value(value, place), place)
    return node


def _parts(name: str, place: Place) -> list[str | int]:
    parts: list[str | int] = []
    for text in name.strip().split("."):
        found = _PART.fullmatch(text)
        if found is None:
            raise SpecificationError([Fault(place, "is no key; write it as in analysis.goals[0].at_least")])
        parts += [found[1], *(int(i) for i in re.findall(r"\d+", found[2]))]
    return parts


def _value(text: str, place: Place) -> Node:
    if text.startswith(("[", "{")):
        try:
            return _placed(read_json(text.encode("utf-8", "replace")), place)
        except SpecificationError:
            raise SpecificationError([Fault(place, 'has a value in brackets that is no JSON, such as [0.2, 0.4] or ["a", "b"]')]) from None
    scalar = Scalar(text, place, True, text == "")
    check_characters(scalar)
    return scalar


def _placed(node: Node, place: Place) -> Node:
    node.place = place
    if isinstance(node, Items):
        for inner in node.items:
            _placed(inner, place)
    if isinstance(node, Keys):
        node.places = dict.fromkeys(node.places, place)
        for inner in node.values.values():
            _placed(inner, place)
    return node


def _put(node: Node, parts: list[str | int], value: Node, place: Place) -> None:
    for part, following in zip(parts, [*parts[1:], None]):
        inner = value if following is None else _inner(node, part, place)
        if isinstance(part, int):
            if not isinstance(node, Items) or part >= len(node.items):
                raise SpecificationError([Fault(place, f"there is no entry {part}; entries are counted from 0")])
            node.items[part] = inner
        elif isinstance(node, Keys):
            if following is None or part not in node.places:
                node.places[part] = place
            node.values[part] = inner
        else:
            raise SpecificationError([Fault(place, f"{quoted(part)} is no key of a mapping here")])
        node = inner


def _inner(node: Node, part: str | int, place: Place) -> Node:
    """What the key has; a new mapping if it has nothing."""
    if isinstance(part, int):
        return node.items[part] if isinstance(node, Items) and part < len(node.items) else Keys(place)
    found = node.values.get(part) if isinstance(node, Keys) else None
    return Keys(place) if found is None or (isinstance(found, Scalar) and found.is_empty) else found
