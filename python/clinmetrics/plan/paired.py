# SPDX-License-Identifier: Apache-2.0
"""Plans of two proportions on the same patients."""

from __future__ import annotations

from .. import _core
from .asked import only_given, patients, percent
from .results import Plan

_TESTS = {"mid_p": "McNemar's test with the mid-p value", "exact": "McNemar's exact test"}


def paired_proportions(
    discordant: tuple[float, float], *, power: float | None = None, n: int | None = None, level: float = 0.95, test: str = "mid_p"
) -> Plan:
    """Plan a comparison of two proportions on the same patients, such as the sensitivities of two models among those with the outcome.

    The power of McNemar's test is summed exactly over the number of discordant patients and their split.

    Parameters
    ----------
    discordant : tuple of float
        The expected share of patients whom the first model alone classifies correctly, and of those whom the second alone does.
    power : float, optional
        The wanted probability that the two-sided test finds a difference.
    n : int, optional
        Patients of the comparison, at most 1,000,000. Give one of `power` and `n`.
    level : float, default 0.95
        The test is one at the level 1 − level.
    test : {"mid_p", "exact"}, default "mid_p"
        The p value of McNemar's test.

    Returns
    -------
    Plan
        `n` counts the patients of the comparison: for sensitivities, those with the outcome.

    Raises
    ------
    TypeError
        None or both of `power` and `n` are given.
    ValueError
        An argument is out of its range, or more than 1,000,000 patients would be needed.

    References
    ----------
    McNemar Q. Psychometrika 1947;12:153-157; Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.plan.paired_proportions((0.15, 0.05), power=0.8).n
    152
    """
    if not isinstance(discordant, (tuple, list)) or len(discordant) != 2:
        raise TypeError("`discordant` must be a tuple of two shares")
    shares = (discordant[0], discordant[1])
    n = patients({"power": power, "n": n}, power=lambda x: _core.plan_mcnemar_rows(x, shares, test, level))
    reached = _core.plan_mcnemar_power(n, shares, test, level)
    sentence = (
        f"{n:,} patients give a power of {percent(reached)} to find a difference of two proportions of the same patients ({_TESTS[test]}, "
        f"two-sided, level {percent(level)}), if the first model alone is right in {percent(shares[0])} of them and the second alone in "
        f"{percent(shares[1])}."
    )
    assumptions = {"discordant": shares, "level": level, "test": test, **only_given(power=power)}
    return Plan("paired_proportions", n, None, None, reached, None, assumptions, sentence)
