# SPDX-License-Identifier: Apache-2.0
"""Columns that have one use must not have another one, too."""

from __future__ import annotations

from .check_context import ANALYSIS, Context
from .faults import Path


def check_columns(context: Context) -> None:
    """Names of columns are given, and outcome, id, weights and outputs of models are different columns."""
    a = context.analysis
    uses: list[tuple[Path, str | None, str]] = [
        (("outcome", "column"), a.outcome.column, "the outcome"),
        (("id",), a.id, "the id"),
        (("weights", "column"), a.weights.column if a.weights else None, "the weights"),
    ]
    outputs: list[tuple[Path, str | None, str]] = [
        (("models", i, key), column, "a model's output")
        for i, model in enumerate(a.models)
        for key, column in (("score", model.score), ("decision", model.decision))
    ]
    others: list[tuple[Path, str | None, str]] = [(("unit",), a.unit, "the unit"), (("strata",), a.strata, "the strata")]
    for path, column, _ in (*uses, *outputs, *others):
        if column is not None and not column.strip():
            context.fault((*ANALYSIS, *path), "is empty; name a column")
    taken: dict[str, str] = {}
    for path, column, use in (*uses, *outputs):
        if column in taken and not (use == taken[column] == "a model's output"):
            context.fault((*ANALYSIS, *path), f"names the column of {taken[column]}")
        if column:
            taken.setdefault(column, use)
    for path, column, use in others:
        if column is not None and taken.get(column, "the id") != "the id":
            context.fault((*ANALYSIS, *path), f"names the column of {taken[column]}, which cannot be {use}, too")
    if a.outcome.positive == a.outcome.negative:
        context.fault((*ANALYSIS, "outcome", "negative"), "is the same as the positive level")
