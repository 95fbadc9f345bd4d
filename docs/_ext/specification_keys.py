# SPDX-License-Identifier: Apache-2.0
"""The keys of a specification as reStructuredText, from the dataclasses that the reader goes by."""

from __future__ import annotations

import dataclasses
from typing import Any, Union

from clinmetrics.audit.specification.model import Specification
from clinmetrics.audit.specification.shapes import Key, Shape, keys_of, shape_of, summary_of

_SCALARS = {str: "text", int: "whole number", float: "number", bool: "``true`` or ``false``", Union[float, str]: "number or rule"}


def mappings(of: Any = Specification, path: str = "") -> dict[str, Any]:
    """Every mapping of a specification by its path, the outer ones first: goals[] is an entry of goals."""
    found = {path: of}
    for name, key in keys_of(of).items():
        for inner, entry in ((shape_of(key.type), ""), (shape_of(shape_of(key.type).items), "[]")):
            if inner.mapping is not None:
                found.update(mappings(inner.mapping, f"{path}.{name}{entry}".lstrip(".")))
    return found


def type_text(declared: Any) -> str:
    """As in list of numbers or rules."""
    shape: Shape = shape_of(declared)
    forms = []
    if isinstance(shape.scalar, tuple):
        forms.append(" or ".join(f"``{word}``" for word in shape.scalar))
    elif shape.scalar is not None:
        forms.append(_SCALARS[shape.scalar])
    if shape.items is not None:
        forms.append(f"list of: {type_text(shape.items)}")
    if shape.values is not None:
        forms.append(f"mapping of text to {type_text(shape.values)}")
    if shape.mapping is not None:
        forms.append("mapping")
    return ", or ".join(forms)


def default_text(key: Key) -> str:
    """What holds if the key is not given."""
    if key.is_required:
        return "**required**"
    if dataclasses.is_dataclass(key.default):
        return "the defaults of its keys"
    if key.default in (None, "", (), {}):
        return "–"
    if isinstance(key.default, bool):
        return f"``{str(key.default).lower()}``"
    return f"``{', '.join(key.default) if isinstance(key.default, tuple) else key.default}``"


def lines() -> list[str]:
    """A table for each mapping."""
    found = []
    for path, of in mappings().items():
        title = path or "The whole file"
        found += [title, "~" * len(title), "", summary_of(of), ""]
        found += [".. list-table::", "   :header-rows: 1", "   :widths: 20 26 14 40", "   :width: 100%", ""]
        found += _row("key", "type", "default", "meaning")
        for name, key in keys_of(of).items():
            found += _row(f"``{name}``", type_text(key.type), default_text(key), key.about.replace("*", "\\*"))
        found.append("")
    return found


def _row(*cells: str) -> list[str]:
    return [f"   {'*' if i == 0 else ' '} - {cell}" for i, cell in enumerate(cells)]
