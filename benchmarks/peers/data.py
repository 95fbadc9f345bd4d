# SPDX-License-Identifier: Apache-2.0
"""Simulated risk scores: binormal, on the probability scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def simulate(
    n: int, prevalence: float = 0.1, seed: int = 1, separation: float = 1.5
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < prevalence).astype(np.uint8)
    y[:2] = (0, 1)
    logit = rng.normal(size=n) + separation * y - 2.5
    return y, (1 / (1 + np.exp(-logit))).astype(np.float32)


def categories(codes: npt.NDArray[np.int64]) -> pd.Categorical:
    """Groups as a column of a table holds them: codes and the names of the levels."""
    return pd.Categorical(codes.astype(str))
