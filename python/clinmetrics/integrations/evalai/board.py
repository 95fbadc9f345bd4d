# SPDX-License-Identifier: Apache-2.0
"""What the leaderboards show: phases, splits and labels. It travels with the specification inside the evaluation script, as JSON."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BundleError

FORMAT = "clinmetrics.evalai/1"
BOARD, SPECIFICATION = "board.json", "specification.json"


@dataclass(frozen=True)
class Label:
    """A column of the leaderboards: a metric's value or one of its limits."""

    label: str
    metric: str
    bound: str
    description: str
    lower_is_better: bool
    threshold: Any = None


@dataclass(frozen=True)
class Split:
    """A leaderboard for one group: its codename, and the group as in results (the attributes with their levels; none for all rows)."""

    codename: str
    name: str
    group: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Phase:
    """A phase with its annotations. Numbers of a hidden phase have 2 decimals in groups of fewer than 1,000 rows."""

    codename: str
    name: str
    annotations: str
    is_hidden: bool = True


@dataclass(frozen=True)
class Board:
    """All of it. `order_by` is one of the labels."""

    phases: tuple[Phase, ...]
    splits: tuple[Split, ...]
    labels: tuple[Label, ...]
    order_by: str

    @property
    def ordering(self) -> Label:
        """The label by which the leaderboards are sorted."""
        return next(label for label in self.labels if label.label == self.order_by)

    def phase(self, codename: str) -> Phase:
        """The phase of the codename."""
        for phase in self.phases:
            if phase.codename == codename:
                return phase
        raise BundleError("the phase is not one of this challenge's phases")

    def to_json(self) -> str:
        """The text of the file."""
        return json.dumps({"format": FORMAT, **dataclasses.asdict(self)}, indent=1, ensure_ascii=True, allow_nan=False) + "\n"

    @classmethod
    def read(cls, path: Path) -> Board:
        """Reads the file."""
        return cls.from_json(path.read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> Board:
        """Reads the text of the file."""
        try:
            found = json.loads(text)
            if found.pop("format") != FORMAT:
                raise BundleError(f"{BOARD} is of another version of clinmetrics")
            return cls(
                tuple(Phase(**phase) for phase in found["phases"]),
                tuple(Split(**{**split, "group": tuple(tuple(part) for part in split["group"])}) for split in found["splits"]),
                tuple(Label(**label) for label in found["labels"]),
                found["order_by"],
            )
        except (KeyError, TypeError, AttributeError, RecursionError, json.JSONDecodeError):
            raise BundleError(f"{BOARD} is not complete; make the bundle again") from None
