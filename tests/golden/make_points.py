# SPDX-License-Identifier: Apache-2.0
"""Points of the ROC curve, partial areas and chosen thresholds: R's pROC, scikit-learn, SciPy, PyCM, NumPy; R 4.2.2 on Debian 12.

    apt install r-base-core r-cran-proc
    pip install scikit-learn==1.9.1 scipy==1.17.1 pycm==4.6 numpy==2.4.6
    python tests/golden/make_points.py

pROC reads points on the straight line between two thresholds (`method="interpolated"`); it runs as a program of its own (points.R).
scikit-learn's curves give the thresholds of the data (`method="achievable"`) and the choice of a rule: of several thresholds that are equally
good, within 1e-12, the highest. Where no tool has the number, `call` is the formula in NumPy. Rows go to metrics/values.json.

Bootstrap limits of pROC (ci.se, ci.sp) go to metrics/intervals.json: as in make_bootstrap.py, each may differ by 5 standard errors of its level.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from datasets import Data, load
from pycm import ConfusionMatrix
from scipy.stats import ks_2samp
from sklearn import metrics as sk

HERE = Path(__file__).parent
SCRIPT = Path(__file__).name
BY_R = ("ties", "spread", "unbalanced", "metrics_reloaded", "nhefs:logistic", "breast_cancer:mean radius", "asah:s100b")
ONLY_BY_R = ("asah:wfns", "asah:ndka")
BY_PYTHON = (*BY_R, "edges", "rare", "separated", "weighted")
LIMITS = (0.5, 0.9, 0.95)
SHARES = (0.05, 0.1, 0.3)
WINDOWS = ((0.9, 1.0), (0.8, 1.0), (0.3, 0.75), (0.0, 0.2))
CORNERS = ((0.8, 0.8), (0.4, 0.3), (0.5, 0.9), (0.0, 0.6))
NEAR = 1e-12
Row = dict[str, Any]


def row(metric: str, data: str, value: float, tool: str, call: str, **more: Any) -> Row:
    return {"metric": metric, "data": data, "value": value, "tool": tool, "version": version(tool), "call": call, **more}


# --- pROC ------------------------------------------------------------------------------------------------------------------------------------

Request = tuple[str, ...]


def requests() -> Iterator[tuple[str, Request]]:
    for data in (*BY_R, *ONLY_BY_R):
        for x in LIMITS:
            yield from ((data, ("point", side, repr(x))) for side in ("sensitivity", "specificity"))
        for lower, upper in WINDOWS:
            for focus in ("specificity", "sensitivity"):
                yield from ((data, ("area", repr(lower), repr(upper), focus, correction)) for correction in ("none", "mcclish"))
        yield from ((data, ("corner", repr(se), repr(sp))) for se, sp in CORNERS)


def answers(asked: list[tuple[str, Request]]) -> tuple[str, list[list[float]]]:
    """pROC's version, and the numbers of each request."""
    with tempfile.TemporaryDirectory() as folder:
        file = {data: Path(folder, f"{k}.txt") for k, data in enumerate(sorted({data for data, _ in asked}))}
        for data, path in file.items():
            rows = load(data)
            assert rows.score is not None
            path.write_text("".join(f"{y} {float(s).hex()}\n" for y, s in zip(rows.y.tolist(), rows.score.tolist())))
        text = "".join("\t".join([what, str(file[data]), *rest]) + "\n" for data, (what, *rest) in asked)
        run = subprocess.run(["Rscript", "--vanilla", str(HERE / "points.R")], input=text, capture_output=True, text=True, check=True)
    first, *lines = run.stdout.splitlines()
    return first, [[float.fromhex(x) if x != "NA" else float("nan") for x in line.split("\t")] for line in lines]


