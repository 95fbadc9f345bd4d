# SPDX-License-Identifier: Apache-2.0
"""Smooth calibration curves by R (Hmisc, stats), isotonic Brier scores by scikit-learn, debiased errors by uncertainty-calibration, and the
parts of the Brier score over bins in exact arithmetic.

    apt install r-base-core r-cran-hmisc
    pip install scikit-learn==1.9.1 uncertainty-calibration==0.1.4
    python tests/golden/make_smooth.py

R runs as a program of its own (smooth.R). Rows go to metrics/values.json, fits of plain numbers to fit/smooth.txt.
"""

from __future__ import annotations

import importlib.metadata
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import numpy as np
import table
from calibration import utils
from datasets import load
from make_exact import ece_bins, m, weights_of
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss

HERE = Path(__file__).parent
SCRIPT = Path(__file__).name
Row = dict[str, Any]
CURVES = ("spread", "ties", "edges", "easy", "nhefs:logistic", "nhefs:boosting", "nhefs_women:boosting", "breast_cancer:risk",
          *(f"held_out:{k}" for k in range(1, 20)))  # fmt: skip
BINNED = ("spread", "ties", "weighted", "nhefs:boosting", "metrics_reloaded")
DISTANCES = ("ici", "e50", "e90", "emax")


def from_r(folder: Path) -> list[list[str]]:
    requests = []
    for k, data in enumerate(CURVES):
        rows = load(data)
        assert rows.score is not None
        if rows.score.min() < 0 or rows.score.max() > 1:
            continue
        file = folder / f"{k}.txt"
        times = [1] * len(rows.y) if rows.weight is None else rows.weight.tolist()
        file.write_text("".join(f"{float(s).hex()} {y}\n" * w for y, s, w in zip(rows.y.tolist(), rows.score.tolist(), times)))
        requests.append(f"curve\t{data}\t{file}")
    i = np.arange(60)
    x, y = ((37 * i) % 61 + 1) / 67, ((11 * i * i + 3 * i) % 41) / 8
    file = folder / "fit.txt"
    file.write_text("".join(f"{a.hex()} {b.hex()}\n" for a, b in sorted(zip(x.tolist(), y.tolist()))))
    requests.append(f"fit\trecipe\t{file}")
    run = subprocess.run(
        ["Rscript", "--vanilla", str(HERE / "smooth.R")], input="\n".join(requests) + "\n", capture_output=True, text=True, check=True
    )
    kept = [
        f"data\trecipe\t{name}\t{' '.join(v.hex() for v in column)}"
        for name, column in zip("xy", zip(*sorted(zip(x.tolist(), y.tolist()))))
    ]
    answers = [line.split("\t") for line in run.stdout.splitlines()]
    kept += ["\t".join(a) for a in answers if a[0] in ("at", "loess", "lowess", "isoreg", "knots", "basis", "logit", "logit_se", "version")]
    (HERE / "fit").mkdir(exist_ok=True)
    (HERE / "fit" / "smooth.txt").write_text("\n".join(kept) + "\n")
    return answers


def curves(folder: Path) -> Iterator[Row]:
    answers = from_r(folder)
    version = {a[1]: a[3] for a in answers if a[0] == "version"}
    for what, data, smoother, numbers in answers:
        if what != "distances":
            continue
        n_distinct = len(np.unique(load(data).score))
        close = smoother == "rcs" or n_distinct <= 101  # loess is fitted at up to 101 risks, with straight lines between them
        tool = {"tool": "Hmisc", "version": version["Hmisc"], "call": "rcspline.eval, glm"} if smoother == "rcs" else {
            "tool": "R", "version": version["R"], "call": "loess(span = .75, degree = 2, surface = 'direct')"}  # fmt: skip
        for metric, number in zip(DISTANCES, numbers.split()):
            yield {"metric": metric, "data": data, "parameters": {"smoother": smoother}, "value": float.fromhex(number),
                   "tolerance": 1e-8 if close else 2e-3, **({"absolute": True}), **tool}  # fmt: skip


