# SPDX-License-Identifier: Apache-2.0
"""Made-up results in the schema ``clinmetrics.result/2`` for the report's tests: a simulated cohort, simple formulas, any shape.

The values are real values of the simulated rows; the intervals are Wilson, logit DeLong or a normal approximation under the
names that the library would give, so they look right and must not be quoted. ``python report_data.py`` prints an example.
"""

from __future__ import annotations

import bisect
import hashlib
import json
import math
import random
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional

Z = 1.959963984540054
Record = dict[str, Any]
Interval = tuple[Optional[float], Optional[float], str]

ATTRIBUTES: dict[str, Sequence[tuple[str | None, float]]] = {
    "sex": (("female", 0.51), ("male", 0.49)),
    "race": (("0", 0.87), ("1", 0.13)),
    "age_band": (("25–39", 0.44), ("40–54", 0.32), ("55–64", 0.17), ("65+", 0.07)),
    "education": (
        ("primary", 0.19),
        ("some high school", 0.21),
        ("high school", 0.40),
        ("college", 0.185),
        (None, 0.012),
        ("other", 0.003),
    ),
}


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def wilson(k: float, n: float) -> Interval:
    """Wilson's interval."""
    center, half = (k + Z * Z / 2) / (n + Z * Z), Z / (n + Z * Z) * math.sqrt(k * (n - k) / n + Z * Z / 4)
    return (0.0 if k == 0 else center - half, 1.0 if k == n else center + half, "wilson")


def auroc(scores: Sequence[float], labels: Sequence[int]) -> tuple[float, Interval]:
    """AUROC with DeLong's variance on the logit scale."""
    cases = sorted(s for s, y in zip(scores, labels) if y)
    controls = sorted(s for s, y in zip(scores, labels) if not y)

    def placements(of: Sequence[float], among: Sequence[float]) -> list[float]:
        return [(bisect.bisect_left(among, s) + bisect.bisect_right(among, s)) / 2 / len(among) for s in of]

    def variance(xs: Sequence[float]) -> float:
        mean = sum(xs) / len(xs)
        return sum((x - mean) ** 2 for x in xs) / max(len(xs) - 1, 1)

    over, under = placements(cases, controls), placements(controls, cases)
    area = sum(over) / len(over)
    se = math.sqrt(variance(over) / len(over) + variance(under) / len(under))
    if se == 0 or area in (0.0, 1.0):
        return area, (area * 0.8, 1.0, "newcombe5")
    half = Z * se / (area * (1 - area))
    middle = math.log(area / (1 - area))
    return area, (_logistic(middle - half), _logistic(middle + half), "logit_delong")


def average_precision(scores: Sequence[float], labels: Sequence[int]) -> float:
    """Average precision by its definition as a sum of steps."""
    total, tp, fp, previous = 0.0, 0, 0, 0
    ranked = sorted(zip(scores, labels), reverse=True)
    for i, (score, label) in enumerate(ranked):
        tp, fp = tp + label, fp + 1 - label
        if i + 1 == len(ranked) or ranked[i + 1][0] != score:
            total += (tp - previous) * tp / (tp + fp)
            previous = tp
    return total / tp


def cohort(
    n: int, attributes: Mapping[str, Sequence[tuple[str | None, float]]], n_models: int, seed: int, intercept: float = -1.9
) -> Record:
    """Simulated rows: outcome, probabilities of each model and groups."""
    draw = random.Random(seed)
    rows: Record = {"y": [], "scores": [[] for _ in range(n_models)], "groups": {name: [] for name in attributes}}
    for _ in range(n):
        lean = 0.0
        for name, values in attributes.items():
            at = draw.choices(range(len(values)), [share for _, share in values])[0]
            rows["groups"][name].append(values[at][0])
            lean += (at - (len(values) - 1) / 2) * (0.9 if name == "age_band" else 0.1) / max(len(values) / 4, 1)
        risk = intercept + lean + 1.1 * draw.gauss(0, 1)
        rows["y"].append(int(draw.random() < _logistic(risk)))
        for m in range(n_models):
            rows["scores"][m].append(_logistic(risk * (1 - 0.06 * m) + (0.35 + 0.3 * m) * draw.gauss(0, 1) + 0.05 - 0.2 * (m % 3)))
    return rows


