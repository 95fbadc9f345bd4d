# SPDX-License-Identifier: Apache-2.0
"""Coverage of the intervals of operating points and of thresholds that a rule chooses, and of the simultaneous band of the ROC curve.

    PYTHONPATH=python python tests/coverage/operating_points.py --samples 400

The worlds are binormal: scores N(0, 1) without and N(d, 1) with the outcome. The truth of a rule is the value at the threshold that it
chooses in the whole population. Prints one line for each world and number: coverage, misses on each side, and the share of samples without
an interval, in percent.
"""

from __future__ import annotations

import argparse
from collections import Counter

import clinmetrics as cm
import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

WORLDS = [(100, 0.3, 1.0), (100, 0.1, 1.5), (400, 0.1, 1.0), (400, 0.3, 1.5)]  # rows, prevalence, distance
POINTS = {
    "sensitivity_at_specificity(specificity=0.9)": "se@sp",
    "sensitivity_at_specificity(specificity=0.9, method=interpolated)": "se@sp, interpolated",
    "ppv_at_sensitivity(sensitivity=0.8)": "ppv@se",
    "sensitivity_at_alert_rate(alert_rate=0.1)": "se@alerts",
    "lift(share=0.1)": "lift",
    "partial_auroc(lower=0.8)": "pAUC",
    "ks_statistic": "KS",
}
RULES = ("youden", "specificity>=0.9", "max_f1")
AT_RULES = ("chosen_threshold", "sensitivity", "specificity", "ppv")


def truths(prevalence: float, d: float) -> dict[str, float]:
    def tpr(t: float) -> float:
        return float(norm.sf(t - d))

    def fpr(t: float) -> float:
        return float(norm.sf(t))

    def alerts(t: float) -> float:
        return prevalence * tpr(t) + (1 - prevalence) * fpr(t)

    at_alerts = brentq(lambda t: alerts(t) - 0.1, -5, 8)
    at_sensitivity, at_specificity = d + norm.isf(0.8), norm.isf(0.1)
    grid = np.linspace(-4, 6, 20_001)
    f1 = 2 * prevalence * norm.sf(grid - d) / (prevalence + prevalence * norm.sf(grid - d) + (1 - prevalence) * norm.sf(grid))
    found = {
        "se@sp": tpr(at_specificity),
        "se@sp, interpolated": tpr(at_specificity),
        "ppv@se": prevalence * 0.8 / alerts(at_sensitivity),
        "se@alerts": tpr(at_alerts),
        "lift": tpr(at_alerts) / 0.1,
        "pAUC": quad(lambda x: norm.sf(norm.isf(x) - d), 0, 0.2)[0],
        "KS": tpr(d / 2) - fpr(d / 2),
    }
    for rule, t in zip(RULES, (d / 2, at_specificity, float(grid[np.argmax(f1)]))):
        values = (t, tpr(t), 1 - fpr(t), prevalence * tpr(t) / alerts(t))
        found.update({f"{rule}: {name}": x for name, x in zip(AT_RULES, values)})
    return found


def counts_of_world(n: int, prevalence: float, d: float, samples: int, seed: int) -> tuple[dict[str, Counter[str]], int]:
    rng, expected = np.random.default_rng(seed), truths(prevalence, d)
    found: dict[str, Counter[str]] = {name: Counter() for name in expected}
    whole_curve = 0
    grid = np.linspace(0.0005, 0.9995, 500)
    curve = norm.sf(norm.isf(grid) - d)
    for sample in range(samples):
        y = (rng.random(n) < prevalence).astype(int)
        s = rng.normal(y * d)
        points = cm.evaluate(y_true=y, y_score=s, metrics=list(POINTS), n_resamples=1000, seed=sample)
        rules = cm.evaluate(y_true=y, y_score=s, threshold=list(RULES), metrics=list(AT_RULES), n_resamples=1000, seed=sample)
        rows = [*zip(POINTS.values(), points), *((f"{e.parameters['threshold']}: {e.metric}", e) for e in rules)]
        for name, e in rows:
            truth = expected[name]
            found[name][
                "none" if e.interval_status != "ok" else "below" if truth > e.upper else "above" if truth < e.lower else "inside"
            ] += 1
        frame = cm.roc_curve(y, s)
        fpr = frame["fpr"].to_numpy()
        lower = frame["simultaneous_lower"].to_numpy()[np.searchsorted(fpr, grid, side="right") - 1]
        upper = frame["simultaneous_upper"].to_numpy()[np.searchsorted(fpr, grid, side="left")]
        whole_curve += bool(((lower <= curve) & (curve <= upper)).all())
    return found, whole_curve


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--samples", type=int, default=400)
    samples = given.parse_args().samples
    for number, world in enumerate(WORLDS):
        found, whole_curve = counts_of_world(*world, samples, number)
        print("n {}, prevalence {}, d {}".format(*world), flush=True)
        for name, c in found.items():
            made = samples - c["none"]
            shares = [100 * c[key] / max(made, 1) for key in ("inside", "below", "above")]
            print(f"  {name:32} {shares[0]:5.1f}  below {shares[1]:4.1f}  above {shares[2]:4.1f}  none {100 * c['none'] / samples:4.1f}")
        print(f"  {'whole ROC curve':32} {100 * whole_curve / samples:5.1f}", flush=True)


if __name__ == "__main__":
    main()
