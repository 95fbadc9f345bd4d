# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of a specification, made from the dataclasses, for editors and for other programs."""

from __future__ import annotations

import dataclasses
from typing import Any, Union

from .canonical import plain
from .model import Specification
from .shapes import Key, Shape, keys_of, shape_of, summary_of

# Texts may be written without quotation marks, and then editors take 1 for a number and true for a truth value.
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_SCALARS: dict[Any, dict[str, Any]] = {
    str: _TEXT,
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    Union[float, str]: {"type": ["number", "string"]},
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a specification.

    Examples
    --------
    >>> from clinmetrics.audit.specification import json_schema
    >>> json_schema()["required"]
    ['schema', 'analysis', 'site']
    """
    definitions: dict[str, Any] = {}
    _define(Specification, definitions)
    top = definitions.pop("Specification")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The specification of an audit (clinmetrics.audit/1)",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _define(of: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the definition of a dataclass, which is added if it is new."""
    if of.__name__ not in definitions:
        definitions[of.__name__] = {}
        keys = keys_of(of)
        definitions[of.__name__] = {
            "type": "object",
            "description": summary_of(of),
            "properties": {name: _property(key, definitions) for name, key in keys.items()},
            "required": [name for name, key in keys.items() if key.is_required],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{of.__name__}"}


def _property(key: Key, definitions: dict[str, Any]) -> dict[str, Any]:
    found = {"description": key.about, **_value(key.type, definitions)}
    if not key.is_required and key.default is not None and not dataclasses.is_dataclass(key.default):
        found["default"] = plain(key.default)
    if key.is_required:
        return found
    return {"description": found.pop("description"), "anyOf": [found, {"type": "null"}]}


def _value(declared: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    shape = shape_of(declared)
    forms = []
    if shape.scalar is not None:
        forms.append({"enum": list(shape.scalar)} if isinstance(shape.scalar, tuple) else dict(_SCALARS[shape.scalar]))
    if shape.items is not None:
        forms += _list(shape, definitions)
    if shape.values is not None:
        forms.append({"type": "object", "additionalProperties": _value(shape.values, definitions)})
    if shape.mapping is not None:
        forms.append(_define(shape.mapping, definitions))
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _list(shape: Shape, definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """A list, and a single entry in its place where this is allowed."""
    entry = _value(shape.items, definitions)
    scalar = shape_of(shape.items).scalar
    alone = [dict(_SCALARS[scalar])] if shape.scalar is None and scalar is not None else []
    return [{"type": "array", "items": entry}, *alone]