def by_r() -> Iterator[Row]:
    asked = list(requests())
    release, numbers = answers(asked)
    for (data, (what, *rest)), found in zip(asked, numbers):
        head: Row = {"data": data, "tool": "pROC", "version": release}
        own: Row
        if what == "point":
            side, x = rest[0], float(rest[1])
            sensitivity, specificity, tp, fp, ppv = found
            own = {side: x, "method": "interpolated"}
            call = f"coords(input = '{side}', ret = {{}})"
            if side == "specificity":
                yield {
                    "metric": "sensitivity_at_specificity",
                    "parameters": own,
                    "value": sensitivity,
                    **head,
                    "call": call.format("'sensitivity'"),
                }
                continue
            yield {
                "metric": "specificity_at_sensitivity",
                "parameters": own,
                "value": specificity,
                **head,
                "call": call.format("'specificity'"),
            }
            yield {"metric": "ppv_at_sensitivity", "parameters": own, "value": ppv, **head, "call": call.format("'ppv'")}
            rate = (tp + fp) / len(load(data).y)
            yield {
                "metric": "alert_rate_at_sensitivity",
                "parameters": own,
                "value": rate,
                **head,
                "call": call.format("c('tp', 'fp')") + ", (tp + fp) / n",
            }
        elif what == "area":
            lower, upper, focus, correction = float(rest[0]), float(rest[1]), rest[2], rest[3]
            own = {"lower": lower, "upper": upper, "focus": focus, "correction": correction}
            call = f"auc(partial.auc.focus = '{focus}', partial.auc.correct = {str(correction == 'mcclish').upper()})"
            status = "below_chance" if np.isnan(found[0]) else None
            yield {"metric": "partial_auroc", "parameters": own, "value": found[0], "status": status, **head, "call": call}
        else:
            own = {"sensitivity": float(rest[0]), "specificity": float(rest[1])}
            call = "auc(partial.auc = c(from, specificity)) - sensitivity * (from - specificity), from = coords(input = 'sensitivity', ret = 'specificity')"
            yield {"metric": "two_way_partial_auroc", "parameters": own, "value": found[0], **head, "call": call, "absolute": True}


def limits_by_r() -> Iterator[Row]:
    """Of the stratified bootstrap: the strata are the classes."""
    share, here, there = 0.025, 10_000, 20_000  # replicates of pROC and of this library
    reach = 5 * np.sqrt(share * (1 - share) * (1 / here + 1 / there))
    shares = (share, share - reach, share + reach)
    points = [("sensitivity", 0.5), ("sensitivity", 0.9), ("specificity", 0.7), ("specificity", 0.9)]
    release, numbers = answers(
        [("by_outcome", ("limits", of, repr(x), repr(1 - 2 * float(p)), str(here))) for of, x in points for p in shares]
    )
    for k, (of, x) in enumerate(points):
        (lower, upper), (lowest, highest), (low, high) = numbers[3 * k : 3 * k + 3]
        limit = "specificity" if of == "sensitivity" else "sensitivity"
        yield {
            "metric": f"{of}_at_{limit}", "data": "by_outcome", "parameters": {limit: x, "method": "interpolated"}, "ci": "percentile",
            "method": "percentile", "level": 0.95, "n_resamples": there, "seed": 1, "lower": lower, "upper": upper,
            "lower_between": [lowest, low], "upper_between": [high, highest], "tool": "pROC", "version": release,
            "call": f"ci.{of[:2]}({x}, boot.n = {here})",
        }  # fmt: skip


# --- scikit-learn, SciPy, PyCM, NumPy --------------------------------------------------------------------------------------------------------


def curve(rows: Data) -> tuple[Any, Any, Any]:
    """False positive rate, sensitivity and share of predicted positives at each threshold, the highest first."""
    fpr, tpr, _ = sk.roc_curve(rows.y, rows.score, drop_intermediate=False, sample_weight=rows.weight)
    share = np.average(rows.y, weights=rows.weight)
    return fpr, tpr, share * tpr + (1 - share) * fpr


def first_best(quality: Any) -> int:
    """The first of those that are greatest within 1e-12."""
    return int(np.flatnonzero(quality >= np.max(quality) - NEAR)[0])


