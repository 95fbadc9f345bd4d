# SPDX-License-Identifier: Apache-2.0
"""Small cohorts for tests: drawn by Hypothesis or from a seed, and one call for any metric of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import clinmetrics as cm
import numpy as np
from clinmetrics.estimate import FIELDS
from hypothesis import strategies as st

CATALOGUE = {about["name"]: about for about in cm.catalogue()}


def required(about: dict[str, Any], of_labels: bool = False) -> dict[str, float | str]:
    """Parameters that a metric cannot do without, or a threshold rule; hard labels also have no threshold."""
    if about["tally"] == "chosen_confusion":
        return {"threshold": "youden"}
    return {p["name"]: 0.2 for p in about["parameters"] if p["default"] is None and (of_labels or not p["is_threshold"])}


METRICS = [name for name, about in CATALOGUE.items() if not required(about)]
WITH_INTERVALS = [name for name in METRICS if CATALOGUE[name]["interval"] != "none"]


@dataclass(frozen=True)
class Rows:
    """Rows of one model; columns that are None are not given."""

    y: np.ndarray
    score: np.ndarray
    weight: np.ndarray | None = None
    unit: np.ndarray | None = None
    strata: np.ndarray | None = None
    group: np.ndarray | None = None

    def take(self, index: Any) -> Rows:
        fields = {k: v if v is None else np.asarray(v)[index] for k, v in vars(self).items()}
        return Rows(**fields)

    def given(self, **fields: Any) -> Rows:
        return replace(self, **fields)


def seeded(seed: int, n: int, prevalence: float = 0.4, ties: int = 0) -> Rows:
    """A cohort of n rows whose scores carry some signal; with `ties` they are rounded to so many steps."""
    draw = np.random.default_rng(seed)
    y = (draw.random(n) < prevalence).astype(np.int64)
    score = np.clip(draw.normal(0.35 + 0.25 * y, 0.2), 0.01, 0.99)
    return Rows(y, np.round(score * ties) / ties if ties else score)


@st.composite
def cohorts(draw: st.DrawFn, least: int = 0, most: int = 40) -> Rows:
    """Any labels, with scores in [0, 1] of which many are tied."""
    n = draw(st.integers(least, most))
    label = draw(st.integers(0, 2**n - 1))
    step = np.frombuffer(draw(st.binary(min_size=n, max_size=n)), dtype=np.uint8)
    y = np.array([label >> i & 1 for i in range(n)], dtype=np.int64)
    score = np.where(step < 160, step % 9 / 8, np.sqrt(step / 255))  # some steps are few and tied, others are crooked numbers
    return Rows(y, score)


def estimate(metric: str, rows: Rows, **options: Any) -> cm.Estimate:
    """The metric of these rows: decisions are scores of 0.5 and more."""
    about = CATALOGUE[metric]
    given = {"sample_weight": rows.weight, "unit": rows.unit, "strata": rows.strata, **options}
    given = {k: v for k, v in given.items() if v is not None or k in options}
    given = {**({"threshold": 0.5} if about["takes_threshold"] else {}), **required(about), **given}
    return getattr(cm, metric)(rows.y, rows.score, **given)


def evaluate(rows: Rows, **options: Any) -> cm.Result:
    """All of the rows' columns in one call."""
    given = {"sample_weight": rows.weight, "unit": rows.unit, "strata": rows.strata, "threshold": 0.5, "metrics": METRICS}
    if rows.group is not None:
        given["groups"] = {"group": rows.group}
    return cm.evaluate(y_true=rows.y, y_score=rows.score, **{**given, **options})


def same(a: float, b: float) -> bool:
    """Equal bits, where NaN is NaN and the sign of zero counts for nothing."""
    return a == b or (a != a and b != b)


def facts(e: cm.Estimate) -> dict[str, Any]:
    """Everything of an estimate but which model, group and line it belongs to; NaN as None so that dicts compare."""
    elsewhere = ("model", "metric", "parameters", "attribute", "group", "replicates")
    own = {name: getattr(e, name) for name in FIELDS if name not in elsewhere}
    return {k: None if isinstance(v, float) and v != v else v for k, v in own.items()}
