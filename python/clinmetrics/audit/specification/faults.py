# SPDX-License-Identifier: Apache-2.0
"""Faults of a specification: where each one is, and the error that holds all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

from ..._text import printable, shortened

Place = Union[int, str]  # a line, or "--set a.b"; "" is unknown
Path = tuple[Union[str, int], ...]

MOST_SHOWN = 10


@dataclass(frozen=True)
class Fault:
    """One fault, with the place where it stands."""

    place: Place
    text: str

    def __str__(self) -> str:
        where = f"line {self.place}: " if isinstance(self.place, int) else f"{self.place}: " if self.place else ""
        return printable(where + self.text)


class SpecificationError(ValueError):
    """A specification cannot be used. The message has one line for each fault, at most ten.

    Attributes
    ----------
    line : int or None
        The line of the first fault, if it has one.
    faults : tuple of str
        The lines of the message.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> try:
    ...     cm.read_specification({"schema": "clinmetrics.audit/1", "site": {"truth": "t.csv"}})
    ... except cm.SpecificationError as error:
    ...     print(len(error.faults))
    1
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        every = sorted(dict.fromkeys(faults), key=lambda fault: fault.place if isinstance(fault.place, int) else 0)
        texts = [str(fault) for fault in every[:MOST_SHOWN]]
        if len(every) > MOST_SHOWN:
            texts.append(f"and {len(every) - MOST_SHOWN} more")
        self.faults = tuple(texts)
        first = every[0].place if every else ""
        self.line = first if isinstance(first, int) else None
        super().__init__("\n".join(texts))

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.faults, self.line)


def _again(faults: tuple[str, ...], line: int | None) -> SpecificationError:
    error = SpecificationError(Fault("", text) for text in faults[:MOST_SHOWN])
    error.faults, error.line = faults, line
    error.args = ("\n".join(faults),)
    return error


def path_text(path: Path) -> str:
    """As in analysis.goals[1].metric."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{shortened(part, 40)}" for part in path)
    return text[1:] if text.startswith(".") else text
