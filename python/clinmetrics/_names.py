# SPDX-License-Identifier: Apache-2.0
"""Names of models, columns, metrics and methods: each once, valid text, without regard to case, and a guess for an unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import _core
from ._tables import WORDS
from ._text import names_text

_MOST_TO_COMPARE = 1000


def checked_name(name: str, argument: str) -> str:
    """The name, or a ValueError if UTF-8 cannot represent it."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"`{argument}` has {name!r} as a name, in which a lone surrogate is no character; rename it") from None
    return name


def unique_names(names: Iterable[Any], argument: str) -> list[str]:
    """The names as text; two that read the same, such as 1 and "1", are an error."""
    texts = [str(name) for name in names]
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise ValueError(f"`{argument}` has two names that read the same, {text!r}; give each its own")
        seen.add(text)
    return texts


def about_rows(sentence: str, row: str = "row", rows: str = "rows") -> str:
    """A sentence of the engine's with what the rows are called in place of {row} and {rows}."""
    return sentence.replace("{rows}", rows).replace("{row}", row)


def guess_text(name: str, known: Iterable[str]) -> str:
    """As in "; did you mean 'accuracy'?", or nothing."""
    import difflib  # only for messages

    exact = {k.lower(): k for k in known}
    close = difflib.get_close_matches(name.lower(), exact, n=1) if len(exact) <= _MOST_TO_COMPARE else []
    return f"; did you mean {exact[close[0]]!r}?" if close else ""


def known_instead(name: str, known: Iterable[str], shown: Iterable[str]) -> str:
    """The end of a message about an unknown name: a guess, and the known names."""
    guess = guess_text(name, known)
    return f"{guess} Known are: {names_text(shown, 50)}" if guess else f"; known are: {names_text(shown, 50)}"


class _Metrics:
    """The catalogue by name, and its names and aliases in lower case; read again after one was registered."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._about: dict[str, dict[str, Any]] = {}
        self._names: dict[str, str] = {}

    @property
    def about(self) -> dict[str, dict[str, Any]]:
        if not self._about:
            self._about = {about["name"]: about for about in _core.catalogue()}
        return self._about

    @property
    def names(self) -> dict[str, str]:
        if not self._names:
            self._names = {n.lower(): about["name"] for about in self.about.values() for n in (about["name"], *about["aliases"])}
        return self._names


METRICS = _Metrics()


def metric_name(text: str, argument: str, entry: int | None = None) -> str:
    """The canonical name or group for a name, an alias or a text form, in any case; parameters stay as they are.

    An entry of a list that is like no metric is not echoed: the list may be a column's content.
    """
    name, parenthesis, rest = text.strip().partition("(")
    key = name.strip().lower()
    if _is_group(key) and not parenthesis:
        return key
    if key in METRICS.names:
        checked_name(rest, argument)
        return METRICS.names[key] + parenthesis + rest
    end = known_instead(key, [*METRICS.names, "clinical"], dict.fromkeys(METRICS.names.values()))
    what = repr(name) if entry is None or "did you mean" in end else f"a metric in its entry {entry}"
    raise ValueError(f"`{argument}` names {what}, which is not known{end}")


def _is_group(key: str) -> bool:
    return key.isascii() and bool(_core.metric_group(key))


METHODS = ("auto", "published", *WORDS["method"])


def method_name(text: str) -> str:
    """The canonical name of an interval's method, in any case; "auto", "published" and "none" are also names."""
    if text in METHODS:
        return text
    key = text.strip().lower().replace("-", "_")
    if key in METHODS:
        return key
    raise ValueError(f"`ci` does not know the method {text!r}{known_instead(key, METHODS, ['None', 'auto', 'published', *METHODS[3:]])}")
