# SPDX-License-Identifier: Apache-2.0
"""YAML as nodes, from the events of PyYAML's parser: no value is converted, nothing is constructed, and nothing refers to something else."""

from __future__ import annotations

import re
from typing import Any

from .characters import text_of
from .faults import Fault, SpecificationError
from .nodes import MOST_LEVELS, MOST_VALUES, TOO_DEEP, TOO_MANY, Items, Keys, Node, Scalar, check_characters

_HINTS = {
    "mapping values are not allowed": "put quotation marks around a text that contains ': ', and look at the indentation",
    "could not find expected ':'": "each key ends with ': ', and a text that continues on the next line is indented",
    "expected <block end>": "look at the indentation of this line and of those before it",
    "that cannot start any token": "put quotation marks around a text that begins with such a character",
}
# PyYAML needs seconds for very many brackets in one line.
_MANY_BRACKETS = re.compile(rf"(?:[\[{{] *){{{MOST_LEVELS + 1}}}")


def read_yaml(content: bytes) -> Node:
    """The only document of the file."""
    try:
        import yaml
    except ModuleNotFoundError:
        raise ImportError("a specification in YAML needs PyYAML: install clinmetrics[audit], or write the specification in JSON") from None
    text = text_of(content, tabs=False)
    builder = _Builder()
    found = _MANY_BRACKETS.search(text)
    if found is not None:
        raise SpecificationError([Fault(text.count("\n", 0, found.start()) + 1, f"this {TOO_DEEP}")])
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(type(event).__name__, event)
    except SpecificationError:
        raise
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        raise SpecificationError([Fault(mark.line + 1 if mark else "", _problem(str(e.problem or "")))]) from None
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, TypeError, AttributeError, RecursionError):  # of escapes, for example
        raise SpecificationError([Fault(builder.line, "this is no valid YAML")]) from None
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.is_empty):
        raise SpecificationError([Fault("", "the file is empty")])
    return builder.root


def _problem(problem: str) -> str:
    hint = next((hint for start, hint in _HINTS.items() if start in problem), "")
    return f"this is no valid YAML: {problem}{'; ' * bool(hint)}{hint}"


class _Builder:
    """Makes nodes from events with a stack, so that nesting costs no recursion."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.line = 1
        self._open: list[Items | Keys] = []
        self._keys: list[Scalar | None] = []  # of each open mapping the key that waits for its value
        self._has_document = False
        self._n_values = 0

    def take(self, kind: str, event: Any) -> None:
        self.line = event.start_mark.line + 1
        if kind == "DocumentStartEvent":
            self._document(event)
        elif kind == "AliasEvent":
            raise self._refused("an alias (*) is not allowed; write the value again")
        elif kind == "ScalarEvent":
            self._check(event)
            plain = event.style is None
            scalar = Scalar(event.value, self.line, plain, plain and event.value == "")
            check_characters(scalar)
            self._add(scalar)
        elif kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._check(event)
            self._begin(Items(self.line) if kind == "SequenceStartEvent" else Keys(self.line))
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
            self._keys.pop()

    def _document(self, event: Any) -> None:
        if self._has_document:
            raise self._refused("a second document begins here; a file holds one specification")
        if event.version or event.tags:
            raise self._refused("directives (%) are not allowed")
        self._has_document = True

    def _check(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._refused("an anchor (&) is not allowed; put quotation marks around a text that begins with &")
        if event.tag is not None:
            raise self._refused("a tag (!) is not allowed; put quotation marks around a text that begins with !")

    def _begin(self, node: Items | Keys) -> None:
        self._add(node)
        self._open.append(node)
        self._keys.append(None)
        if len(self._open) > MOST_LEVELS:
            raise self._refused(f"this {TOO_DEEP}")

    def _add(self, node: Node) -> None:
        self._n_values += 1
        if self._n_values > MOST_VALUES:
            raise self._refused(TOO_MANY)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is not None:
            parent.add(key, node)
            self._keys[-1] = None
        elif not isinstance(node, Scalar):
            raise self._refused("a key must be a text")
        elif node.is_plain and node.text == "<<":
            raise self._refused("a merge key (<<) is not allowed; write the keys again")
        else:
            self._keys[-1] = node

    def _refused(self, text: str) -> SpecificationError:
        return SpecificationError([Fault(self.line, text)])
