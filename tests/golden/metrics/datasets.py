# SPDX-License-Identifier: Apache-2.0
"""The data sets of the golden values, by name: recipes in integer arithmetic, the demo's cohort, and sets that other packages bring along.

`load("ties")` gives a `Data`. A recipe gives the same bits everywhere: it uses whole numbers and one division. Names with a colon take an
argument: `table:TP/FP/FN/TN`, `nhefs:logistic`, `breast_cancer:mean radius`. Sets of GPL packages (`asah:…`) are read from the package that
is installed, never copied; where it is missing, `Unavailable` says so.
"""

from __future__ import annotations

import csv
import functools
import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[3]
Array = npt.NDArray[Any]


class Unavailable(Exception):
    """The package that holds the data is not installed."""


@dataclass(frozen=True)
class Data:
    """Rows: the outcome, and what the set has of scores, decisions, weights and units. `is_risk`: the scores are probabilities."""

    y: Array
    score: Array | None = None
    decision: Array | None = None
    weight: Array | None = None
    unit: Array | None = None
    strata: Array | None = None
    is_risk: bool = False

    def decide(self, threshold: float | None) -> Array:
        """Hard labels: the set's own, or score >= threshold."""
        if threshold is None:
            if self.decision is None:
                raise ValueError("a set of scores needs a threshold")
            return self.decision
        assert self.score is not None
        return (self.score >= threshold).astype(np.int64)


def _rows(n: int) -> Array:
    return np.arange(n, dtype=np.int64)


def table(tp: int, fp: int, fn: int, tn: int) -> Data:
    """A two-by-two table, row by row."""
    counts = [tp, fp, fn, tn]
    return Data(y=np.repeat([1, 0, 1, 0], counts), decision=np.repeat([1, 1, 0, 0], counts))


