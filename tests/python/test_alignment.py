# SPDX-License-Identifier: Apache-2.0
"""pandas objects whose indexes differ are never paired by position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import clinmetrics as cm
import narwhals as nw
import numpy as np
import pandas as pd
import pytest

N = 20
Y, S, G = np.arange(N) % 2, np.arange(N) * 7 % N / N, np.where(np.arange(N) % 3, "a", "b")
OTHER: dict[str, Any] = {
    "reversed": np.arange(N)[::-1],
    "shifted": np.arange(N) + 1,
    "one_row": [*range(N - 1), 99],
    "text": [f"r{i}" for i in range(N)],
    "dates": pd.date_range("2020", periods=N),
    "twice": [0] * N,
    "levels": pd.MultiIndex.from_arrays([np.arange(N), np.arange(N)]),
    "nan": [*range(N - 1), np.nan],
}
TEXT = r"`{}` and `{}` have different pandas indexes \(first at row \d+\), and rows are paired by position; bring them into the same order"


def refused(call: Callable[[], Any], second: str, first: str) -> None:
    with pytest.raises(ValueError, match=TEXT.format(second, first)) as caught:
        call()
    assert "2020-" not in str(caught.value)
    assert "r7" not in str(caught.value)


@pytest.mark.parametrize("how", list(OTHER))
def test_differing_indexes_are_refused(how: str) -> None:
    index = OTHER[how]
    y, s, w = pd.Series(Y), pd.Series(S, index=index), pd.Series(np.ones(N), index=index)
    refused(lambda: cm.auroc(y, s), "y_score", "y_true")
    refused(lambda: cm.f1(y, s, threshold=0.5), "y_pred", "y_true")
    refused(lambda: cm.auroc(y, S, sample_weight=w), "sample_weight", "y_true")
    refused(lambda: cm.auroc(Y, s, unit=pd.Series(np.arange(N))), "unit", "y_score")
    refused(lambda: cm.auroc(Y, S, sample_weight=w, unit=pd.Series(np.arange(N))), "unit", "sample_weight")
    refused(lambda: cm.auroc(y, S, strata=pd.Series(np.arange(N) // 10, index=index)), "strata", "y_true")
    refused(lambda: cm.confusion_matrix(y, s, threshold=0.5), "y_score", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score=s), "y_score", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score={"a": pd.Series(S), "b": s}), "b", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score=S, groups={"g": pd.Series(G, index=index)}), "g", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score=S, groups=pd.Series(G, index=index)), "groups", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score=S, groups=pd.DataFrame({"g": pd.Series(G, index=index)})), "g", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score=S, groups={"g": (w, cm.bins(1))}), "g", "y_true")
    refused(lambda: cm.evaluate(y_true=y, y_score=S, unit=w.to_frame()), "unit", "y_true")
    refused(lambda: cm.evaluate(pd.DataFrame({"y": Y}), y_true="y", y_score=s), "y_score", "data")
    refused(lambda: cm.evaluate(pd.DataFrame({"y": Y}, index=index), y_true="y", y_score=pd.Series(S)), "y_score", "data")
    refused(lambda: cm.auroc(nw.from_native(y, series_only=True), nw.from_native(s, series_only=True)), "y_score", "y_true")
    refused(lambda: cm.evaluate(nw.from_native(pd.DataFrame({"y": Y})), y_true="y", y_score=s), "y_score", "data")


@pytest.mark.parametrize("how", list(OTHER))
def test_equal_indexes_and_arrays_are_paired(how: str) -> None:
    index = OTHER[how]
    expected = cm.auroc(Y, S, ci=None)
    y, s = pd.Series(Y, index=index), pd.Series(S, index=index)
    for call in (
        lambda: cm.auroc(y, s, ci=None),
        lambda: cm.auroc(y, S, ci=None),
        lambda: cm.auroc(Y, s, ci=None),
        lambda: cm.auroc(y, s.to_numpy(), ci=None),
        lambda: cm.auroc(y, pd.Series(S, index=y.index.copy()), ci=None),
        lambda: cm.auroc(y, pd.array(S), ci=None),
        lambda: cm.evaluate({"y": y, "s": s}, y_true="y", y_score="s", ci=None, metrics="auroc").one(),
        lambda: cm.evaluate(pd.DataFrame({"y": Y, "s": S}, index=index), y_true="y", y_score="s", ci=None, metrics="auroc").one(),
        lambda: cm.evaluate(pd.DataFrame({"y": Y}, index=index), y_true="y", y_score=s, ci=None, metrics="auroc").one(),
    ):
        assert float(call()) == float(expected)


def test_a_range_equals_the_same_numbers() -> None:
    assert cm.auroc(pd.Series(Y), pd.Series(S, index=list(range(N)))) == cm.auroc(Y, S)


def test_other_lengths_have_their_own_error() -> None:
    with pytest.raises(ValueError, match="`y_score` has 19 rows and `y_true` has 20"):
        cm.auroc(pd.Series(Y), pd.Series(S[:-1]))


def test_the_number_that_would_have_been_given() -> None:
    """Aligning by label gives the number of the rows that belong together."""
    s = pd.Series(S, index=np.arange(N)[::-1])
    assert cm.auroc(pd.Series(Y), s.loc[pd.Series(Y).index], ci=None) == cm.auroc(Y, S[::-1], ci=None)