def _plain(number: float) -> Any:
    if math.isnan(number):
        return None
    return ("inf" if number > 0 else "-inf") if math.isinf(number) else number


def _values(labels: Sequence[int], scores: Sequence[float], thresholds: Sequence[float], probabilities: bool, hard: bool) -> list[Record]:
    """All metrics of one group and one model."""
    n, positives = len(labels), sum(labels)
    found: list[Record] = []

    def add(metric: str, value: float, interval: Interval, status: str = "ok", **parameters: Any) -> None:
        lower, upper, method = interval
        fine = lower is not None
        found.append(
            {
                "metric": metric,
                "parameters": parameters,
                "value": _plain(value),
                "status": status,
                "lower": lower,
                "upper": upper,
                "method": method if fine else "none",
                "interval_status": "ok" if fine else "undefined_value",
            }
        )

    none: Interval = (None, None, "none")

    def near(value: float, se: float, low: float = -math.inf, high: float = math.inf) -> Interval:
        return max(value - Z * se, low), min(value + Z * se, high), "transform_t"

    def ratio(metric: str, k: float, m: float, status: str, **parameters: Any) -> None:
        add(metric, k / m if m else math.nan, wilson(k, m) if m else none, "ok" if m else status, **parameters)
        found[-1].update(numerator=k, denominator=m)

    ratio("prevalence", positives, n, "empty")
    one_class = "no_positives" if positives == 0 else "no_negatives" if positives == n else "ok"
    if not hard:
        if one_class == "ok":
            area, interval = auroc(scores, labels)
            add("auroc", area, interval if positives >= 100 else (interval[0], interval[1], "hull"))
            ap = average_precision(scores, labels)
            add("average_precision", ap, (*near(ap, math.sqrt(ap * (1 - ap) / positives), 0, 1)[:2], "logit_bootstrap_sd"))
        else:
            add("auroc", math.nan, none, one_class)
            add("average_precision", *((math.nan, none, one_class) if positives == 0 else (1.0, wilson(positives, n))))
    if probabilities and not hard:
        squares = [(p - y) ** 2 for p, y in zip(scores, labels)]
        brier = sum(squares) / n
        spread = math.sqrt(sum((s - brier) ** 2 for s in squares) / n / n)
        add("brier", brier, near(brier, spread, 0))
        base = positives / n * (1 - positives / n)
        add(
            "scaled_brier",
            *((1 - brier / base, near(1 - brier / base, 2 * spread / base), "ok") if base else (math.nan, none, "zero_denominator")),
        )
        expected = sum(scores)
        half = Z * math.sqrt(1 / positives) if positives else 0.0
        oe = positives / expected
        add(
            "observed_expected_ratio",
            oe,
            (oe * math.exp(-half), oe * math.exp(half), "transform_t") if positives else (0.0, 3.7 / expected, "wilson"),
        )
        add("mean_calibration_difference", (positives - expected) / n, near((positives - expected) / n, math.sqrt(base / n)))
    for threshold in [None] if hard else thresholds:
        at: Record = {} if threshold is None else {"threshold": threshold}
        cut = 0.2 if threshold is None else threshold
        tp = sum(1 for s, y in zip(scores, labels) if y and s >= cut)
        fp = sum(1 for s, y in zip(scores, labels) if not y and s >= cut)
        fn, tn = positives - tp, n - positives - fp
        ratio("sensitivity", tp, tp + fn, "no_positives", **at)
        ratio("specificity", tn, tn + fp, "no_negatives", **at)
        ratio("ppv", tp, tp + fp, "zero_denominator", **at)
        ratio("npv", tn, tn + fn, "zero_denominator", **at)
        if one_class != "ok":
            for metric in ("lr_positive", "lr_negative", "balanced_accuracy", "mcc"):
                add(metric, math.nan, none, one_class, **at)
            continue
        se, fpr = tp / (tp + fn), fp / (fp + tn)
        if fpr:
            half = Z * math.sqrt(1 / (tp + 0.5) + 1 / fp)
            add("lr_positive", se / fpr, (se / fpr * math.exp(-half), se / fpr * math.exp(half), "log" if tp else "log_haldane"), **at)
        else:
            add("lr_positive", math.inf if tp else math.nan, (2.31, math.inf, "log_haldane") if tp else none, "zero_denominator", **at)
            found[-1]["upper"] = "inf" if tp else None
        if fpr < 1:
            add("lr_negative", (1 - se) / (1 - fpr), ((1 - se) / (1 - fpr) * 0.7, (1 - se) / (1 - fpr) * 1.4 + 0.01, "log"), **at)
        add(
            "balanced_accuracy",
            (se + 1 - fpr) / 2,
            (*near((se + 1 - fpr) / 2, 0.5 / math.sqrt(positives), 0, 1)[:2], "square_and_add"),
            **at,
        )
        area = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
        mcc = (tp * tn - fp * fn) / area if area else math.nan
        add("mcc", mcc, (*near(mcc, 1 / math.sqrt(n), -1, 1)[:2], "bca") if area else none, "ok" if area else "zero_denominator", **at)
    return found


