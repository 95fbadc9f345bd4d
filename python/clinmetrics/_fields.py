# SPDX-License-Identifier: Apache-2.0
"""The fields of an estimate, a count, a comparison and a gap. Made by scripts/make_stubs.py from the engine's tables of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def _field(name: str) -> Any:
    """A read-only attribute."""
    return property(lambda e: e._fields[name])


ATTRIBUTES = """
    Attributes
    ----------
    model : str
        Name of the model: its column, or the name of the argument.
    metric : str
        Name of the metric.
    parameters : dict[str, Any]
        Parameters of the metric, and the threshold; in frames as JSON with sorted keys.
    attribute : tuple[str, ...]
        The attribute of the group, such as `sex`, or `sex*age_band` for a cross; missing for all rows.
    group : tuple[str | None, ...]
        The group, such as `F`, or `F*65+` for a cross; missing for all rows; `(missing)` for rows without a value of the attribute.
    value : float
        The value of the metric; NaN if it is undefined.
    status : str
        `ok`, or the reason why the value is undefined or infinite.
    lower : float
        Lower limit of the interval; NaN if there is no interval.
    upper : float
        Upper limit of the interval; NaN if there is no interval.
    level : float
        Level of the interval, as a fraction.
    method : str
        Method of the interval.
    interval_status : str
        `ok`, or the reason why there is no interval.
    flags : tuple[str, ...]
        Warnings; in frames separated by commas.
    se : float
        Standard error on the scale of the value; NaN if the method has none.
    df : float
        Degrees of freedom of the standard error; NaN if the method has none.
    published_lower : float
        Lower limit by a published method, beside a default method that is newer; NaN if there is none.
    published_upper : float
        Upper limit by the published method; NaN if there is none.
    published_method : str
        The published method.
    numerator : float
        For proportions, the count or sum of weights in the numerator; NaN for other metrics.
    denominator : float
        For proportions, the count or sum of weights in the denominator; NaN for other metrics.
    n : int
        Number of rows, without weights.
    n_positive : int | None
        Number of positive rows, without weights.
    n_negative : int | None
        Number of negative rows, without weights.
    n_units : int | None
        Number of units of resampling, without weights.
    weight_sum : float
        Sum of the weights.
    n_eff : float
        Kish's effective sample size.
    n_resamples : int
        Number of replicates that were used; 0 if there were none.
    n_undefined : int
        Number of replicates without a value.
    replicates : array or None
        The bootstrap replicates, where they were kept.
