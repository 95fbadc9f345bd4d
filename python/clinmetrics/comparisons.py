# SPDX-License-Identifier: Apache-2.0
"""Comparisons of models on the same rows, and gaps of one model between groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from . import _select
from ._fields import Comparison, Gap
from ._groups import Level, group_label
from ._metric_names import line_text
from ._tables import COMPARISONS, GAPS
from ._text import interval_text, number_text, printable
from .entries import Entries, Entry

__all__ = ["Comparison", "Comparisons", "Gap", "Gaps"]

Own = TypeVar("Own", bound="_Contrasts[Any]")


class _Contrasts(Entries[Entry]):
    """What comparisons and gaps have in common: each entry is a number that contrasts two of a kind, `a` and `b`."""

    @property
    def difference(self: Own) -> Own:
        """The entries that are differences, a − b."""
        return self._of_scale("difference")

    @property
    def ratio(self: Own) -> Own:
        """The entries that are ratios, a / b."""
        return self._of_scale("ratio")

    def _of_scale(self: Own, scale: str) -> Own:
        return self._keep(self._columns["scale"] == self._words("scale").index(scale))

    def _words(self, column: str) -> tuple[str, ...]:
        return next(c.words for c in self._table if c.name == column)

    def _used(self, column: str) -> list[int]:
        return [code for code in dict.fromkeys(self._columns[column].tolist()) if code >= 0]

    def _keep(self: Own, is_kept: Any) -> Own:
        names = self._own_names
        columns = {name: column[is_kept] for name, column in self._columns.items()}
        return type(self)(names.models, names.partitions, columns, names.lines)

    def _of_line(self: Own, metric: str | None, threshold: float | str | None) -> Own:
        kept = self
        if metric is not None:
            kept = kept._keep(np.isin(kept._columns["line"], list(_select.lines_named(metric, kept._own_names.lines, kept._used("line")))))
        if threshold is not None:
            kept = kept._keep(np.isin(kept._columns["line"], list(_select.lines_at(threshold, kept._own_names.lines, kept._used("line")))))
        return kept

    def _of_words(self: Own, **given: str | None) -> Own:
        kept = self
        for column, word in given.items():
            if word is not None:
                words = self._words(column)
                found = _select.find(column, word, [(words[code], code) for code in kept._used(column)])
                kept = kept._keep(np.isin(kept._columns[column], list(found)))
        return kept

    def _of_models(self: Own, model: str | None, *columns: str) -> Own:
        """The entries that have the model in one of the columns."""
        if model is None:
            return self
        used = dict.fromkeys(code for column in columns for code in self._used(column))
        found = list(_select.models_named(model, self._own_names.models, used))
        return self._keep(np.logical_or.reduce([np.isin(self._columns[column], found) for column in columns]))

    def _of_attribute(self: Own, attribute: str | Sequence[str] | None) -> Own:
        if attribute is None:
            return self
        found = _select.partitions_named(attribute, self._own_names.partitions, self._used("partition"))
        return self._keep(np.isin(self._columns["partition"], list(found)))

    def _of_group(self: Own, group: str | Sequence[Level] | None, *columns: str) -> Own:
        """The entries that have the group in one of the columns."""
        if group is None:
            return self
        partition = self._columns["partition"].astype(np.int64) << 32
        codes = [np.where(self._columns[c] < 0, -1, partition | self._columns[c]) for c in columns]
        used = dict.fromkeys(int(code) for column in codes for code in column if code >= 0)
        found = _select.groups_named(group, self._own_names.partitions, [(code >> 32, code & 0xFFFFFFFF) for code in used])
        return self._keep(np.logical_or.reduce([np.isin(column, [p << 32 | g for p, g in found]) for column in codes]))


class Comparisons(_Contrasts[Comparison]):
    """The comparisons of models on the same rows: an entry for each pair of models, metric, parameters, group and scale.

    Iterating gives a `Comparison` per entry. `difference` and `ratio` are the entries of one scale.
    """

    _table = COMPARISONS
    _entry = Comparison
    _head = ("a", "b", "group", "metric", "scale", "value", "interval", "p", "decision")

    def where(
        self,
        *,
        metric: str | None = None,
        a: str | None = None,
        b: str | None = None,
        model: str | None = None,
        attribute: str | Sequence[str] | None = None,
        group: str | Sequence[Level] | None = None,
        kind: str | None = None,
        scale: str | None = None,
        threshold: float | str | None = None,
    ) -> Comparisons:
        """The entries that match; names are as in `Result.where`.

        Parameters
        ----------
        metric : str, optional
            A metric.
        a, b : str, optional
            The first and the second model.
        model : str, optional
            A model, as the first or the second.
        attribute, group : str or tuple, optional
            An attribute and a group.
        kind : {"models", "joint"}, optional
            Two models, or all models at once.
        scale : str, optional
            "difference", "ratio" or another scale.
        threshold : float or str, optional
            A threshold, compared exactly, or a rule such as "youden".
        """
        kept = self._of_models(a, "a")._of_models(b, "b")._of_models(model, "a", "b")._of_attribute(attribute)
        return kept._of_line(metric, threshold)._of_group(group, "group")._of_words(kind=kind, scale=scale)

    def _line(self, c: Comparison) -> tuple[str, ...]:
        a, b = ("all models" if model is None else printable(model) for model in (c.a, c.b))
        return a, "" if c.b is None else b, group_label(c.attribute, c.group), *_numbers(c)


class Gaps(_Contrasts[Gap]):
    """The gaps between groups: an entry for each model, attribute, kind of gap, metric, parameters and scale.

    Iterating gives a `Gap` per entry. `difference` and `ratio` are the entries of one scale.
    """

    _table = GAPS
    _entry = Gap
    _head = ("model", "a", "b", "kind", "metric", "scale", "value", "interval", "p", "decision")

    def where(
        self,
        *,
        metric: str | None = None,
        a: str | Sequence[Level] | None = None,
        b: str | Sequence[Level] | None = None,
        model: str | None = None,
        attribute: str | Sequence[str] | None = None,
        group: str | Sequence[Level] | None = None,
        kind: str | None = None,
        scale: str | None = None,
        threshold: float | str | None = None,
    ) -> Gaps:
        """The entries that match; names are as in `Result.where`.

        Parameters
        ----------
        metric : str, optional
            A metric.
        a, b : str or tuple, optional
            The first and the second group.
        model : str, optional
            A model.
        attribute : str or tuple, optional
            An attribute.
        group : str or tuple, optional
            A group, as the first or the second.
        kind : str, optional
            "range", "worst", "rest", "reference", "pairs", "xauc", "heterogeneity" or "between".
        scale : str, optional
            "difference", "ratio" or another scale.
        threshold : float or str, optional
            A threshold, compared exactly, or a rule such as "youden".
        """
        kept = self._of_models(model, "model")._of_attribute(attribute)._of_group(a, "a")._of_group(b, "b")._of_group(group, "a", "b")
        return kept._of_line(metric, threshold)._of_words(kind=kind, scale=scale)

    def _line(self, g: Gap) -> tuple[str, ...]:
        return printable(g.model), *gap_sides(g), g.kind, *_numbers(g)


def gap_sides(g: Gap) -> tuple[str, str]:
    """The two groups of a gap for readers."""
    a = f"groups of {printable('*'.join(g.attribute))}" if g.a is None else group_label(g.attribute, g.a)
    if g.b is not None:
        return a, group_label(g.attribute, g.b)
    return a, "the rest" if g.kind in ("rest", "xauc") else ""


def p_text(p: float) -> str:
    """A p value for readers."""
    return "" if math.isnan(p) else "<0.001" if p < 0.001 else f"{p:.3f}"


def _numbers(c: Comparison | Gap) -> tuple[str, ...]:
    value = "" if c.scale == "test_only" else "undefined" if math.isnan(c.value) else number_text(c.value)
    metric = printable(line_text(c.metric, c.parameters))
    decision = "" if c.decision == "not_judged" else c.decision
    return metric, c.scale, value, interval_text(c.lower, c.upper), p_text(c.p), decision
