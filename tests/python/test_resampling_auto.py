# SPDX-License-Identifier: Apache-2.0
"""resampling="auto" switches at 200,000 units, by the number of units alone, and says what it took."""

from __future__ import annotations

import clinmetrics as cm
import numpy as np
import pytest


def replicates(n: int, resampling: str, unit: object = None) -> cm.Result:
    y = np.arange(n) % 7 == 0
    s = ((np.arange(n) * 2654435761) % 1000).astype(np.float32)
    return cm.evaluate(
        y_true=y, y_score=s, unit=unit, metrics=["auroc"], ci="basic", n_resamples=16, resampling=resampling, keep_replicates=True
    )


@pytest.mark.parametrize(("n", "kind"), [(200_000, "multinomial"), (200_001, "poisson")])
def test_the_switch(n: int, kind: str) -> None:
    auto, named = replicates(n, "auto"), replicates(n, kind)
    assert auto.provenance["resampling"] == kind
    assert np.array_equal(auto.one().replicates, named.one().replicates)


def test_units_count_not_rows() -> None:
    assert replicates(200_001, "auto", np.arange(200_001) // 2).provenance["resampling"] == "multinomial"