def _counts(labels: Sequence[int], scores: Sequence[float], threshold: float) -> Record:
    tp = sum(1 for s, y in zip(scores, labels) if y and s >= threshold)
    fp = sum(1 for s, y in zip(scores, labels) if not y and s >= threshold)
    return {"tp": tp, "fp": fp, "fn": sum(labels) - tp, "tn": len(labels) - sum(labels) - fp}


def _curve(model: str, labels: Sequence[int], scores: Sequence[float], probabilities: bool, marks: Sequence[float]) -> Record:
    order = sorted(scores, reverse=True)
    cuts = sorted({order[round(i * (len(order) - 1) / 99)] for i in range(100)}, reverse=True)
    positives = sum(labels)
    at = [_counts(labels, scores, cut) for cut in [math.inf, *cuts]]
    tp, fp = [one["tp"] for one in at], [one["fp"] for one in at]
    limits = [wilson(k, positives) for k in tp] if positives else []
    edges = (
        [min(scores) + (max(scores) - min(scores)) * i / 20 for i in range(20)] + [max(scores)]
        if not probabilities
        else [i / 20 for i in range(21)]
    )

    def inside(i: int, s: float, cuts: Sequence[float]) -> bool:
        return (i == 0 and s == cuts[0]) or cuts[i] < s <= cuts[i + 1]

    calibration = None
    if probabilities:
        cuts = [i / 10 for i in range(11)]
        members = [[(s, y) for s, y in zip(scores, labels) if inside(i, s, cuts)] for i in range(10)]
        bars = [wilson(sum(y for _, y in one), len(one)) if one else (None, None, "") for one in members]
        calibration = {
            "edges": cuts,
            "n": [len(one) for one in members],
            "n_positive": [sum(y for _, y in one) for one in members],
            "mean_score": [sum(s for s, _ in one) / len(one) if one else None for one in members],
            "lower": [bar[0] for bar in bars],
            "upper": [bar[1] for bar in bars],
        }
    return {
        "model": model,
        "attribute": None,
        "group": [],
        "tp": tp,
        "fp": fp,
        "n_positive": positives,
        "n_negative": len(labels) - positives,
        "marks": [{"threshold": t, **{k: v for k, v in _counts(labels, scores, t).items() if k in ("tp", "fp")}} for t in marks],
        "roc_band": (
            {
                "lower": [one[0] for one in limits],
                "upper": [one[1] for one in limits],
            }
            if 0 < positives < len(labels)
            else None
        ),
        "calibration": calibration,
        "smooth": [],
        "decision": None,
        "histogram": {
            "edges": edges,
            "n_positive": [sum(1 for s, y in zip(scores, labels) if y and inside(i, s, edges)) for i in range(20)],
            "n_negative": [sum(1 for s, y in zip(scores, labels) if not y and inside(i, s, edges)) for i in range(20)],
        },
    }


