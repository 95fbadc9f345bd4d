# SPDX-License-Identifier: Apache-2.0
"""Bins of a numeric attribute, such as bands of age."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True)
class Bins:
    """Cuts of a numeric attribute; made by `bins`.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.bins(18, 40, 65).levels
    ['<18', '18 to <40', '40 to <65', '>=65']
    """

    cuts: tuple[float, ...]

    @property
    def levels(self) -> list[str]:
        """The bins' names, in numeric order."""
        texts = [_text(cut) for cut in self.cuts]
        return [f"<{texts[0]}", *(f"{low} to <{high}" for low, high in zip(texts, texts[1:])), f">={texts[-1]}"]

    def codes(self, values: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
        """The bin of each value; -1 if it is missing."""
        codes = np.searchsorted(np.asarray(self.cuts), values.astype(np.float64), side="right").astype(np.int32)
        if values.dtype.kind == "f":
            codes[np.isnan(values)] = -1
        return codes

    def __repr__(self) -> str:
        return f"bins({', '.join(map(_text, self.cuts))})"


def bins(*cuts: float | Iterable[float]) -> Bins:
    """Bins for a numeric attribute of `groups`: below the first cut, from each cut to below the next, and from the last cut on.

    Parameters
    ----------
    *cuts : float
        Where bins begin, ascending and finite; or one list of them.

    Returns
    -------
    Bins
        For `groups`: ``{"age": cm.bins(18, 40, 65)}`` bins a column of `data`, ``{"age": (ages, cm.bins(18, 40, 65))}`` an array.

    Raises
    ------
    TypeError, ValueError
        Cuts that are no numbers, not finite, or not ascending.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.bins(18, 40, 65).levels
    ['<18', '18 to <40', '40 to <65', '>=65']
    """
    given = list(cuts[0]) if len(cuts) == 1 and isinstance(cuts[0], Iterable) and not isinstance(cuts[0], (str, bytes)) else list(cuts)
    if not given:
        raise TypeError("`bins` needs at least one cut, such as bins(18, 40, 65)")
    if not all(isinstance(c, Real) and not isinstance(c, bool) for c in given):
        raise TypeError("`bins` must be numbers, such as bins(18, 40, 65)")
    numbers = [float(c) for c in given]  # type: ignore[arg-type]
    if not all(map(math.isfinite, numbers)):
        raise ValueError("`bins` must be finite; the first and the last bin are open")
    if any(low >= high for low, high in zip(numbers, numbers[1:])):
        raise ValueError("`bins` must be ascending, each cut once")
    return Bins(tuple(numbers))


def _text(cut: float) -> str:
    return str(int(cut)) if cut == int(cut) and abs(cut) < 2**53 else repr(cut)
