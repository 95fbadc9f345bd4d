# SPDX-License-Identifier: Apache-2.0
"""Values of every metric by other Python tools: scikit-learn, imbalanced-learn, PyCM, statsmodels, uncertainty-calibration, pycalib.

    pip install scikit-learn==1.9.1 imbalanced-learn==0.14.2 pycm==4.6 statsmodels==0.15.0
    pip install --no-deps uncertainty-calibration==0.1.4 pycalib==0.1.0.dev6 && pip install parameterized tqdm matplotlib
    python tests/golden/make_sklearn.py

Rows go to metrics/values.json. Where a tool means something else than this library, the row has the tool's number as `value`, this
library's as `ours` with its `status`, and says why in `note`.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import calibration as uncertainty_calibration
import table
from datasets import Data, load
from imblearn.metrics import geometric_mean_score
from pycalib.metrics import binary_ECE
from pycm import ConfusionMatrix
from sklearn import metrics as sk
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.inter_rater import cohens_kappa

warnings.simplefilter("ignore")
SCRIPT = Path(__file__).name
Row = dict[str, Any]


def pycm(attribute: str) -> Callable[[Any, Any, Any], float]:
    def value(y: Any, d: Any, w: Any) -> float:
        c = ConfusionMatrix(np.asarray(y).tolist(), np.asarray(d).tolist(), sample_weight=None if w is None else [int(x) for x in w])
        x = getattr(c, attribute)[1]
        return float("nan") if x == "None" else float(x)

    return value


def cells(y: Any, d: Any, w: Any) -> Any:
    return sk.confusion_matrix(y, d, labels=[1, 0], sample_weight=w)


def ratio(which: int) -> Callable[[Any, Any, Any], float]:
    return lambda y, d, w: float(sk.class_likelihood_ratios(y, d, sample_weight=w)[which])


# name -> tool, call in words, function of (y, decision, weight)
BINARY: dict[str, list[tuple[str, str, Callable[[Any, Any, Any], float]]]] = {
    "sensitivity": [("scikit-learn", "recall_score", lambda y, d, w: sk.recall_score(y, d, sample_weight=w))],
    "specificity": [("scikit-learn", "recall_score(pos_label=0)", lambda y, d, w: sk.recall_score(y, d, pos_label=0, sample_weight=w))],
    "ppv": [("scikit-learn", "precision_score", lambda y, d, w: sk.precision_score(y, d, sample_weight=w))],
    "npv": [("scikit-learn", "precision_score(pos_label=0)", lambda y, d, w: sk.precision_score(y, d, pos_label=0, sample_weight=w))],
    "fpr": [("pycm", "FPR", pycm("FPR"))],
    "fnr": [("pycm", "FNR", pycm("FNR"))],
    "fdr": [("pycm", "FDR", pycm("FDR"))],
    "false_omission_rate": [("pycm", "FOR", pycm("FOR"))],
    "accuracy": [("scikit-learn", "accuracy_score", lambda y, d, w: sk.accuracy_score(y, d, sample_weight=w))],
    "balanced_accuracy": [("scikit-learn", "balanced_accuracy_score", lambda y, d, w: sk.balanced_accuracy_score(y, d, sample_weight=w))],
    "f1": [("scikit-learn", "f1_score", lambda y, d, w: sk.f1_score(y, d, sample_weight=w))],
    "jaccard": [("scikit-learn", "jaccard_score", lambda y, d, w: sk.jaccard_score(y, d, sample_weight=w))],
    "mcc": [("scikit-learn", "matthews_corrcoef", lambda y, d, w: sk.matthews_corrcoef(y, d, sample_weight=w))],
    "kappa": [
        ("scikit-learn", "cohen_kappa_score", lambda y, d, w: sk.cohen_kappa_score(y, d, sample_weight=w)),
        ("statsmodels", "cohens_kappa", lambda y, d, w: cohens_kappa(cells(y, d, w)).kappa),
    ],
    "informedness": [
        (
            "scikit-learn",
            "balanced_accuracy_score(adjusted=True)",
            lambda y, d, w: sk.balanced_accuracy_score(y, d, sample_weight=w, adjusted=True),
        )
    ],
    "markedness": [("pycm", "MK", pycm("MK"))],
    "lr_positive": [("scikit-learn", "class_likelihood_ratios", ratio(0))],
    "lr_negative": [("scikit-learn", "class_likelihood_ratios", ratio(1))],
    "diagnostic_odds_ratio": [
        ("pycm", "DOR", pycm("DOR")),
        ("statsmodels", "Table2x2.oddsratio", lambda y, d, w: Table2x2(cells(y, d, w), shift_zeros=False).oddsratio),
    ],
    "prevalence": [("pycm", "PRE", pycm("PRE"))],
    "detection_prevalence": [
        ("pycm", "TOP / POP", lambda y, d, w: pycm("TOP")(y, d, w) / pycm("POP")(y, d, w)),
    ],
    "fowlkes_mallows": [("pycm", "G", pycm("G"))],
    "g_mean": [
        ("imbalanced-learn", "geometric_mean_score", lambda y, d, w: geometric_mean_score(y, d, sample_weight=w)),
        ("pycm", "GM", pycm("GM")),
    ],
}
BETAS = (0.5, 2.0, 3.0)
DECISIONS: list[tuple[str, float | None]] = [
    ("table:670/202/74/640", None),
    ("table:32/68/4/428", None),
    ("table:100000/3/2/100000", None),
    ("ties", 0.5),
    ("spread", 0.4),
    ("rare", 0.9),
    ("weighted", 0.4),
    ("edges", 0.5),
    ("nhefs:logistic", 0.2),
    ("nhefs_women:boosting", 0.1),
    ("breast_cancer:mean radius", 15.0),
]
# What pycm counts in rows of weight 0 or in weights that are not whole is not asked of it.
REAL_WEIGHTED = ("scikit-learn", "imbalanced-learn", "statsmodels")

# Tables that some tools answer by convention: metric, cells, what this library says, its status, why.
CONVENTIONS: list[tuple[str, str, float, str, str]] = [
    ("mcc", "table:0/0/3/5", np.nan, "zero_denominator", "scikit-learn gives 0 where nothing is flagged; here it is undefined"),
    ("mcc", "table:3/5/0/0", np.nan, "zero_denominator", "scikit-learn gives 0 where everything is flagged; here it is undefined"),
    ("mcc", "table:3/0/5/0", np.nan, "no_negatives", "scikit-learn gives 0 with one class; here it is undefined"),
    ("sensitivity", "table:0/2/0/6", np.nan, "no_positives", "scikit-learn gives 0 with a warning; here it is undefined"),
    ("specificity", "table:4/0/2/0", np.nan, "no_negatives", "scikit-learn gives 0 with a warning; here it is undefined"),
    ("ppv", "table:0/0/3/5", np.nan, "zero_denominator", "scikit-learn gives 0 with a warning; here it is undefined"),
    ("npv", "table:3/5/0/0", np.nan, "zero_denominator", "scikit-learn gives 0 with a warning; here it is undefined"),
    ("f1", "table:0/0/0/6", np.nan, "no_positives", "scikit-learn gives 0 with a warning for TP = FP = FN = 0; here it is undefined"),
    ("jaccard", "table:0/0/0/6", np.nan, "no_positives", "scikit-learn gives 0 with a warning for TP = FP = FN = 0; here it is undefined"),
    (
        "balanced_accuracy",
        "table:4/0/2/0",
        np.nan,
        "no_negatives",
        "scikit-learn averages the classes that are there; here it is undefined",
    ),
    (
        "informedness",
        "table:4/0/2/0",
        np.nan,
        "no_negatives",
        "scikit-learn: 1/3, from the recall of the one class and a chance of 1; undefined",
    ),
    ("g_mean", "table:4/0/2/0", np.nan, "no_negatives", "imbalanced-learn leaves the absent class out; here it is undefined"),
    ("lr_positive", "table:4/0/2/5", np.inf, "zero_denominator", "scikit-learn gives NaN for FPR = 0; here it is +inf"),
    ("lr_negative", "table:4/5/2/0", np.inf, "zero_denominator", "scikit-learn gives NaN for TNR = 0; here it is +inf"),
    ("diagnostic_odds_ratio", "table:4/0/2/5", np.inf, "zero_denominator", "PyCM gives no number; here it is +inf"),
    ("diagnostic_odds_ratio", "table:4/5/0/3", np.inf, "zero_denominator", "PyCM gives no number; here it is +inf"),
]
# Where they agree at the edge.
AGREED: list[tuple[str, str]] = [
    ("f1", "table:0/2/3/5"),
    ("jaccard", "table:0/2/3/5"),
    ("lr_positive", "table:0/2/3/5"),
    ("lr_negative", "table:4/1/0/5"),
    ("diagnostic_odds_ratio", "table:0/2/3/5"),
    ("mcc", "table:4/0/0/5"),
    ("mcc", "table:0/4/5/0"),
    ("kappa", "table:4/0/0/5"),
    ("kappa", "table:0/4/5/0"),
    ("kappa", "table:0/0/4/5"),
    ("sensitivity", "table:4/1/0/5"),
    ("specificity", "table:4/0/1/5"),
    ("g_mean", "table:0/2/3/5"),
]


def row(metric: str, data: str, value: float, tool: str, call: str, **more: Any) -> Row:
    head = {"metric": metric, "data": data, "parameters": more.pop("parameters", {}), "value": float(value)}
    return {**head, **more, "tool": tool, "version": version(tool), "call": call}


def binary() -> Iterator[Row]:
    for data, threshold in DECISIONS:
        rows = load(data)
        d = rows.decide(threshold)
        cut = {} if threshold is None else {"threshold": threshold}
        for metric, tools in BINARY.items():
            for tool, call, f in tools:
                value = f(rows.y, d, rows.weight)
                if not np.isfinite(value):
                    continue  # a cell of 0: CONVENTIONS
                divided = call == "DOR"
                note = "PyCM divides LR+ by LR-, which loses digits" if divided else ""
                yield row(metric, data, value, tool, call, parameters=cut, note=note, tolerance=1e-11 if divided else None)
        for beta in BETAS:
            value = sk.fbeta_score(rows.y, d, beta=beta, sample_weight=rows.weight)
            yield row("f_beta", data, value, "scikit-learn", "fbeta_score", parameters={**cut, "beta": beta})
    rows = load("real_weights")
    for metric, tools in BINARY.items():
        for tool, call, f in tools:
            if tool in REAL_WEIGHTED:
                yield row(metric, "real_weights", f(rows.y, rows.decide(0.5), rows.weight), tool, call, parameters={"threshold": 0.5})


def conventions() -> Iterator[Row]:
    for metric, data, ours, status, note in CONVENTIONS:
        rows = load(data)
        tool, call, f = BINARY[metric][0]
        yield row(metric, data, f(rows.y, rows.decision, None), tool, call, ours=ours, status=status, note=note)
    for metric, data in AGREED:
        rows = load(data)
        tool, call, f = BINARY[metric][0]
        yield row(metric, data, f(rows.y, rows.decision, None), tool, call)
    rows = load("table:0/0/0/6")
    yield row(
        "f_beta", "table:0/0/0/6", sk.fbeta_score(rows.y, rows.decision, beta=2), "scikit-learn", "fbeta_score",
        parameters={"beta": 2.0}, ours=np.nan, status="no_positives", note="scikit-learn gives 0 with a warning; here it is undefined",
    )  # fmt: skip
    rows = load("table:6/0/0/0")
    yield row(
        "kappa", "table:6/0/0/0", sk.cohen_kappa_score(rows.y, rows.decision), "scikit-learn", "cohen_kappa_score",
status="no_negatives", note="0/0: undefined there and here",
    )  # fmt: skip


RANKED = (
    "ties", "spread", "rare", "weighted", "real_weights", "edges", "clusters", "weighted_clusters", "separated", "constant", "unbalanced", "easy",
    "nhefs:logistic", "nhefs:boosting", "nhefs_women:boosting", "breast_cancer:mean radius", "breast_cancer:mean concave points",
    "breast_cancer:worst perimeter", "asah:s100b", "dcurves:cancerpredmarker", "metrics_reloaded",
)  # fmt: skip
RISKS = (
    "ties", "spread", "rare", "weighted", "real_weights", "certain", "edges", "separated", "constant", "unbalanced", "nhefs:logistic",
    "nhefs:boosting", "nhefs_women:boosting", "breast_cancer:risk", "metrics_reloaded",
)  # fmt: skip


def ranked() -> Iterator[Row]:
    for data in RANKED:
        rows = load(data)
        yield row("auroc", data, sk.roc_auc_score(rows.y, rows.score, sample_weight=rows.weight), "scikit-learn", "roc_auc_score")
        value = sk.average_precision_score(rows.y, rows.score, sample_weight=rows.weight)
        yield row("average_precision", data, value, "scikit-learn", "average_precision_score")


def risks() -> Iterator[Row]:
    for data in RISKS:
        rows = load(data)
        given = {"sample_weight": rows.weight}
        yield row("brier", data, sk.brier_score_loss(rows.y, rows.score, **given), "scikit-learn", "brier_score_loss")
        yield row("scaled_brier", data, sk.d2_brier_score(rows.y, rows.score, **given), "scikit-learn", "d2_brier_score")
        at_edge = np.isin(rows.score, (0, 1)).any()
        if not at_edge or data == "certain":
            note = (
                "scikit-learn clips risks at 2.2e-16, which costs up to 2.2e-16 a row where the risk is 0 or 1 and right" if at_edge else ""
            )
            yield row("log_loss", data, sk.log_loss(rows.y, rows.score, **given), "scikit-learn", "log_loss", note=note)
    rows = load("certain_and_wrong")
    yield row(
        "log_loss", "certain_and_wrong", sk.log_loss(rows.y, rows.score), "scikit-learn", "log_loss",
        ours=np.inf, status="ok", note="scikit-learn clips risks at 2.2e-16; here a risk of 0 for a positive row costs infinity",
    )  # fmt: skip


def ece_by_curve(rows: Data, bins: int) -> float:
    """From scikit-learn's calibration_curve, whose bins are (a, b] too; the counts come from its own edges."""
    from sklearn.calibration import calibration_curve

    observed, predicted = calibration_curve(rows.y, rows.score, n_bins=bins)
    assert rows.score is not None
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], rows.score)
    count = np.bincount(bin_of, minlength=bins)
    count = count[count > 0]
    return float(np.abs(observed - predicted) @ count / count.sum())


