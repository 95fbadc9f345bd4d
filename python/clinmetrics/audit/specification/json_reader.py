# SPDX-License-Identifier: Apache-2.0
"""JSON as nodes, with the line of each: numbers keep their text, and a key that is given twice is a fault."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from .characters import text_of
from .faults import Fault, SpecificationError
from .nodes import MOST_LEVELS, TOO_DEEP, Items, Keys, Node, Scalar, check_characters

_SPACE = re.compile(r"[ \t\n]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)")


def read_json(content: bytes) -> Node:
    """The document of the file."""
    reader = _Reader(text_of(content, tabs=True))
    if not reader.peek():
        raise SpecificationError([Fault("", "the file is empty")])
    node = reader.value(0)
    if reader.peek():
        raise reader.fault("there is text after the end of the document")
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [found.end() for found in re.finditer("\n", text)]

    def peek(self) -> str:
        """The next character that is no space."""
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches nothing, too
        return self._text[self._at : self._at + 1]

    def fault(self, text: str) -> SpecificationError:
        return SpecificationError([Fault(self._line(), f"this is no valid JSON: {text}")])

    def value(self, level: int) -> Node:
        """The value that begins here."""
        begin = self.peek()
        if begin in ("{", "["):
            if level >= MOST_LEVELS:
                raise SpecificationError([Fault(self._line(), f"this {TOO_DEEP}")])
            return self._keys(level) if begin == "{" else self._items(level)
        if begin == '"':
            return self._string()
        word = _WORD.match(self._text, self._at)
        if word is None:
            raise self.fault("a value is expected here; texts have double quotation marks")
        self._at = word.end()
        return Scalar("" if word[0] == "null" else word[0], self._line(), True, word[0] == "null")

    def _keys(self, level: int) -> Keys:
        found = Keys(self._line())
        self._at += 1
        while self.peek() != "}":
            if found.values:
                self._expect(",")
            if self.peek() != '"':
                raise self.fault("a key in double quotation marks is expected here")
            key = self._string()
            self._expect(":")
            found.add(key, self.value(level + 1))
        self._at += 1
        return found

    def _items(self, level: int) -> Items:
        found = Items(self._line())
        self._at += 1
        while self.peek() != "]":
            if found.items:
                self._expect(",")
            found.items.append(self.value(level + 1))
        self._at += 1
        return found

    def _string(self) -> Scalar:
        found = _STRING.match(self._text, self._at)
        if found is None:
            raise self.fault("a text has no closing quotation mark on its line")
        try:
            scalar = Scalar(json.loads(found[0]), self._line(), is_plain=False)
        except ValueError:
            raise self.fault("a text has an escape that is not known") from None
        check_characters(scalar)
        self._at = found.end()
        return scalar

    def _expect(self, character: str) -> None:
        if self.peek() != character:
            raise self.fault(f"'{character}' is expected here")
        self._at += 1

    def _line(self) -> int:
        return bisect_right(self._ends, self._at) + 1
