# SPDX-License-Identifier: Apache-2.0
"""Results made by hand, so that tests know every number and every name in them."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import numpy as np
from clinmetrics._tables import COMPARISONS, GAPS, WORDS, Column
from clinmetrics.notices import Notice
from clinmetrics.result import Result

NAN = float("nan")
REALS = (
    "value", "lower", "upper", "level", "se", "df", "published_lower", "published_upper", "numerator", "denominator", "weight_sum", "n_eff",
)  # fmt: skip
WHOLE = ("n", "n_positive", "n_negative", "n_units", "n_resamples", "n_undefined")
PLAIN = {
    "value": 0.75, "lower": 0.5, "upper": 0.875, "level": 0.95, "se": NAN, "df": NAN, "published_lower": 0.25, "published_upper": 0.9375,
    "published_method": "delong", "numerator": 30.0, "denominator": 40.0, "n": 100,
    "n_positive": 40, "n_negative": 60, "n_units": 100, "weight_sum": 100.0, "n_eff": 100.0, "n_resamples": 0, "n_undefined": 0,
    "status": "ok", "method": "wilson", "interval_status": "ok", "flags": 0,
}  # fmt: skip
Line = tuple[str, dict[str, Any]]


def made(
    models: list[str],
    partitions: list[tuple[list[str], list[list[Any]]]],
    lines: list[Line],
    *,
    changes: dict[int, dict[str, Any]] | None = None,
    skip: set[tuple[str, int]] | None = None,
    **given: Any,
) -> Result:
    """A row for each model, group and line, but those (model, line) in `skip`; `changes` are other fields of single rows."""
    where = [
        (m, p, g, line)
        for m, model in enumerate(models)
        for p, (_, keys) in enumerate(partitions)
        for g in range(len(keys))
        for line in range(len(lines))
        if (model, line) not in (skip or set())
    ]
    rows = [{**PLAIN, **(changes or {}).get(i, {})} for i in range(len(where))]
    codes = {name: WORDS[name] for name in ("status", "method", "interval_status", "published_method")}
    columns: dict[str, np.ndarray] = {
        name: np.array([w[k] for w in where], dtype=np.int32) for k, name in enumerate(("model", "partition", "group", "line"))
    }
    columns.update({name: np.array([known.index(r[name]) for r in rows], dtype=np.uint8) for name, known in codes.items()})
    columns["flags"] = np.array([r["flags"] for r in rows], dtype=np.uint16)
    columns.update({name: np.array([r[name] for r in rows], dtype=np.float64) for name in REALS})
    columns.update({name: np.array([r[name] for r in rows], dtype=np.int64) for name in WHOLE})
    return Result(
        models=models, partitions=partitions, lines=lines, columns=columns, curves=given.pop("curves", []),
        provenance=given.pop("provenance", {"version": cm.__version__}), **given,
    )  # fmt: skip


def counts(*entries: tuple[int, float, int, int, float, float, float, float]) -> dict[str, np.ndarray]:
    """Columns as the engine gives them, from entries of (model, threshold, partition, group, tp, fp, fn, tn)."""
    names = ("model", "threshold", "partition", "group", "tp", "fp", "fn", "tn")
    columns = zip(*entries)
    arrays = {n: np.array(c, dtype=np.int32 if n in ("model", "partition", "group") else np.float64) for n, c in zip(names, columns)}
    return {**arrays, "rule": np.full(len(entries), None, dtype=object)}


CONTRAST = {
    "a": 0, "b": 1, "model": 0, "line": 0, "partition": 0, "group": 0, "kind": "models", "scale": "difference", "value": -0.125,
    "status": "ok", "lower": -0.25, "upper": -0.0625, "level": 0.95, "method": "mover", "interval_status": "ok", "published_lower": NAN,
    "published_upper": NAN, "published_method": "none", "p": 0.0625, "test": "delong", "statistic": -2.5, "df": NAN, "test_p": 0.0125,
    "p_exact": NAN, "p_bootstrap": 0.03125, "p_permutation": NAN, "margin": NAN, "alternative": "two_sided", "decision": "different",
    "simultaneous_lower": -0.5, "simultaneous_upper": 0.25, "p_adjusted": 0.125, "adjustment": "holm", "n_judged": 3, "flags": 0,
}  # fmt: skip


def contrasts(table: tuple[Column, ...], *changes: dict[str, Any]) -> dict[str, np.ndarray]:
    """Columns as the engine gives them, from changes to `CONTRAST`; words are given by name."""
    rows = [{**CONTRAST, **change} for change in changes]
    return {c.stored: np.array([c.words.index(r[c.name]) if c.kind == "word" else r[c.stored] for r in rows], dtype=c.dtype) for c in table}


PARTITIONS: list[tuple[list[str], list[list[Any]]]] = [
    ([], [[]]),
    (["sex"], [["F"], ["M"], [None]]),
    (["sex", "age_band"], [["F", "65+"], ["F", "<65"], ["M", "65+"]]),
]
LINES: list[Line] = [
    ("auroc", {}),
    ("sensitivity", {"threshold": 0.2}),
    ("sensitivity", {"threshold": 0.35}),
    ("f_beta", {"beta": 2.0, "threshold": 0.2}),
    ("sensitivity", {}),
]
NOTICES = [
    Notice("metrics_left_out", "The metric brier was left out of risk: 3 scores are above 1.", "risk", ("brier",), 3, 17),
    Notice("other", "This concerns every model."),
]
COUNTS = counts(
    *((m, t, p, g, 30.0, 12.5, 10.0, 47.5) for m in (0, 1) for t in (0.2, 0.35) for p, g in ((0, 0), (1, 0), (1, 1), (2, 0))),
    (2, NAN, 0, 0, 8.0, 2.0, 1.0, 9.0),
)
COMPARED = contrasts(
    COMPARISONS,
    {},
    {"scale": "ratio", "value": 0.75, "lower": 0.5, "upper": 0.875, "decision": "superior", "alternative": "superior", "margin": 0.0625},
    {"line": 1, "partition": 1, "group": 1, "value": NAN, "status": "no_positives", "lower": NAN, "upper": NAN, "p": NAN,
     "decision": "not_judged", "interval_status": "undefined_value", "method": "none"},
    {"a": -1, "b": -1, "kind": "joint", "scale": "test_only", "value": NAN, "lower": NAN, "upper": NAN, "test": "delong_joint", "df": 2.0,
     "p": NAN, "decision": "not_judged", "method": "none", "interval_status": "not_requested"},
)  # fmt: skip
GAPPED = contrasts(
    GAPS,
    {"partition": 1, "kind": "range", "a": 1, "b": 0},
    {"partition": 1, "kind": "worst", "a": 2, "b": -1, "scale": "value", "value": 0.5, "lower": 0.25, "upper": 0.75, "decision": "not_judged"},
    {"partition": 1, "kind": "rest", "a": 0, "b": -1, "line": 1},
    {"partition": 2, "kind": "heterogeneity", "a": -1, "b": -1, "scale": "i_squared", "value": 0.25, "lower": 0.0, "upper": 0.5},
    {"model": 1, "partition": 2, "kind": "rest", "a": 2, "b": -1, "scale": "ratio", "value": 0.5, "lower": 0.25, "upper": 0.75},
)  # fmt: skip
CURVE = {
    "model": "risk", "attribute": None, "group": [], "tp": [0.0, 20.0, 40.0], "fp": [0.0, 5.0, 60.0], "n_positive": 40, "n_negative": 60,
    "marks": [{"threshold": 0.2, "tp": 30.0, "fp": 12.5}],
    "roc_band": {"lower": [None, 0.5, 0.9], "upper": [0.2, 0.6, 1.0]},
    "simultaneous_roc_band": {"lower": [0.0, 0.2, 0.6], "upper": [0.5, 0.9, 1.0]},
    "pr_band": {"lower": [None, 0.4, 0.3], "upper": [None, 0.7, 0.6]},
    "simultaneous_pr_band": {"lower": [0.0, 0.2, 0.1], "upper": [1.0, 0.9, 0.8]},
    "calibration": {"edges": [0.0, 0.5, 1.0], "n": [50, 50], "n_positive": [10, 30], "mean_score": [0.2, 0.7], "lower": [0.1, 0.5],
                    "upper": [0.3, 0.9]},
    "smooth": [{"method": "rcs", "score": [0.1, 0.5], "observed": [0.15, 0.6], "lower": [0.1, 0.5], "upper": [0.2, 0.7]},
               {"method": "loess", "score": [0.1, 0.5], "observed": [0.2, 0.5], "lower": [None, None], "upper": [None, None]}],
    "decision": {"threshold": [0.1, 0.5], "net_benefit": [0.25, 0.125], "lower": [0.125, -0.25], "upper": [0.5, 0.25],
                 "simultaneous_lower": [0.0, None], "simultaneous_upper": [0.75, 0.5], "treat_all": [0.25, -0.5]},
    "histogram": {"edges": [0.0, 0.5, 1.0], "n_positive": [10, 30], "n_negative": [40, 20]},
}  # fmt: skip


def usual() -> Result:
    """Two models with scores and one with labels; overall, sex, and sex by age; groups, counts, comparisons, gaps, notices and curves."""
    return made(
        ["risk", "Old score", "flag"], PARTITIONS, LINES,
        skip={("risk", 4), ("Old score", 4), ("flag", 0), ("flag", 1), ("flag", 2), ("flag", 3)},
        counts=COUNTS, comparisons=COMPARED, gaps=GAPPED, notices=NOTICES,
        curves=[CURVE, {**CURVE, "model": "Old score", "roc_band": None, "calibration": None, "smooth": []}],
        changes={
            5: {"value": NAN, "lower": NAN, "upper": NAN, "status": "too_few", "method": "none", "interval_status": "too_few", "n": 7,
                "n_positive": -1, "n_negative": -1, "n_units": -1, "weight_sum": NAN, "n_eff": NAN, "numerator": NAN, "denominator": NAN},
        },
    )  # fmt: skip