def ece() -> Iterator[Row]:
    for data in ("spread", "nhefs:logistic", "nhefs:boosting", "nhefs_women:boosting", "breast_cancer:risk", "metrics_reloaded", "ties"):
        rows = load(data)
        assert rows.score is not None
        for bins in (2, 5, 10, 15):
            own = {"bins": bins, "binning": "equal_width"}
            yield row("ece", data, ece_by_curve(rows, bins), "scikit-learn", "calibration_curve", parameters=own)
            value = uncertainty_calibration.get_ece(rows.score, rows.y, num_bins=bins, mode="marginal")
            yield row("ece", data, value, "uncertainty-calibration", "get_ece(mode='marginal')", parameters=own)
            on_edge = np.isin(rows.score, np.arange(bins + 1) / bins).any()
            if not on_edge:  # its bins are [a, b), its last edge 1 + 1e-8
                wide = np.linspace(0, 1, bins + 1), np.linspace(0, 1 + 1e-8, bins + 1)
                if (np.searchsorted(wide[0], rows.score) == np.searchsorted(wide[1], rows.score)).all():
                    yield row("ece", data, binary_ECE(rows.y, rows.score, bins=bins), "pycalib", "binary_ECE", parameters=own)
    rows = load("edges")
    value = uncertainty_calibration.get_ece(rows.score, rows.y, num_bins=10, mode="marginal")
    differ = "numpy.linspace puts an edge at 0.30000000000000004, j/B at 0.3"
    yield row("ece", "edges", value, "uncertainty-calibration", "get_ece(mode='marginal')", parameters={"bins": 10})
    yield row("ece", "edges", ece_by_curve(rows, 10), "scikit-learn", "calibration_curve", parameters={"bins": 10}, ours=value, note=differ)
    rows = load("certain")
    value = uncertainty_calibration.get_ece(rows.score, rows.y, num_bins=8, mode="marginal")
    yield row("ece", "certain", value, "uncertainty-calibration", "get_ece(mode='marginal')", parameters={"bins": 8})
    yield row("ece", "certain", binary_ECE(rows.y, rows.score, bins=8), "pycalib", "binary_ECE", parameters={"bins": 8})
    for data, bins in (("spread", 10), ("spread", 4), ("separated", 5), ("unbalanced", 10), ("unbalanced", 20)):
        rows = load(data)
        value = uncertainty_calibration.get_ece_em(rows.score, rows.y, num_bins=bins, mode="marginal")
        yield row(
            "ece", data, value, "uncertainty-calibration", "get_ece_em(mode='marginal')", parameters={"bins": bins, "binning": "equal_mass"},
            note="no ties and a number of rows that the bins divide: the ways to split agree",
        )  # fmt: skip


if __name__ == "__main__":
    made = [*binary(), *conventions(), *ranked(), *risks(), *ece()]
    table.replace("values", SCRIPT, made)
