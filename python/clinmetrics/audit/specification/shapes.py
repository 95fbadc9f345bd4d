# SPDX-License-Identifier: Apache-2.0
"""The types of the dataclasses in the form that the reader, the JSON Schema and the documentation go by."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import typing
from typing import Any, Literal, NamedTuple, Union


class Key(NamedTuple):
    """A key of a mapping."""

    type: Any
    about: str
    is_required: bool
    default: Any


@functools.cache
def keys_of(of: Any) -> dict[str, Key]:
    """The keys of a dataclass, in its order."""
    types = typing.get_type_hints(of)
    return {f.name: Key(types[f.name], f.metadata["about"], *_default(f)) for f in dataclasses.fields(of)}


def summary_of(of: Any) -> str:
    """What a dataclass is, without the examples of its docstring."""
    return inspect.cleandoc(of.__doc__ or "").partition("\n\nExamples\n")[0]


def _default(of: Any) -> tuple[bool, Any]:
    if of.default_factory is not dataclasses.MISSING:
        return False, of.default_factory()
    return of.default is dataclasses.MISSING, None if of.default is dataclasses.MISSING else of.default


class Shape(NamedTuple):
    """What a value may be: the declared types, one for each form in which it can be written."""

    scalar: Any = None  # str, int, float, bool, a tuple of words, or Threshold
    items: Any = None  # the type of an entry of a list
    values: Any = None  # the type of a value of a mapping with free keys
    mapping: Any = None  # a dataclass
    is_optional: bool = False


@functools.cache
def shape_of(declared: Any) -> Shape:
    """The forms of a declared type."""
    origin, inner = typing.get_origin(declared), typing.get_args(declared)
    if origin is Union:
        return _union(inner)
    if origin is Literal:
        return Shape(scalar=inner)
    if origin is tuple:
        return Shape(items=inner[0])
    if origin is dict:
        return Shape(values=inner[1])
    return Shape(mapping=declared) if dataclasses.is_dataclass(declared) else Shape(scalar=declared)


def _union(inner: tuple[Any, ...]) -> Shape:
    if float in inner and str in inner:  # a threshold
        return Shape(scalar=Union[float, str], is_optional=type(None) in inner)
    found: dict[str, Any] = {"is_optional": type(None) in inner}
    for one in inner:
        if one is not type(None):
            found.update({name: x for name, x in shape_of(one)._asdict().items() if x is not None and name != "is_optional"})
    return Shape(**found)
