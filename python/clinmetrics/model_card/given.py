# SPDX-License-Identifier: Apache-2.0
"""What the specification of the audit says about a model. A text of another source is shown with its invisible characters written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..report.text import visible

if TYPE_CHECKING:
    from ..result import Result

NOT_GIVEN = "Not given in the specification of the audit."


@dataclass(frozen=True)
class Given:
    """The analysis of the specification, as far as the result contains it."""

    analysis: Mapping[str, Any]
    model: Mapping[str, Any]
    digest: str
    run: str

    @classmethod
    def of(cls, result: Result, name: str) -> Given:
        """What is given for a model of the result."""
        audit = _mapping(result.audit)
        specification = _mapping(audit.get("specification"))
        analysis = _mapping(specification.get("analysis"))
        models = analysis.get("models")
        found = [one for one in models if _mapping(one).get("name") == name] if isinstance(models, (list, tuple)) else []
        return cls(analysis, found[0] if found else {}, _clean(specification.get("digest")), _clean(audit.get("run_id")))

    def text(self, text: str) -> str:
        """A text in one line."""
        return _clean(text) or NOT_GIVEN

    def of_model(self, key: str) -> str:
        """What is given about the model."""
        return _clean(self.model.get(key)) or NOT_GIVEN

    def about(self, key: str) -> str:
        """What is given about the purpose."""
        return _clean(_mapping(self.analysis.get("about")).get(key)) or NOT_GIVEN

    def both(self, *parts: tuple[str, str]) -> str:
        """Several texts about the purpose, each with its title."""
        found = [(title, self.about(key)) for title, key in parts]
        told = [f"{title}: {text}" for title, text in found if text != NOT_GIVEN]
        return " ".join(told) or NOT_GIVEN

    def outcome(self) -> str:
        """What is predicted, in words or by its column."""
        outcome = _mapping(self.analysis.get("outcome"))
        words, column = _clean(outcome.get("words")), _clean(outcome.get("column"))
        return words or (f"The outcome “{column}”." if column else NOT_GIVEN)

    def goals(self) -> list[Mapping[str, Any]]:
        """The goals of the specification."""
        goals = self.analysis.get("goals")
        return [_mapping(one) for one in goals] if isinstance(goals, (list, tuple)) else []


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _clean(found: Any) -> str:
    return visible(" ".join(found.split())) if isinstance(found, str) else ""
