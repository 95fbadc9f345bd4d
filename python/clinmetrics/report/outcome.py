# SPDX-License-Identifier: Apache-2.0
"""The words for the outcome and the rows in sentences: "patients who died" if the column has this name, otherwise "with the outcome"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._names import about_rows
from .read import Document
from .text import shorten

_LONGEST_ON_AXIS = 28


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

    def text(self, template: str) -> str:
        """A sentence of the engine's descriptions with its placeholders filled."""
        return about_rows(template, self.unit, self.units)


def outcome_of(document: Document) -> Outcome:
    """The words for a result: from its specification, its provenance and from whether units have several rows."""
    column, label = document.provenance.get("y_true"), document.provenance.get("pos_label")
    clustered = document.provenance.get("unit") is not None and any(row.n_units < row.n for row in document.rows)
    named = unit_name_of(document)
    unit, units = ("row", "rows") if clustered else (_one_of(named), named) if named else ("patient", "patients")
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


def _one_of(units: str) -> str:
    """The singular of an English plural: "patients", "biopsies", "eyes"; a word of another form stays."""
    if units.endswith("ies") and len(units) > 4:
        return f"{units[:-3]}y"
    return units[:-1] if units.endswith("s") and not units.endswith("ss") and len(units) > 2 else units


def _is_yes(label: Any) -> bool:
    return label is None or str(label).casefold() in _YES
