# SPDX-License-Identifier: Apache-2.0
"""The weights of the bootstrap, for teaching and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._options import one_of, whole

if TYPE_CHECKING:
    import numpy.typing as npt


def resample_weights(
    n_units: int, n_resamples: int, seed: int = 0, kind: str = "multinomial", *, strata: Any = None
) -> npt.NDArray[np.uint32]:
    """The bootstrap weights of each replicate, for teaching and tests.

    Parameters
    ----------
    n_units : int
        Number of units.
    n_resamples : int
        Number of replicates.
    seed : int, optional
        Seed.
    kind : {"multinomial", "poisson"}, optional
        "multinomial": each row sums to the number of units (in every stratum). "poisson": independent weights of mean and variance 1.
    strata : array of int, shape (n_units,), optional
        The stratum of each unit, ascending.

    Returns
    -------
    array of uint32, shape (n_resamples, n_units)
        How often each unit was drawn in each replicate.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.resample_weights(5, 3, seed=1).sum(axis=1).tolist()
    [5, 5, 5]
    """
    n_units = whole(n_units, "n_units", 0, 2**32 - 1)
    begins = [0, n_units]
    if strata is not None:
        s = np.asarray(strata)
        if len(s) != n_units or np.any(s[1:] < s[:-1]):
            raise ValueError("`strata` must have one entry per unit, ascending")
        begins = [0, *(np.flatnonzero(np.diff(s)) + 1).tolist(), n_units]
    is_poisson = one_of(kind, "kind", "multinomial", "poisson") == "poisson"
    weights: npt.NDArray[np.uint32] = _core.resample_weights(
        begins, whole(n_resamples, "n_resamples", 0, 2**32 - 1), whole(seed, "seed", 0, 2**64 - 1), is_poisson
    )
    return weights
