# SPDX-License-Identifier: Apache-2.0
"""What the checks of a specification share: the names that it defines, and the list of faults."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from ... import _core
from ..._metric_names import canonical
from ..._names import METRICS, guess_text
from ..._text import names_text, quoted
from ..._window import check_window
from .binding import Places
from .faults import Fault, Path
from .model import Model, Specification, Threshold, as_group

ANALYSIS: Path = ("analysis",)


def parts_of(text: str) -> str:
    """The attributes of a cross in alphabetical order, so that a*b and b*a are the same."""
    return "*".join(sorted(text.split("*")))


class Context:
    """A specification that is checked."""

    def __init__(self, specification: Specification, places: Places) -> None:
        self.specification, self.analysis, self.site = specification, specification.analysis, specification.site
        self.faults: list[Fault] = []
        self._places = places

    def fault(self, path: Path, text: str) -> None:
        """Adds a fault about the value at `path`, which begins its text."""
        self.faults.append(self._places.fault(path, text))

    @functools.cached_property
    def models(self) -> dict[str, Model]:
        """The models by name."""
        return {model.name: model for model in self.analysis.models}

    @functools.cached_property
    def attributes(self) -> list[str]:
        """The attributes and crosses of `groups`, as results name them."""
        return [as_group(group).column for group in self.analysis.groups]

    def thresholds_of(self, model: Model) -> tuple[Threshold, ...]:
        """Those of the model, else the common ones; none for decisions."""
        return () if model.score is None else model.thresholds or self.analysis.thresholds

    def unknown(self, path: Path, name: str, what: str, known: Iterable[str]) -> None:
        """A fault about a name that is not among the known ones."""
        known = list(known)
        turned = next((other for other in known if parts_of(other) == parts_of(name)), None)  # a cross in another order
        instead = (f"; did you mean {turned!r}?" if turned else guess_text(name, known)) or (
            f"; known are: {names_text(known)}" if known else ""
        )
        self.fault(path, f"names {quoted(name)}, which is {what}{instead}")

    def metric(self, path: Path, text: str) -> str | None:
        """The canonical text of a metric; None, and a fault, if there is no such metric."""
        name, parenthesis, rest = text.strip().partition("(")
        known = METRICS.names.get(name.strip().lower())
        if known is None:
            guess = guess_text(name.strip(), METRICS.names)
            instead = guess or ("; name one metric" if _core.metric_group(name.strip().lower()) else "; `clinmetrics metrics` lists them")
            self.fault(path, f"names {quoted(text)}, which is no metric{instead}".replace("`", ""))
            return None
        try:
            check_window(known + parenthesis + rest)
            return str(_core.canonical_metric(known + parenthesis + rest)) if parenthesis else canonical(known)
        except ValueError as e:
            self.fault(path, f"is {quoted(text)}: {str(e).replace('`metrics` has', 'it has').replace('`', '')}")
            return None

    @functools.cached_property
    def metrics(self) -> frozenset[str]:
        """The canonical texts of the metrics of the analysis; of those that exist."""
        found: list[str] = []
        for text in self.analysis.metrics:
            name, parenthesis, rest = text.strip().partition("(")
            name = name.strip().lower()
            own = _core.metric_group(name) or ([METRICS.names[name] + parenthesis + rest] if name in METRICS.names else [])
            found += map(canonical, own)
        return frozenset(found)

    def repeated(self, path: Path, names: Iterable[object], what: str) -> None:
        """A fault for each entry that is given again."""
        seen = set()
        for i, name in enumerate(names):
            if name in seen:
                self.fault((*path, i), f"is {what} that is given twice")
            seen.add(name)