def isotonic(data: str) -> Iterator[Row]:
    rows = load(data)
    assert rows.score is not None
    w = None if rows.weight is None else rows.weight.astype(float)
    fitted = IsotonicRegression(out_of_bounds="clip").fit(rows.score, rows.y, sample_weight=w).predict(rows.score)
    share = np.average(rows.y, weights=w)

    def brier(p: Any) -> float:
        return float(np.average((p - rows.y) ** 2, weights=w))

    assert w is not None or abs(brier(rows.score) - brier_score_loss(rows.y, rows.score)) < 1e-15
    tool = {"tool": "scikit-learn", "version": importlib.metadata.version("scikit-learn"), "call": "IsotonicRegression"}
    for metric, value in (
        ("brier_miscalibration", brier(rows.score) - brier(fitted)),
        ("brier_discrimination", share * (1 - share) - brier(fitted)),
    ):
        yield {"metric": metric, "data": data, "value": value, "tolerance": 1e-12, "absolute": True, **tool}


def debiased(data: str, bins: int) -> Row:
    rows = load(data)
    assert rows.score is not None
    of = ece_bins(rows, bins, "equal_width")
    binned = [[(float(s), float(y)) for s, y, j in zip(rows.score, rows.y, of) if j == b] for b in sorted(set(of))]
    return {"metric": "ece_debiased", "data": data, "parameters": {"bins": bins}, "value": float(utils.unbiased_l2_ce(binned)), "tolerance": 1e-9,
            "absolute": True, "tool": "uncertainty-calibration", "version": importlib.metadata.version("uncertainty-calibration"),
            "call": "utils.unbiased_l2_ce"}  # fmt: skip


def parts(data: str, bins: int, binning: str) -> Iterator[Row]:
    """Straight from the definitions."""
    rows = load(data)
    assert rows.score is not None
    kept = [
        r for r in zip(weights_of(rows), rows.y.tolist(), map(Fraction, rows.score.tolist()), ece_bins(rows, bins, binning)) if r[0] > 0
    ]
    n = sum(r[0] for r in kept)
    share = sum(w * y for w, y, _, _ in kept) / n
    reliability = resolution = worst = Fraction(0)
    for j in {r[3] for r in kept}:
        inside = [r for r in kept if r[3] == j]
        size = sum(r[0] for r in inside)
        y, p = sum(r[0] * r[1] for r in inside) / size, sum(r[0] * r[2] for r in inside) / size
        reliability += size / n * (p - y) ** 2
        resolution += size / n * (y - share) ** 2
        worst = max(worst, abs(p - y))
    uncertainty = share * (1 - share)
    brier = sum(w * (y - p) ** 2 for w, y, p, _ in kept) / n
    found = {"brier_reliability": reliability, "brier_resolution": resolution, "mce": worst,
             "brier_within_bins": brier - reliability + resolution - uncertainty}  # fmt: skip
    tool = {"tolerance": 1e-12, "absolute": True, "tool": "exact arithmetic", "version": "fractions", "call": "definition"}
    for metric, value in found.items():
        yield {"metric": metric, "data": data, "parameters": {"bins": bins, "binning": binning}, "value": float(m(value)), **tool}
    if (bins, binning) == (10, "equal_width"):
        yield {"metric": "brier_uncertainty", "data": data, "value": float(m(uncertainty)), **tool}


def printed() -> Iterator[Row]:
    """Maximum calibration errors that the supplement prints with two digits."""
    for bins, value in ((2, 0.12), (5, 0.55), (10, 0.96)):
        yield {"metric": "mce", "data": "metrics_reloaded", "parameters": {"bins": bins}, "value": value, "tolerance": 0.01, "absolute": True,
               "tool": "Maier-Hein L et al.", "version": "Nat Methods 2024;21:195-212", "call": "supplementary note 2.24"}  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = list(curves(Path(folder)))
    for data in (*BINNED, "easy", "breast_cancer:risk"):
        rows += isotonic(data)
    for data in BINNED:
        for bins, binning in ((10, "equal_width"), (5, "equal_width"), (4, "equal_mass")):
            rows += parts(data, bins, binning)
    rows += [debiased(data, bins) for data in ("spread", "ties", "nhefs:boosting", "metrics_reloaded") for bins in (5, 15)]
    rows += printed()
    assert all(math.isfinite(r["value"]) for r in rows)
    table.replace("values", SCRIPT, rows)


if __name__ == "__main__":
    main()
