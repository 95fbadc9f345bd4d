# SPDX-License-Identifier: Apache-2.0
"""The words for the outcome and the rows in sentences: "patients who died" if the column has this name, otherwise "with the outcome"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._names import about_rows
from .read import Document
from .singular import singular
from .text import shorten

_LONGEST_ON_AXIS = 28
_PERSONS = ("patient", "person", "child", "man", "woman", "participant", "adult", "subject")


@dataclass(frozen=True)
class Phrases:
    """The forms of the outcome in a sentence."""

    had: str  # 318 of them …
    having: str  # patients …
    lacking: str  # patients …
    lacking_briefly: str  # one patient who died and one …
    title: str  # above the bars of a chart
    title_lacking: str


_NEUTRAL = Phrases("had the outcome", "with the outcome", "without the outcome", "without it", "With the outcome", "Without the outcome")
_DIED = Phrases("died", "who died", "who did not die", "who did not", "Died", "Did not die")
_READMITTED = Phrases("were readmitted", "who were readmitted", "who were not readmitted", "who were not", "Readmitted", "Not readmitted")
_VERBS = {
    **dict.fromkeys(("died", "dead", "death", "deceased", "mortality"), _DIED),
    **dict.fromkeys(("readmitted", "readmission"), _READMITTED),
}
_YES = ("", "1", "1.0", "true", "yes", "y")


@dataclass(frozen=True)
class Outcome:
    """The words for one result."""

    name: str | None  # as in "died" or "status = dead"; None if the result does not contain it
    say: Phrases
    unit: str  # "patient", or "row" if a unit has several rows
    units: str

    @property
    def quoted(self) -> str:
        """The name in parentheses, for a sentence with the neutral words; empty if the words contain it or if it is unknown."""
        return f" (“{self.name}”)" if self.name and self.say is _NEUTRAL else ""

    @property
    def column(self) -> str:
        """A heading of the outcome: "Died" or "With the outcome (relapse)"."""
        return f"{self.say.title} ({self.name})" if self.name and self.say is _NEUTRAL else self.say.title

    @property
    def axis(self) -> str:
        """The axis of the observed share."""
        if self.say is not _NEUTRAL or self.name is None:
            return f"Observed share {self.say.having}"
        name = self.name if len(self.name) <= _LONGEST_ON_AXIS else f"{self.name[: _LONGEST_ON_AXIS - 1]}…"
        return f"Observed share with the outcome ({name})"

    @property
    def of_these(self) -> str:
        """Before a number of them."""
        is_person = self.unit.partition(" ")[0] in _PERSONS or self.unit.rpartition(" ")[2] in _PERSONS
        return f"of {'whom' if is_person else 'which'}"

    @property
    def predicted(self) -> str:
        """The rule of a threshold as a sentence."""
        return f"{self.units[:1].upper()}{self.units[1:]} whose score is at least the threshold are predicted positive."

    def text(self, template: str) -> str:
        """A sentence of the engine's descriptions with its placeholders filled."""
        return about_rows(template, self.unit, self.units)


def outcome_of(document: Document) -> Outcome:
    """The words for a result: from its specification, its provenance and from whether units have several rows."""
    column, label = document.provenance.get("y_true"), document.provenance.get("pos_label")
    clustered = document.provenance.get("unit") is not None and any(row.n_units < row.n for row in document.rows)
    named = unit_name_of(document)
    unit, units = ("row", "rows") if clustered else (singular(named), named) if named else ("patient", "patients")
    words = str(_said(document, "outcome").get("words") or "")
    if words:
        verb = _VERBS.get(str(column).casefold()) if not clustered else None
        return Outcome(shorten(words), verb or _NEUTRAL, unit, units)
    if not isinstance(column, str) or column == "y_true":  # the outcome was an array without a name
        return Outcome(None, _NEUTRAL, unit, units)
    plain = _is_yes(label) or str(label).casefold() == column.casefold()
    verb = _VERBS.get(column.casefold()) if plain or (isinstance(label, str) and label.casefold() in _VERBS) else None
    say = verb if verb is not None and not clustered else _NEUTRAL
    return Outcome(shorten(column) if plain else f"{shorten(column)} = {shorten(str(label))}", say, unit, units)


def unit_name_of(document: Document) -> str:
    """What the specification calls the units; empty without a specification."""
    return shorten(str(document.audit.analysis.get("unit_name") or "")) if document.audit is not None else ""


def _said(document: Document, key: str) -> Mapping[str, Any]:
    found = document.audit.analysis.get(key) if document.audit is not None else None
    return found if isinstance(found, Mapping) else {}


def _is_yes(label: Any) -> bool:
    return label is None or str(label).casefold() in _YES
