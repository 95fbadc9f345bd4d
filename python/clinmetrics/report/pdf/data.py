# SPDX-License-Identifier: Apache-2.0
"""The view of the page as plain JSON for the Typst template, which shows each text as it is and never reads it as markup."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from ..tables import Table
from ..text import visible
from .drawings import description, standalone

_LONG_WORD = re.compile(r"[^\s\u200b]{24,}")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff]+(?:[ ,]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff]+)*"
)
_KEPT_WHOLE = "hashes"


def plain(found: Any, replaced: Mapping[int, str]) -> Any:
    """A part of the page as JSON: a dataclass with its name, a drawing with its description, a text that can be shown.

    `replaced` has the texts for characters that no font has.
    """
    if isinstance(found, Markup):
        if not found:
            return None
        return {"of": "Drawing", "svg": standalone(str(found)).translate(replaced), "about": shown(description(str(found)), replaced)}
    if isinstance(found, str):
        return shown(found, replaced)
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return {"of": type(found).__name__, **_fields(found, replaced)}
    if isinstance(found, Mapping):
        return {str(key): plain(value, replaced) for key, value in found.items()}
    if isinstance(found, (tuple, list)):
        return [plain(one, replaced) for one in found]
    return found


def _fields(found: Any, replaced: Mapping[int, str]) -> dict[str, Any]:
    """The fields of a dataclass. A large table that is folded on the screen is not printed: only the number of its lines is passed on."""
    if isinstance(found, Table) and not found.is_printed:
        return {"title": plain(found.title, replaced), "left_out": found.n_lines}
    given = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    return {name: _whole(x, replaced) if name == _KEPT_WHOLE else plain(x, replaced) for name, x in given.items()}


def shown(text: str, replaced: Mapping[int, str]) -> str:
    """A text without characters that hide or reorder; long words may be broken, and text from right to left keeps to itself."""
    safe = visible(text).translate(replaced)
    safe = _RIGHT_TO_LEFT.sub(lambda run: f"\u2068{run[0]}\u2069", safe)
    return _LONG_WORD.sub(lambda word: "\u200b".join(_pieces(word[0])), safe)


def _whole(found: Any, replaced: Mapping[int, str]) -> Any:
    """As `plain`, but words are not broken."""
    if isinstance(found, str):
        return visible(found).translate(replaced)
    return [_whole(one, replaced) for one in found]


def _pieces(word: str) -> list[str]:
    return [word[i : i + 8] for i in range(0, len(word), 8)]
