# SPDX-License-Identifier: Apache-2.0
"""Values by group and the gaps between groups by fairlearn's MetricFrame: writes fairlearn.csv beside this file.

    pip install fairlearn==0.15.0 scikit-learn==1.9.1 numpy==2.4.6 pandas==3.1.1
    python tests/golden/compare/make_fairlearn.py

The rows are those of breast_cancer.csv. A row is predicted positive if its mean radius is 14 or more. Its levels are `row * row % 7` and
`row % 3` (see `ATTRIBUTES`). fairlearn's ratio is the least value divided by the greatest.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from fairlearn import metrics as fairness
from sklearn.metrics import accuracy_score, balanced_accuracy_score, brier_score_loss, f1_score, precision_score, roc_auc_score

FOLDER = Path(__file__).parent
ATTRIBUTES = {"square": lambda row: row * row % 7, "third": lambda row: row % 3}
OF_DECISIONS = {
    "sensitivity": fairness.true_positive_rate,
    "specificity": fairness.true_negative_rate,
    "fpr": fairness.false_positive_rate,
    "fnr": fairness.false_negative_rate,
    "detection_prevalence": fairness.selection_rate,
    "ppv": precision_score,
    "accuracy": accuracy_score,
    "balanced_accuracy": balanced_accuracy_score,
    "f1": f1_score,
}
OF_SCORES = {"auroc": roc_auc_score, "brier": brier_score_loss}


def read() -> tuple[np.ndarray, np.ndarray]:
    with (FOLDER / "breast_cancer.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return np.array([int(float(row["malignant"])) for row in rows]), np.array([float(row["mean_radius"]) for row in rows])


def rows() -> Iterator[tuple[str, str, str, str, float]]:
    y, radius = read()
    risk = (radius - radius.min() + 1) / (np.ptp(radius) + 2)
    for attribute, level_of in ATTRIBUTES.items():
        level = level_of(np.arange(len(y)))
        for metrics, output in ((OF_DECISIONS, (radius >= 14).astype(int)), (OF_SCORES, risk)):
            frame = fairness.MetricFrame(metrics=metrics, y_true=y, y_pred=output, sensitive_features=level)
            for metric in metrics:
                for group, value in frame.by_group[metric].items():
                    yield attribute, metric, "by_group", str(group), value
                yield attribute, metric, "difference", "", frame.difference()[metric]
                yield attribute, metric, "ratio", "", frame.ratio()[metric]
        decision = (radius >= 14).astype(int)
        odds = fairness.equalized_odds_difference(y, decision, sensitive_features=level)
        parity = fairness.demographic_parity_difference(y, decision, sensitive_features=level)
        yield attribute, "equalized_odds", "difference", "", odds
        yield attribute, "demographic_parity", "difference", "", parity


def main() -> None:
    with (FOLDER / "fairlearn.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["attribute", "metric", "kind", "group", "value"])
        for *names, value in rows():
            out.writerow([*names, repr(float(value))])


if __name__ == "__main__":
    main()