"""


class EstimateFields:
    """The fields of an estimate as attributes."""

    __slots__ = ()

    model: str = _field("model")
    metric: str = _field("metric")
    parameters: dict[str, Any] = _field("parameters")
    attribute: tuple[str, ...] = _field("attribute")
    group: tuple[str | None, ...] = _field("group")
    value: float = _field("value")
    status: str = _field("status")
    lower: float = _field("lower")
    upper: float = _field("upper")
    level: float = _field("level")
    method: str = _field("method")
    interval_status: str = _field("interval_status")
    flags: tuple[str, ...] = _field("flags")
    se: float = _field("se")
    df: float = _field("df")
    published_lower: float = _field("published_lower")
    published_upper: float = _field("published_upper")
    published_method: str = _field("published_method")
    numerator: float = _field("numerator")
    denominator: float = _field("denominator")
    n: int = _field("n")
    n_positive: int | None = _field("n_positive")
    n_negative: int | None = _field("n_negative")
    n_units: int | None = _field("n_units")
    weight_sum: float = _field("weight_sum")
    n_eff: float = _field("n_eff")
    n_resamples: int = _field("n_resamples")
    n_undefined: int = _field("n_undefined")
    replicates: npt.NDArray[np.float64] | None = _field("replicates")


class Count(NamedTuple):
    """The confusion counts of one model at one threshold in one group, in the unit of the weights.

    Attributes
    ----------
    model : str
        Name of the model.
    threshold : float | None
        The threshold, or the one that the rule chose; missing for hard labels, and in the public view if a rule chose it.
    rule : str | None
        The rule that chose the threshold; missing if there was none.
    attribute : tuple[str, ...]
        The attribute of the group; missing for all rows.
    group : tuple[str | None, ...]
        The group; missing for all rows.
    tp : float
        True positives, or the sum of their weights.
    fp : float
        False positives, or the sum of their weights.
    fn : float
        False negatives, or the sum of their weights.
    tn : float
        True negatives, or the sum of their weights.
    """

    model: str
    threshold: float | None
    rule: str | None
    attribute: tuple[str, ...]
    group: tuple[str | None, ...]
    tp: float
    fp: float
    fn: float
    tn: float


class Comparison(NamedTuple):
    """A comparison of two models, or of all models, on the same rows.

    Attributes
    ----------
    a : str | None
        The first model; missing if all models are compared at once.
    b : str | None
        The second model; missing if all models are compared at once.
    kind : str
        What is compared.
    metric : str
        Name of the metric.
    parameters : dict[str, Any]
        Parameters of the metric, and the threshold; in frames as JSON with sorted keys.
    attribute : tuple[str, ...]
        The attribute of the group, as in the rows of a result; missing for all rows.
    group : tuple[str | None, ...]
        The group; missing for all rows.
    scale : str
        What the value is: a difference, a ratio, or another number.
    value : float
        The difference, the ratio, or what `scale` says; NaN if it is undefined.
    status : str
        `ok`, or the reason why the value is undefined.
    lower : float
        Lower limit of the interval; NaN if there is no interval.
    upper : float
        Upper limit of the interval; NaN if there is no interval.
    level : float
        Level of the interval, as a fraction.
    method : str
        Method of the interval.
    interval_status : str
        `ok`, or the reason why there is no interval.
    published_lower : float
        Lower limit by a published method, beside a method that is newer; NaN if there is none.
    published_upper : float
        Upper limit by the published method; NaN if there is none.
    published_method : str
        The published method.
    p : float
        P value of the claim, by the interval: 1 − L, where L is the level at which a limit is equal to the margin; half of it if the
        claim is one-sided.
    test : str
        The classical test.
    statistic : float
        Statistic of the test; NaN if it has none.
    df : float
        Degrees of freedom of the statistic; NaN if it has none.
    test_p : float
        Two-sided p value of the test that there is no difference.
    p_exact : float
        P value of McNemar’s exact test; NaN for other metrics.
    p_bootstrap : float
        Two-sided p value by the replicates of the difference; NaN without replicates.
    p_permutation : float
        Two-sided p value of a permutation test, which exchanges the two models at random within each unit; NaN for metrics that are not
        means over rows.
    margin : float | None
        The margin of the claim; missing for a two-sided claim.
    alternative : str
        The claim that is judged.
    decision : str
        What the interval shows.
    simultaneous_lower : float
        Lower limit that holds for the whole family at once; NaN if there is none.
    simultaneous_upper : float
        Upper limit that holds for the whole family at once; NaN if there is none.
    p_adjusted : float
        `p`, adjusted for the number of members of the family.
    adjustment : str
        How `p_adjusted` was adjusted.
    n_judged : int
        Number of members of the family: the comparisons of the same metric and kind.
    flags : tuple[str, ...]
        Warnings; in frames separated by commas.
    """

    a: str | None
    b: str | None
    kind: str
    metric: str
    parameters: dict[str, Any]
    attribute: tuple[str, ...]
    group: tuple[str | None, ...]
    scale: str
    value: float
    status: str
    lower: float
    upper: float
    level: float
    method: str
    interval_status: str
    published_lower: float
    published_upper: float
    published_method: str
    p: float
    test: str
    statistic: float
    df: float
    test_p: float
    p_exact: float
    p_bootstrap: float
    p_permutation: float
    margin: float | None
    alternative: str
    decision: str
    simultaneous_lower: float
    simultaneous_upper: float
    p_adjusted: float
    adjustment: str
    n_judged: int
    flags: tuple[str, ...]


class Gap(NamedTuple):
    """A gap of one model between groups.

    Attributes
    ----------
    model : str
        Name of the model.
    attribute : tuple[str, ...]
        The attribute whose groups are compared.
    a : tuple[str | None, ...] | None
        The first group; missing if all groups are compared at once.
    b : tuple[str | None, ...] | None
        The second group; missing for the rest, and where there is none.
    kind : str
        What is compared.
    metric : str
        Name of the metric.
    parameters : dict[str, Any]
        Parameters of the metric, and the threshold; in frames as JSON with sorted keys.
    scale : str
        What the value is: a difference, a ratio, or another number.
    value : float
        The difference, the ratio, or what `scale` says; NaN if it is undefined.
    status : str
        `ok`, or the reason why the value is undefined.
    lower : float
        Lower limit of the interval; NaN if there is no interval.
    upper : float
        Upper limit of the interval; NaN if there is no interval.
    level : float
        Level of the interval, as a fraction.
    method : str
        Method of the interval.
    interval_status : str
        `ok`, or the reason why there is no interval.
    published_lower : float
        Lower limit by a published method, beside a method that is newer; NaN if there is none.
    published_upper : float
        Upper limit by the published method; NaN if there is none.
    published_method : str
        The published method.
    p : float
        P value of the claim, by the interval: 1 − L, where L is the level at which a limit is equal to the margin; half of it if the
        claim is one-sided.
    test : str
        The classical test.
    statistic : float
        Statistic of the test; NaN if it has none.
    df : float
        Degrees of freedom of the statistic; NaN if it has none.
    test_p : float
        Two-sided p value of the test that there is no difference.
    p_exact : float
        P value of McNemar’s exact test; NaN for other metrics.
    p_bootstrap : float
        Two-sided p value by the replicates of the difference; NaN without replicates.
    p_permutation : float
        Two-sided p value of a permutation test, which exchanges the two models at random within each unit; NaN for metrics that are not
        means over rows.
    margin : float | None
        The margin of the claim; missing for a two-sided claim.
    alternative : str
        The claim that is judged.
    decision : str
        What the interval shows.
    simultaneous_lower : float
        Lower limit that holds for the whole family at once; NaN if there is none.
    simultaneous_upper : float
        Upper limit that holds for the whole family at once; NaN if there is none.
    p_adjusted : float
        `p`, adjusted for the number of members of the family.
    adjustment : str
        How `p_adjusted` was adjusted.
    n_judged : int
        Number of members of the family: the comparisons of the same metric and kind.
    flags : tuple[str, ...]
        Warnings; in frames separated by commas.
    """

    model: str
    attribute: tuple[str, ...]
    a: tuple[str | None, ...] | None
    b: tuple[str | None, ...] | None
    kind: str
    metric: str
    parameters: dict[str, Any]
    scale: str
    value: float
    status: str
    lower: float
    upper: float
    level: float
    method: str
    interval_status: str
    published_lower: float
    published_upper: float
    published_method: str
    p: float
    test: str
    statistic: float
    df: float
    test_p: float
    p_exact: float
    p_bootstrap: float
    p_permutation: float
    margin: float | None
    alternative: str
    decision: str
    simultaneous_lower: float
    simultaneous_upper: float
    p_adjusted: float
    adjustment: str
    n_judged: int
    flags: tuple[str, ...]
