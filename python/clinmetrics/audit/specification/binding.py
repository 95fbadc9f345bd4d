# SPDX-License-Identifier: Apache-2.0
"""Nodes as dataclasses: each text is read by the type that is declared for its key, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Union

from ..._names import guess_text
from ..._text import names_text, quoted
from .faults import Fault, Path, Place, SpecificationError, path_text
from .nodes import Items, Keys, Node, Scalar
from .scalars import number, threshold, truth, whole
from .shapes import Shape, keys_of, shape_of

_NULLS = ("", "~", "null")
_READERS: dict[Any, Any] = {str: str, int: whole, float: number, bool: truth, Union[float, str]: threshold}
_FAILED = object()


class Places:
    """The place of each value that was read. A value that was not given has the place of what it belongs to."""

    def __init__(self) -> None:
        self._of: dict[Path, Place] = {}

    def put(self, path: Path, place: Place) -> None:
        """Keeps the place of a value."""
        self._of[path] = place

    def fault(self, path: Path, text: str) -> Fault:
        """A fault at a value."""
        at = path
        while at and at not in self._of:
            at = at[:-1]
        return Fault(self._of.get(at, ""), f"{path_text(path)} {text}" if path else text)


def bind(node: Node, of: Any) -> tuple[Any, Places]:
    """An object of the dataclass `of`, and the places of its values.

    Raises
    ------
    SpecificationError
        With all faults that were found.
    """
    binder = _Binder()
    if not isinstance(node, Keys):
        raise SpecificationError([Fault(node.place, "a specification is a mapping with the keys schema, analysis and site")])
    binder.places.put((), node.place)
    found = binder.dataclass(node, of, ())
    if binder.faults:
        raise SpecificationError(binder.faults)
    return found, binder.places


class _Binder:
    def __init__(self) -> None:
        self.places = Places()
        self.faults: list[Fault] = []

    def fail(self, path: Path, text: str) -> Any:
        self.faults.append(self.places.fault(path, text))
        return _FAILED

    def dataclass(self, node: Keys, of: Any, path: Path) -> Any:
        keys = keys_of(of)
        given: dict[str, Any] = {}
        for name, value in node.values.items():
            self.places.put((*path, name), node.places[name])
            if name in keys:
                given[name] = self._entry(value, keys[name].type, (*path, name), keys[name].is_required)
            else:
                self._unknown(name, keys, path)
        for name, about in keys.items():
            if about.is_required and name not in node.values:
                self.fail(path, f"{'lacks' if path else 'the specification lacks'} the key '{name}': {about.about}")
                given[name] = _FAILED
        if any(value is _FAILED for value in given.values()):
            return _FAILED
        return of(**{name: value for name, value in given.items() if value is not None})

    def _unknown(self, name: str, keys: Mapping[str, Any], path: Path) -> None:
        guess = guess_text(name, keys)
        instead = guess or f"; known are: {names_text(keys, 50)}"
        where = f"{path_text(path)} has" if path else "there is"
        place = self.places.fault((*path, name), "").place
        self.faults.append(Fault(place, f"{where} the unknown key {quoted(name)}{instead}"))

    def _entry(self, node: Node, declared: Any, path: Path, is_required: bool) -> Any:
        """The value of a key; None if the key is as good as not given, so that it has its default."""
        if isinstance(node, Scalar) and node.is_plain and (node.is_empty or _means_none(node, declared)):
            return self.fail(path, "has no value") if is_required else None
        return self.value(node, declared, path)

    def value(self, node: Node, declared: Any, path: Path) -> Any:
        shape = shape_of(declared)
        if isinstance(node, Scalar):
            return self._scalar(node, shape, path)
        if isinstance(node, Items):
            return self.fail(path, f"must be {_expected(shape)}, and is a list") if shape.items is None else self._items(node, shape, path)
        if shape.mapping is not None:
            return self.dataclass(node, shape.mapping, path)
        if shape.values is not None:
            return self._values(node, shape, path)
        return self.fail(path, f"must be {_expected(shape)}, and is a mapping")

    def _items(self, node: Items, shape: Shape, path: Path) -> Any:
        found = []
        for i, inner in enumerate(node.items):
            self.places.put((*path, i), inner.place)
            is_empty = isinstance(inner, Scalar) and inner.is_empty
            found.append(self.fail((*path, i), "is empty") if is_empty else self.value(inner, shape.items, (*path, i)))
        return _FAILED if any(x is _FAILED for x in found) else tuple(found)

    def _values(self, node: Keys, shape: Shape, path: Path) -> Any:
        found = {}
        for name, inner in node.values.items():
            self.places.put((*path, name), node.places[name])
            found[name] = self._entry(inner, shape.values, (*path, name), is_required=True)
        return _FAILED if any(x is _FAILED for x in found.values()) else found

    def _scalar(self, node: Scalar, shape: Shape, path: Path) -> Any:
        if shape.scalar is None:
            return self._only_entry(node, shape, path)
        if isinstance(shape.scalar, tuple):
            return node.text if node.text in shape.scalar else self.fail(path, _no_choice(node.text, shape.scalar))
        try:
            return _READERS[shape.scalar](node.text)
        except ValueError as e:
            return self.fail(path, str(e))

    def _only_entry(self, node: Scalar, shape: Shape, path: Path) -> Any:
        """A text where a list of texts or numbers is declared: a list of one entry."""
        if shape.items is None or shape_of(shape.items).scalar is None:
            return self.fail(path, f"must be {_expected(shape)}")
        if node.is_plain and "," in node.text:
            return self.fail(path, "has a comma; write several entries as a list, [a, b], and one entry with a comma in quotation marks")
        found = self.value(node, shape.items, path)
        return _FAILED if found is _FAILED else (found,)


def _means_none(node: Scalar, declared: Any) -> bool:
    """Whether ``null`` or ``~`` means none: everywhere but where a text is required, which may be this one."""
    shape = shape_of(declared)
    return node.text in _NULLS and (shape.is_optional or shape.scalar is not str)


def _no_choice(text: str, words: tuple[str, ...]) -> str:
    guess = guess_text(text, words)
    return f"is {quoted(text)}{guess}" if guess else f"must be {' or '.join(words) if len(words) < 3 else f'one of {names_text(words)}'}"


def _expected(shape: Shape) -> str:
    forms = []
    if shape.scalar is not None:
        forms.append(
            {int: "a whole number", float: "a number", bool: "true or false", Union[float, str]: "a number or a rule"}.get(
                shape.scalar, "a text"
            )
        )
    if shape.items is not None:
        inner = shape_of(shape.items)
        forms.append("a list" if inner.scalar is not None else "a list, in which each entry begins with '- '")
    if shape.mapping is not None:
        forms.append(f"a mapping with keys such as {names_text(list(keys_of(shape.mapping))[:3])}")
    if shape.values is not None:
        forms.append("a mapping")
    return " or ".join(forms)