def ties() -> Data:
    """48 rows, 9 distinct scores (eighths), both classes at nearly every score."""
    i = _rows(48)
    score = ((7 * i + i // 9) % 9) / 8
    return Data(y=((7 * i * i + i) % 11 < 3 + 4 * (score > 0.5)).astype(np.int64), score=score, is_risk=True)


def spread() -> Data:
    """120 rows without ties, the risk about right, 30 % positive."""
    i = _rows(120)
    score = ((37 * i) % 127 + 1) / 129
    return Data(y=((53 * i * i + 11 * i) % 97 < 75 * score).astype(np.int64), score=score, is_risk=True)


def rare() -> Data:
    """200 rows, one positive, which 7 negatives outrank."""
    i = _rows(200)
    score = ((89 * i) % 211) / 211
    return Data(y=(score == np.sort(score)[-8]).astype(np.int64), score=score, is_risk=True)


def weighted() -> Data:
    """60 rows with whole weights 0 to 5."""
    i = _rows(60)
    score = ((41 * i) % 61) // 2 / 31
    y = ((29 * i * i + 5 * i) % 53 < 20 + 15 * (score > 0.4)).astype(np.int64)
    return Data(y=y, score=score, weight=(i * i + 2 * i) % 6, is_risk=True)


def real_weights() -> Data:
    """The same with weights that are not whole numbers, 7/17 to 90/17."""
    rows, i = weighted(), _rows(60)
    return Data(y=rows.y, score=rows.score, weight=(7 + (13 * i) % 84) / 17, is_risk=True)


def certain() -> Data:
    """16 rows, risks of 0 and 1 among them, none of these wrong."""
    score = np.array([0, 0, 1, 1, 0, 1, 8, 24, 3, 29, 16, 16, 0, 32, 5, 31]) / 32
    score[[2, 3, 5]] = 1
    return Data(y=np.array([0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1]), score=score, is_risk=True)


def certain_and_wrong() -> Data:
    """The same with one risk of 0 for a positive row."""
    rows = certain()
    y = rows.y.copy()
    y[0] = 1
    return Data(y=y, score=rows.score, is_risk=True)


def edges() -> Data:
    """44 rows on the edges j/10 of ten bins, one step of the doubles beside them, and between them."""
    edge = np.arange(11) / 10
    score = np.concatenate([edge, np.nextafter(edge, 0), np.nextafter(edge, 1)[:10], (2 * np.arange(10) + 1) / 20, [0.25, 0.5]])
    score = np.clip(score, 0, 1)
    i = _rows(len(score))
    return Data(y=((5 * i * i + i) % 13 < 6).astype(np.int64), score=score, is_risk=True)


def clusters() -> Data:
    """120 rows of 40 patients with 1 to 5 rows each, alike within a patient."""
    size = np.array([1 + (k * k) % 5 for k in range(40)])
    unit = np.repeat(np.arange(40), size)
    i = _rows(len(unit))
    of_unit = ((17 * unit) % 41) / 41
    score = (2 * of_unit + ((29 * i) % 101) / 101) / 3
    y = ((3 * of_unit + ((43 * i) % 89) / 89) / 4 > 0.55).astype(np.int64)
    return Data(y=y, score=score, unit=1000 + 7 * unit, is_risk=True)


def weighted_clusters() -> Data:
    """The same with weights by patient."""
    rows = clusters()
    assert rows.unit is not None
    return Data(y=rows.y, score=rows.score, unit=rows.unit, weight=1 + (rows.unit // 7) % 4, is_risk=True)


def by_outcome() -> Data:
    """`spread`, sampled by outcome: the strata are the classes."""
    rows = spread()
    return Data(y=rows.y, score=rows.score, strata=rows.y, is_risk=True)


def three_sites() -> Data:
    """`spread`, sampled by site: three strata of 40 rows."""
    rows = spread()
    return Data(y=rows.y, score=rows.score, strata=_rows(120) % 3, is_risk=True)


def separated() -> Data:
    """30 rows, every positive above every negative."""
    i = _rows(30)
    return Data(y=(i >= 18).astype(np.int64), score=(i + 1) / 32, is_risk=True)


def constant() -> Data:
    """40 rows of one score."""
    return Data(y=(_rows(40) % 4 == 0).astype(np.int64), score=np.full(40, 0.25), is_risk=True)


def unbalanced() -> Data:
    """100 positives and 900 negatives, well separated but for a few."""
    i = _rows(1000)
    y = (i % 10 == 0).astype(np.int64)
    noise = ((271 * i) % 1009) / 1009
    return Data(y=y, score=(noise + 2 * noise * noise * noise + 1.6 * y) / 5, is_risk=True)


def easy() -> Data:
    """400 rows, 160 positive: large enough for logit-DeLong alone."""
    i = _rows(400)
    y = (i % 5 < 2).astype(np.int64)
    return Data(y=y, score=(((173 * i) % 401) / 401 + 0.5 * y) / 2, is_risk=True)


_HELD_OUT = (  # rows, distinct risks, steepness of the risk and of the truth, odds of no outcome, greatest weight
    (60, 61, 1, 1, 1, 1), (60, 11, 1, 2, 1, 1), (90, 97, 2, 1, 1, 1), (90, 23, 2, 1, 3, 4), (120, 127, 1, 1, 4, 1), (120, 31, 2, 2, 1, 3),
    (150, 151, 1, 2, 3, 1), (200, 211, 2, 1, 1, 1), (200, 19, 1, 1, 2, 1), (200, 211, 1, 1, 9, 5), (300, 307, 2, 2, 3, 1), (300, 41, 2, 1, 2, 2),
    (400, 401, 1, 2, 1, 1), (400, 29, 3, 1, 1, 1), (500, 503, 1, 3, 2, 1), (600, 97, 2, 3, 5, 3), (800, 809, 3, 2, 1, 1), (1000, 1009, 1, 1, 19, 1),
    (1500, 1511, 2, 1, 9, 1),
)  # fmt: skip


def held_out(number: str) -> Data:
    """Sets 1 to 19: logit risk = a * x, logit truth = b * x - log c, so that the slope is about b/a; few to many rows, ties, weights."""
    n, m, a, b, c, most = _HELD_OUT[int(number) - 1]
    i = _rows(n)
    x = ((37 * i) % m + 1).tolist()
    score = np.array([k**a / (k**a + (m + 1 - k) ** a) for k in x])
    chance = ((53 * i * i + 29 * i + 17 * int(number)) % 1013).tolist()
    y = np.array([int(h * (k**b + c * (m + 1 - k) ** b) < 1013 * k**b) for h, k in zip(chance, x)])
    return Data(y=y, score=score, weight=None if most == 1 else 1 + (i * i + i // 3) % most, is_risk=True)


def metrics_reloaded() -> Data:
    """Ten risks of Maier-Hein L et al., Nat Methods 2024;21:195-212, supplementary note 2.24."""
    score = np.array([0.22, 0.48, 0.49, 0.96, 0.55, 0.64, 0.78, 0.82, 0.34, 0.87])
    return Data(y=np.array([0, 1, 0, 0, 1, 1, 1, 1, 1, 0]), score=score, is_risk=True)


def nhefs(model: str) -> Data:
    """The demo's cohort: deaths by 1992 and a model's risk."""
    with (ROOT / "examples/demo/predictions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return Data(y=np.array([int(r["died"]) for r in rows]), score=np.array([float(r[model]) for r in rows]), is_risk=True)


def nhefs_women(model: str) -> Data:
    """The women of the demo's cohort."""
    with (ROOT / "examples/demo/predictions.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["sex"] == "female"]
    return Data(y=np.array([int(r["died"]) for r in rows]), score=np.array([float(r[model]) for r in rows]), is_risk=True)


def breast_cancer(feature: str) -> Data:
    """scikit-learn's Wisconsin data, malignant = 1. "risk": r^2/(r^2 + 225) of the mean radius r."""
    if importlib.util.find_spec("sklearn") is None:
        raise Unavailable("scikit-learn is not installed")
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    names = list(bunch.feature_names)
    x = np.asarray(bunch.data[:, names.index("mean radius" if feature == "risk" else feature)], dtype=float)
    return Data(y=np.asarray(1 - bunch.target), score=x * x / (x * x + 225) if feature == "risk" else x, is_risk=feature == "risk")


def asah(marker: str) -> Data:
    """Subarachnoid haemorrhage, poor outcome = 1; `aSAH` of the R package pROC (GPL-3), read from there."""
    return _from_r(
        "pROC", f'data(aSAH, package = "pROC"); d <- data.frame(y = as.integer(aSAH$outcome == "Poor"), s = as.numeric(aSAH${marker}))'
    )


def suicide(gender: str) -> Data:
    """Suicide attempts and a score of depression; `suicide` of the R package cutpointr (GPL-3), read from there: all, female or male."""
    rows = "TRUE" if gender == "all" else f'suicide$gender == "{gender}"'
    return _from_r(
        "cutpointr",
        f'data(suicide, package = "cutpointr"); d <- subset(data.frame(y = as.integer(suicide$suicide == "yes"), s = suicide$dsi), {rows})',
    )


def calibration_curves(name: str) -> Data:
    """The risks of a logistic regression on `traindata` for `testdata`, of the R package CalibrationCurves (GPL-3), read from there."""
    code = 'data(traindata, testdata, package = "CalibrationCurves"); fit <- glm(y ~ ., binomial, traindata)'
    rows = _from_r("CalibrationCurves", f'{code}; d <- data.frame(y = {name}$y, s = predict(fit, {name}, type = "response"))')
    return Data(y=rows.y, score=rows.score, is_risk=True)


def dcurves(column: str) -> Data:
    """`df_binary` of the Python package dcurves, read from there without importing it."""
    return _from_dcurves("df_binary.csv", "cancer", column)


def dcurves_case_control(column: str) -> Data:
    """`df_case_control` of the same package."""
    return _from_dcurves("df_case_control.csv", "casecontrol", column)


def _from_dcurves(file: str, outcome: str, column: str) -> Data:
    spec = importlib.util.find_spec("dcurves")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("the Python package dcurves is not installed")
    with Path(spec.submodule_search_locations[0], "data", file).open(newline="") as table:
        rows = list(csv.DictReader(table))
    return Data(y=np.array([int(r[outcome] in ("TRUE", "1")) for r in rows]), score=np.array([float(r[column]) for r in rows]))


def _from_r(package: str, code: str) -> Data:
    """Columns y and s of a data frame d that `code` makes, as hexadecimal doubles."""
    if shutil.which("Rscript") is None:
        raise Unavailable("R is not installed")
    lines = f'if (!nzchar(system.file(package = "{package}"))) quit(status = 3); {code}; cat(sprintf("%d %a\\n", d$y, d$s), sep = "")'
    run = subprocess.run(["Rscript", "--vanilla", "-e", lines], capture_output=True, text=True)
    if run.returncode == 3:
        raise Unavailable(f"the R package {package} is not installed")
    run.check_returncode()
    pairs = [line.split() for line in run.stdout.splitlines()]
    return Data(y=np.array([int(y) for y, _ in pairs]), score=np.array([float.fromhex(s) for _, s in pairs]))


_RECIPES: dict[str, Callable[[], Data]] = {
    f.__name__: f
    for f in (
        ties, spread, rare, weighted, real_weights, certain, certain_and_wrong, edges, clusters, weighted_clusters, by_outcome, three_sites,
        separated, constant, unbalanced, easy, metrics_reloaded,
    )
}  # fmt: skip
_FAMILIES: dict[str, Callable[[str], Data]] = {
    "table": lambda cells: table(*map(int, cells.split("/"))),
    "held_out": held_out,
    "nhefs": nhefs,
    "nhefs_women": nhefs_women,
    "breast_cancer": breast_cancer,
    "asah": asah,
    "calibration_curves": calibration_curves,
    "suicide": suicide,
    "dcurves": dcurves,
    "dcurves_case_control": dcurves_case_control,
}


@functools.cache
def load(name: str) -> Data:
    """The set of that name; `Unavailable` where it is another package's and that is not installed."""
    family, colon, argument = name.partition(":")
    return _FAMILIES[family](argument) if colon else _RECIPES[name]()