def points() -> Iterator[Row]:
    own: Row
    for data in BY_PYTHON:
        rows = load(data)
        fpr, tpr, alerts = curve(rows)
        precision, recall, _ = sk.precision_recall_curve(rows.y, rows.score, sample_weight=rows.weight)
        for x in LIMITS:
            own = {"parameters": {"specificity": x}}
            value = tpr[1 - fpr >= x - NEAR].max()
            yield row("sensitivity_at_specificity", data, value, "scikit-learn", "roc_curve, max(tpr[1 - fpr >= specificity])", **own)
            own = {"parameters": {"sensitivity": x}}
            value = 1 - fpr[tpr >= x - NEAR].min()
            call = "roc_curve, max(1 - fpr[tpr >= sensitivity])"
            yield row("specificity_at_sensitivity", data, value, "scikit-learn", call, absolute=True, **own)
            value = precision[recall >= x - NEAR][-1]
            call = "precision_recall_curve, precision at the highest threshold with recall >= sensitivity"
            yield row("ppv_at_sensitivity", data, value, "scikit-learn", call, **own)
            call = "roc_curve, prevalence * tpr + (1 - prevalence) * fpr at the first tpr >= sensitivity"
            yield row("alert_rate_at_sensitivity", data, alerts[tpr >= x - NEAR][0], "scikit-learn", call, **own)
        for x in SHARES:
            cut = int(np.flatnonzero(alerts <= x + NEAR)[-1])
            call = "roc_curve, tpr at the last prevalence * tpr + (1 - prevalence) * fpr <= alert_rate"
            yield row("sensitivity_at_alert_rate", data, tpr[cut], "scikit-learn", call, parameters={"alert_rate": x})
            found = np.interp(x, alerts, tpr)
            own = {"parameters": {"alert_rate": x, "method": "interpolated"}}
            yield row(
                "sensitivity_at_alert_rate", data, found, "numpy", "interp(alert_rate, alert rates, tpr) of scikit-learn's roc_curve", **own
            )
            own = {"parameters": {"share": x, "method": "interpolated"}}
            yield row("lift", data, found / x, "numpy", "interp(share, alert rates, tpr) / share of scikit-learn's roc_curve", **own)
            call = "roc_curve, tpr / alert rate at the last alert rate <= share"
            if cut > 0:
                yield row("lift", data, tpr[cut] / alerts[cut], "scikit-learn", call, parameters={"share": x})
            status = None if cut > 0 else "zero_denominator"
            call = "LS of the rows above the cut"
            yield row("lift", data, lift_by_pycm(rows, x), "pycm", call, parameters={"share": x}, status=status)


def lift_by_pycm(rows: Data, share: float) -> float:
    """PyCM's lift score if the groups of equal scores that fit into the share, from the top, are predicted positive."""
    assert rows.score is not None
    weight = np.ones(len(rows.y)) if rows.weight is None else rows.weight
    allowed = share * weight.sum() + NEAR
    fitting = [s for s in np.unique(rows.score) if weight[rows.score >= s].sum() <= allowed]
    decision = rows.decide(min(fitting, default=np.inf))
    whole = None if rows.weight is None else [int(w) for w in rows.weight]
    lift = ConfusionMatrix(rows.y.tolist(), decision.tolist(), sample_weight=whole).LS[1]
    return float("nan") if lift == "None" else float(lift)


