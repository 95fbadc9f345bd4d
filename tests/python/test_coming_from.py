# SPDX-License-Identifier: Apache-2.0
"""The page for those who come from other tools: each of our calls runs, and gives scikit-learn's number where scikit-learn is the other tool."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest
import sklearn.metrics

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coming_from.rst"
N = 200
RNG = np.random.default_rng(5)
Y = (RNG.random(N) < 0.4).astype(int)
S = np.clip(np.round(RNG.normal(0.35 + 0.3 * Y, 0.2), 2), 0.01, 0.99)
S2 = np.clip(np.round(S + RNG.normal(0, 0.2, N), 2), 0.01, 0.99)
SEX = np.where(RNG.random(N) < 0.5, "female", "male")
NAMES: dict[str, Any] = {
    "cm": cm, "y": Y, "s": S, "d": (S > 0.5).astype(int), "w": RNG.integers(1, 4, N), "sex": SEX,
    "data": pd.DataFrame({"y": Y, "s": S, "s2": S2, "sex": SEX}),
}  # fmt: skip


def rows() -> list[tuple[str, str, str]]:
    """Section, their call, our call."""
    found = []
    for section in re.split(r"\n(?=[^\n]+\n-{4,}\n)", PAGE.read_text(encoding="utf-8")):
        pairs = re.findall(r"^   \* - ``(.+)``\n     - ``(.+)``$", section, re.M)
        found += [(section.strip().splitlines()[0], *pair) for pair in pairs]
    return found


ROWS = rows()


def test_every_tool_has_a_table() -> None:
    assert list(dict.fromkeys(section for section, _, _ in ROWS)) == [
        "scikit-learn", "pROC (R)", "epiR (R)", "torchmetrics", "fairlearn", "TensorFlow Model Analysis",
    ]  # fmt: skip
    assert PAGE.read_text(encoding="utf-8").count("   * - ``") == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[f"{section.split()[0]}-{theirs[:30]}" for section, theirs, _ in ROWS])
def test_our_call_runs(row: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    section, theirs, ours = row
    value = eval(ours, dict(NAMES))
    assert value is not None
    if section == "scikit-learn":
        peer = eval(theirs, {**vars(sklearn.metrics), **NAMES})
        if theirs.startswith("roc_curve"):
            assert np.interp(0.3, peer[0], peer[1]) == pytest.approx(np.interp(0.3, value["fpr"], value["sensitivity"]), rel=1e-12)
        else:
            np.testing.assert_allclose(np.asarray(value, dtype=float), peer, rtol=1e-11)
    elif isinstance(value, float):
        assert np.isfinite(value)
    elif hasattr(value, "__len__"):
        assert len(value) > 0


def test_what_the_page_says_about_conventions() -> None:
    assert np.isnan(cm.mcc([0, 1], [0, 0]))
    assert sklearn.metrics.matthews_corrcoef([0, 1], [0, 0]) == 0
    assert cm.log_loss([1, 0], [0.0, 0.5], ci=None) == np.inf > sklearn.metrics.log_loss([1, 0], [0.0, 0.5])
    assert cm.sensitivity([1, 0], [0.5, 0.4], threshold=0.5) == 1  # at least the threshold
    assert cm.auroc([1, 0], [0.1, 0.9]) == 0  # not turned around
    with pytest.raises(ValueError, match="y_score"):
        cm.brier([1, 0], [1.2, 0.4])
    gap = eval(next(ours for _, theirs, ours in ROWS if ".ratio()" in theirs), dict(NAMES))
    assert gap.value >= 1