def example(
    models: Sequence[str] = ("logistic_regression", "gradient_boosting"),
    *,
    n: int = 1629,
    attributes: Mapping[str, Sequence[tuple[str | None, float]]] | None = None,
    crosses: Sequence[tuple[str, ...]] = (("sex", "age_band"),),
    thresholds: Sequence[float] = (0.2,),
    probabilities: bool = True,
    hard: Sequence[str] = (),
    seed: int = 7,
    intercept: float = -1.9,
    transform: Callable[[float], float] | None = None,
) -> Record:
    """A whole result; ``hard`` names models that give decisions alone."""
    attributes = ATTRIBUTES if attributes is None else attributes
    rows = cohort(n, attributes, len(models), seed, intercept)
    if transform is not None:
        rows["scores"] = [[transform(s) for s in column] for column in rows["scores"]]
    groupings: list[tuple[str, ...]] = [(name,) for name in attributes] + [cross for cross in crosses if set(cross) <= set(attributes)]
    result: Record = {
        "schema": "clinmetrics.result/2",
        "provenance": {
            "version": "0.1.0",
            "created": "2025-01-15T09:30:00Z",
            "seed": seed,
            "resampling": "multinomial",
            "n_resamples": 2000,
            "backend": "reference",
            "num_threads": 2,
            "level": 0.95,
            "min_group_size": 10,
            "unit": None,
            "strata": None,
            "sample_weight": None,
            "y_true": "died",
            "pos_label": None,
            "labels": None,
            "nan_policy": "drop",
            "weight_kind": "sampling",
            "ci": "auto",
            "metrics": ["clinical"],
            "threshold": list(thresholds),
            "groups": ["*".join(parts) for parts in groupings],
            "curves": "steps",
            "input_sha256": [
                {"argument": argument, "name": name, "sha256": hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()}
                for argument, names in (("y_true", ["died"]), ("y_score", models), ("groups", attributes))
                for name in names
            ],
            "n_rows_received": n + 8,
            "n_rows_analysed": n,
            "n_dropped": 8,
            "platform": "Linux x86_64",
        },
        "models": list(models),
        "attributes": [{"name": "*".join(parts), "parts": list(parts)} for parts in groupings],
        "rows": [],
        "counts": [],
        "notices": [],
        "curves": [],
    }
    selections: list[tuple[str | None, list[tuple[str, str | None]], list[int]]] = [(None, [], list(range(n)))]
    for parts in groupings:
        keys = [tuple(rows["groups"][part][i] for part in parts) for i in range(n)]
        for key in sorted(set(keys), key=lambda k: [(value is None, value or "") for value in k]):
            selections.append(("*".join(parts), list(zip(parts, key)), [i for i in range(n) if keys[i] == key]))
    for attribute, group, members in selections:
        labels = [rows["y"][i] for i in members]
        for m, model in enumerate(models):
            for row in _values(labels, [rows["scores"][m][i] for i in members], thresholds, probabilities, model in hard):
                if is_small := attribute is not None and len(members) < 10:
                    row.update(value=None, lower=None, upper=None, status="too_few", interval_status="too_few", method="none")
                    row.update(numerator=None, denominator=None)
                drawn = row["method"] in ("bca", "logit_bootstrap_sd")
                result["rows"].append(
                    {
                        "model": model,
                        "attribute": attribute,
                        "group": [{"attribute": a, "value": v} for a, v in group],
                        "level": 0.95,
                        "flags": [],
                        "se": None,
                        "df": None,
                        "n": len(members),
                        "numerator": None,
                        "denominator": None,
                        "n_positive": None if is_small else sum(labels),
                        "n_negative": None if is_small else len(labels) - sum(labels),
                        "n_units": None if is_small else len(members),
                        "weight_sum": None if is_small else len(members),
                        "n_eff": None if is_small else len(members),
                        "n_resamples": 2000 if drawn else 0,
                        "n_undefined": 0,
                        **row,
                    }
                )
    for attribute, group, members in selections:
        if attribute is not None and len(members) < 10:
            continue
        labels = [rows["y"][i] for i in members]
        for m, model in enumerate(models):
            scores = [rows["scores"][m][i] for i in members]
            for threshold in [None] if model in hard else thresholds:
                counts = _counts(labels, scores, 0.2 if threshold is None else threshold)
                place = {"attribute": attribute, "group": [{"attribute": a, "value": v} for a, v in group]}
                result["counts"].append({"model": model, "threshold": threshold, **place, **counts})
    for m, model in enumerate(models):
        if model not in hard:
            result["curves"].append(_curve(model, rows["y"], rows["scores"][m], probabilities, thresholds))
    return result


if __name__ == "__main__":
    json.dump(example(attributes={"sex": ATTRIBUTES["sex"]}, crosses=(), n=400), sys.stdout, indent=1, sort_keys=True, ensure_ascii=False)