def areas() -> Iterator[Row]:
    own: Row
    for data in BY_PYTHON:
        rows = load(data)
        assert rows.score is not None
        fpr, tpr, _ = curve(rows)
        for max_fpr in (0.05, 0.1, 0.3):
            value = sk.roc_auc_score(rows.y, rows.score, max_fpr=max_fpr, sample_weight=rows.weight)
            own = {"parameters": {"lower": 1 - max_fpr, "upper": 1.0, "correction": "mcclish"}}
            if value < 0.5:
                own |= {
                    "ours": float("nan"),
                    "status": "below_chance",
                    "note": "the correction has no meaning below chance; pROC gives NA, too",
                }
            yield row("partial_auroc", data, value, "scikit-learn", "roc_auc_score(max_fpr=1 - lower)", **own)
        for sensitivity, specificity in CORNERS:
            value = corner(fpr, tpr, sensitivity, specificity)
            own = {"parameters": {"sensitivity": sensitivity, "specificity": specificity}}
            call = "trapezoid(tpr - sensitivity, fpr) of the part of each piece of roc_curve with tpr >= sensitivity and fpr <= 1 - specificity"
            yield row("two_way_partial_auroc", data, value, "numpy", call, absolute=True, **own)
        if rows.weight is None:
            value = ks_2samp(rows.score[rows.y == 1], rows.score[rows.y == 0]).statistic
            yield row("ks_statistic", data, value, "scipy", "ks_2samp(scores with, scores without the outcome).statistic")
        yield row("ks_statistic", data, np.abs(tpr - fpr).max(), "scikit-learn", "roc_curve, max(abs(tpr - fpr))")


def corner(fpr: Any, tpr: Any, sensitivity: float, specificity: float) -> float:
    """The area above a sensitivity, up to a false positive rate: of each piece of the curve what is inside."""
    area = 0.0
    for x0, x1, y0, y1 in zip(fpr[:-1], fpr[1:], tpr[:-1], tpr[1:]):
        if x1 <= x0:
            continue
        start, end = x0, min(x1, 1 - specificity)
        slope = (y1 - y0) / (x1 - x0)
        if y0 < sensitivity:
            if y1 <= sensitivity:
                continue
            start = x0 + (sensitivity - y0) / slope
        if end > start:
            x = np.array([start, end])
            area += float(np.trapezoid(y0 + slope * (x - x0) - sensitivity, x))
    return area


def thresholds() -> Iterator[Row]:
    of_ties = "of several that are equally good the highest"
    for data in BY_PYTHON:
        rows = load(data)
        fpr, tpr, cuts = sk.roc_curve(rows.y, rows.score, drop_intermediate=False, sample_weight=rows.weight)
        alerts = curve(rows)[2]
        precision, recall, at = (x[::-1] for x in sk.precision_recall_curve(rows.y, rows.score, sample_weight=rows.weight))
        f1 = 2 * precision[1:] * recall[1:] / np.maximum(precision[1:] + recall[1:], 1e-300)
        never = -np.inf
        chosen = {
            "youden": (cuts[first_best(tpr - fpr)], "roc_curve, thresholds[argmax(tpr - fpr)]"),
            "closest_topleft": (
                cuts[first_best(-((1 - tpr) ** 2) - fpr**2)],
                "roc_curve, thresholds[argmin((1 - tpr) ** 2 + fpr ** 2)]",
            ),
            "sensitivity>=0.9": (cuts[first_best(np.where(tpr >= 0.9 - NEAR, -fpr, never))], "roc_curve, least fpr with tpr >= 0.9"),
            "specificity>=0.9": (
                cuts[first_best(np.where(1 - fpr >= 0.9 - NEAR, tpr, never))],
                "roc_curve, greatest tpr with 1 - fpr >= 0.9",
            ),
            "alert_rate<=0.3": (
                cuts[first_best(np.where(alerts <= 0.3 + NEAR, tpr, never))],
                "roc_curve, greatest tpr with prevalence * tpr + (1 - prevalence) * fpr <= 0.3",
            ),
            "max_f1": (at[first_best(f1)], "precision_recall_curve, thresholds[argmax(2 * precision * recall / (precision + recall))]"),
        }
        for rule, (value, call) in chosen.items():
            yield row("chosen_threshold", data, value, "scikit-learn", f"{call}, {of_ties}", parameters={"threshold": rule})


if __name__ == "__main__":
    made = [*by_r(), *points(), *areas(), *thresholds()]
    table.replace("values", SCRIPT, made)
    table.replace("intervals", SCRIPT, list(limits_by_r()))
