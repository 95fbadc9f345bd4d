# SPDX-License-Identifier: Apache-2.0
"""Compares two results of independent data, such as those of two hospitals, by the limits that each of them holds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._comparing import claim_options
from ._groups import Partition
from ._metric_names import metric_text
from ._names import METRICS, known_instead
from ._tables import COMPARISONS, FLAGS, Line
from ._text import quoted
from .comparisons import Comparisons

if TYPE_CHECKING:
    from ._literals import Alternative
    from .estimate import Estimate
    from .result import Result

_WORDS = {column.name: column.words for column in COMPARISONS if column.words}
Pair = tuple["Estimate", "Estimate"]


def compare_results(
    a: Result,
    b: Result,
    *,
    models: tuple[str, str] | None = None,
    names: tuple[str, str] = ("a", "b"),
    margin: float | Mapping[Any, float] | None = None,
    alternative: Alternative = "two_sided",
) -> Comparisons:
    """Compare two results whose patients are different, such as those of two hospitals or two years.

    Each number of `a` is compared with the number of `b` that has the same model, metric, parameters and group. The interval of the
    difference and of the ratio is made from the stored limits of both by MOVER, which needs no rows. Models on the same rows are compared
    more precisely by ``evaluate(..., compare=)``.

    Parameters
    ----------
    a, b : Result
        Results without a common unit. If their limits are made from bootstrap replicates, they must be evaluated with different seeds:
        with the same seed, the replicates of the two are not independent.
    models : tuple of str, optional
        A model of `a` and a model of `b`. Default: the models that both have.
    names : tuple of str, optional
        Two different names of the results, which follow the names of the models: "risk (a)".
    margin : float, or mapping of metric to float, optional
        The margin of the claim, as in `evaluate`.
    alternative : {"two_sided", "superior", "non_inferior", "equivalent"}, optional
        The claim that the limits judge.

    Returns
    -------
    Comparisons
        The entries have the kind "results". A p value is missing, because it needs limits at other levels.

    Raises
    ------
    ValueError
        The results have no row in common, limits of different levels, or the same name.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> y, risk = [0, 1] * 40, [i % 7 / 7 for i in range(80)]
    >>> first = cm.evaluate(y_true=y, y_score={"risk": risk}, metrics="auroc")
    >>> second = cm.evaluate(y_true=y, y_score={"risk": risk[::-1]}, metrics="auroc")
    >>> difference = cm.compare_results(first, second).difference[0]
    >>> round(difference.value, 3), difference.decision
    (-0.014, 'not_shown')
    """
    claim = claim_options("all", None, None, None, margin, alternative)
    pairs = list(_pairs(_of_model(a, "a", models, 0), _of_model(b, "b", models, 1), models))
    if not pairs:
        raise ValueError("`a` and `b` have no row with the same model, metric, parameters and group")
    for x, y in pairs:
        if x.level != y.level:
            raise ValueError(f"`a` has limits of the level {x.level:.10g}, and `b` of {y.level:.10g}; evaluate both at the same level")
    made = _Made(alternative, claim, _two_names(names))
    for x, y in pairs:
        made.add(x, y)
    return made.table()


def _two_names(names: Any) -> tuple[str, str]:
    """The names of the results, checked."""
    given = tuple(names) if isinstance(names, Sequence) and not isinstance(names, str) else ()
    if len(given) != 2 or not all(isinstance(name, str) for name in given):
        raise TypeError("`names` must be a name of `a` and a name of `b`, as in names=('Leuven', 'Ghent')")
    first, second = given
    if first == second:
        raise ValueError(
            f"`names` has the name {quoted(first)} twice; give the two results different names, as in names=('Leuven', 'Ghent')"
        )
    return first, second


def _of_model(result: Any, argument: str, models: Sequence[str] | None, side: int) -> Result:
    from .result import Result

    if not isinstance(result, Result):
        raise TypeError(f"`{argument}` must be a Result")
    if models is None:
        return result
    if isinstance(models, str) or len(models) != 2:
        raise TypeError("`models` must be a model of `a` and a model of `b`")
    if models[side] not in result.models:
        raise ValueError(
            f"`models` names a model that `{argument}` does not have{known_instead(models[side], result.models, result.models)}"
        )
    return result.where(model=models[side])


def _pairs(a: Result, b: Result, models: Sequence[str] | None) -> Iterator[Pair]:
    """The rows of the same metric and group, and of the same model unless one of each was chosen."""

    def key(e: Estimate) -> Any:
        return None if models else e.model, e.metric, frozenset(e.parameters.items()), e.attribute, e.group

    of_b = {key(e): e for e in b}
    return ((e, of_b[key(e)]) for e in a if key(e) in of_b)


class _Made:
    """The entries, as columns."""

    def __init__(self, alternative: str, claim: Mapping[str, Any], names: tuple[str, str]) -> None:
        self._alternative, self._names = alternative, names
        self._margin, self._margin_of = claim.get("margin"), claim.get("margin_of", {})
        self._models: dict[str, int] = {}
        self._lines: list[Line] = []
        self._partitions: list[Partition] = []
        self._known: dict[Any, Any] = {}
        self._cells: list[dict[str, Any]] = []

    def add(self, a: Estimate, b: Estimate) -> None:
        """The difference, and the ratio of numbers that cannot be negative."""
        self._cells.append(self._entry(a, b, "difference"))
        if METRICS.about.get(a.metric, {"least": -math.inf})["least"] >= 0:
            self._cells.append(self._entry(a, b, "ratio"))

    def table(self) -> Comparisons:
        judged: dict[Any, int] = {}
        for cell in self._cells:
            key = cell["line"], cell["scale"]
            judged[key] = judged.get(key, 0) + (cell["decision"] != "not_judged")
        columns = {}
        for c in COMPARISONS:
            cells = [judged[cell["line"], cell["scale"]] if c.name == "n_judged" else cell[c.stored] for cell in self._cells]
            columns[c.stored] = np.array([c.words.index(x) for x in cells] if c.kind == "word" else cells, dtype=c.dtype)
        return Comparisons(list(self._models), self._partitions, columns, self._lines)

    def _entry(self, a: Estimate, b: Estimate, scale: str) -> dict[str, Any]:
        margin, alternative = (
            self._margin_of.get(metric_text(a.metric, a.parameters), self._margin_of.get(a.metric, self._margin)),
            self._alternative,
        )
        if scale == "ratio":  # it is judged for being different from 1 only
            margin, alternative = None, "two_sided"
        about = METRICS.about.get(a.metric, {"better": "neither"})
        value, lower, upper, decision = _core.contrast_of_independent(
            (a.value, *a.ci), (b.value, *b.ci), scale, alternative, margin or 0.0, about["better"]
        )
        status, interval_status = _reasons(a, b, value, lower)
        if margin is None and alternative in ("non_inferior", "equivalent"):
            decision = "not_judged"
        partition, group = self._group(a)
        return {
            **dict.fromkeys((c.name for c in COMPARISONS if c.kind == "real"), math.nan),
            "a": self._model(a, 0), "b": self._model(b, 1), "kind": "results", "line": self._line(a), "partition": partition, "group": group,
            "scale": scale, "value": value, "status": status, "lower": lower, "upper": upper, "level": a.level,
            "method": "mover" if interval_status == "ok" else "none", "interval_status": interval_status, "published_method": "none",
            "test": "none", "margin": math.nan if margin is None else margin, "alternative": alternative, "decision": decision,
            "adjustment": "holm", "flags": sum(1 << FLAGS.index(flag) for flag in {*a.flags, *b.flags}),
        }  # fmt: skip

    def _model(self, e: Estimate, side: int) -> int:
        return self._models.setdefault(f"{e.model} ({self._names[side]})", len(self._models))

    def _line(self, e: Estimate) -> int:
        key = e.metric, frozenset(e.parameters.items())
        if key not in self._known:
            self._known[key] = len(self._lines)
            self._lines.append((e.metric, e.parameters))
        return int(self._known[key])

    def _group(self, e: Estimate) -> tuple[int, int]:
        if e.attribute not in self._known:
            self._known[e.attribute] = len(self._partitions), {}
            self._partitions.append((list(e.attribute), []))
        partition, groups = self._known[e.attribute]
        if e.group not in groups:
            groups[e.group] = len(groups)
            self._partitions[partition][1].append(list(e.group))
        return partition, groups[e.group]


def _reasons(a: Estimate, b: Estimate, value: float, lower: float) -> tuple[str, str]:
    """Why there is no value, and why there is no interval."""
    status = "ok"
    if not math.isfinite(value):
        status = next((e.status for e in (a, b) if e.status != "ok"), "zero_denominator")
    if not math.isnan(lower):
        return status, "ok"
    missing = "undefined_value" if math.isnan(value) else "infinite_value"
    return status, next((e.interval_status for e in (a, b) if e.interval_status != "ok"), missing)
