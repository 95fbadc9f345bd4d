# SPDX-License-Identifier: Apache-2.0
"""One of the units of an analysis: "patient" for "patients", "person with diabetes" for "people with diabetes"."""

from __future__ import annotations

import re

_IRREGULAR = {
    "people": "person",
    "persons": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "teeth": "tooth",
    "feet": "foot",
    "series": "series",
    "analyses": "analysis",
    "diagnoses": "diagnosis",
}
_PHRASE = re.compile(r"(.*?)(\S+?)((?: (?:with|without|of|from|in|at|on|after|before|who|aged)\b.*)?)", re.DOTALL)


def singular(units: str) -> str:
    """The singular of an English plural; "row" if the plural is of no known form."""
    found = _PHRASE.fullmatch(units)
    one = _one(found[2]) if found is not None else ""
    return f"{found[1]}{one}{found[3]}" if found is not None and one else "row"


def _one(word: str) -> str:
    """The singular of a word; empty if it is unknown."""
    if word.lower() in _IRREGULAR:
        return _IRREGULAR[word.lower()]
    if len(word) < 3 or not word.endswith("s") or word.endswith("ss"):
        return ""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
