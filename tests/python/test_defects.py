# SPDX-License-Identifier: Apache-2.0
"""Published defects of other libraries, each as a test that this one must pass: the issue's own numbers where it gives any."""

from __future__ import annotations

import functools
import itertools
import math
import re
from fractions import Fraction
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import required

INTERVALS = [
    "auto", "wilson", "clopper_pearson", "jeffreys", "agresti_coull", "square_and_add", "indirect_wilson", "logit_delta", "log", "delta_fisher_z", "delong",
    "logit_delong", "newcombe5", "hull", "transform_t", "logit_bootstrap_sd", "percentile", "basic", "bca", "l1_projection",
    "published", "l1_consistent", "beta_bound", "mover", "hull_bca_delta", "hull_mover_t", "student_t",
]  # fmt: skip


def rows(tp: int, fp: int, fn: int, tn: int) -> tuple[Any, Any]:
    return np.repeat([1, 0, 1, 0], [tp, fp, fn, tn]), np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])


def exact_mcc(tp: int, fp: int, fn: int, tn: int) -> float:
    """The root of the exact square; a root halves the relative error."""
    gain = tp * tn - fp * fn
    square = Fraction(gain * gain, (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return math.copysign(math.sqrt(square), gain)


def exact_kappa(tp: int, fp: int, fn: int, tn: int) -> float:
    return float(Fraction(2 * (tp * tn - fp * fn), (tp + fp) * (fp + tn) + (tp + fn) * (fn + tn)))


# --- scores ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("y", [[0, 0, 1, 1], [1, 1, 0, 0]])
def test_sklearn_5735_scores_that_are_nan_or_infinite_are_not_ranked(bad: float, y: list[int]) -> None:
    """There: 1.0 or 0.0, by the order of the labels."""
    for metric in (cm.auroc, cm.average_precision, cm.brier):
        with pytest.raises(ValueError, match=r"`y_score` has .* in 4 rows \(first at row 0\)"):
            metric(y, [bad] * 4)
        with pytest.raises(ValueError, match=r"`y_score` has .* in 1 row \(first at row 2\)"):
            metric(y, [0.1, 0.2, bad, 0.3])


def test_sklearn_3864_small_scores_are_not_ties() -> None:
    """There: 0.5, the scores being within 1e-8 of each other."""
    assert float(cm.auroc([1, 0, 0], [1e-10, 0, 0], ci=None)) == 1
    assert float(cm.auroc([1, 0, 0], [5e-324, 0, 0], ci=None)) == 1  # the least denormal
    assert float(cm.auroc([1, 0, 0], [0.0, -0.0, 0.0], ci=None)) == 0.5  # -0 is 0
    assert float(cm.auroc([1, 0, 0], [np.nextafter(0.5, 1), 0.5, 0.5], ci=None)) == 1


@pytest.mark.parametrize("scale", [1e-6, 1e-7, 1e-30, 1e-300, 1e300])
def test_sklearn_6688_scale_of_scores_does_not_matter(scale: float) -> None:
    y, s = np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])
    assert float(cm.auroc(y, s * scale, ci=None)) == float(cm.auroc(y, s, ci=None)) == 0.75
    assert float(cm.average_precision(y, s * scale, ci=None)) == float(cm.average_precision(y, s, ci=None))


def test_torchmetrics_1989_no_sigmoid_when_some_scores_exceed_1() -> None:
    """There: 1.2 and 1.7 go through a sigmoid and .9678 does not, batch by batch."""
    y, s = [1, 0, 1], [1.2, 0.9678, 1.7]
    assert float(cm.auroc(y, s, ci=None)) == 1
    assert float(cm.sensitivity(y, s, threshold=1.0, ci=None)) == 1
    assert float(cm.specificity(y, s, threshold=0.75, ci=None)) == 0  # sigmoid(.9678) = .725 would be below
    with pytest.raises(ValueError, match="y_score"):  # and metrics that need predicted risks report this
        cm.brier(y, s)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_torchmetrics_2819_large_scores_keep_their_order(dtype: Any) -> None:
    """There: 0.5, since every sigmoid is 1."""
    s = [
        98.0950,
        98.4612,
        98.1145,
        98.1506,
        97.6037,
        98.9425,
        99.2644,
        99.5014,
        99.7280,
        99.6595,
        99.6931,
        99.4667,
        99.9623,
        99.8949,
        99.8768,
    ]
    assert float(cm.auroc([0] + [1] * 14, np.array(s, dtype=dtype), ci=None)) == 13 / 14


def test_torchmetrics_2329_logits_in_parts() -> None:
    y, s = [1, 0, 1], [-1.0, 0.0, 1.0]
    assert float(cm.auroc(y, s, ci=None)) == 0.5
    assert float(cm.average_precision(y, s, ci=None)) == pytest.approx((1 + 2 / 3) / 2, abs=1e-12)


# --- direction ---------------------------------------------------------------------------------------------------------------------------


def test_proc_36_noise_has_an_auroc_of_a_half_on_average() -> None:
    """There: above, each curve being turned to its better side (with 20 v. 20 rows .574)."""
    rng = np.random.default_rng(36)
    y = np.repeat([0, 1], 20)
    values = [float(cm.auroc(y, rng.normal(size=40), ci=None)) for _ in range(1000)]
    assert abs(np.mean(values) - 0.5) < 5 * 0.093 / math.sqrt(1000)
    assert min(values) < 0.4


@pytest.mark.parametrize("ci", ["auto", "delong", "logit_delong", "newcombe5", "hull", "transform_t", "percentile", "bca"])
def test_proc_61_and_128_direction_is_never_turned(ci: str) -> None:
    """There: the AUROC is x where it should be 1 - x, and the interval with it."""
    i = np.arange(100)
    y = (i % 3 == 0).astype(int)
    s = ((37 * i) % 101) / 101 - 0.3 * y
    e, turned = cm.auroc(y, s, ci=ci), cm.auroc(y, -s, ci=ci)
    assert float(e) < 0.35
    assert e.lower < float(e) < e.upper < 0.5
    assert float(turned) == 1 - float(e)
    assert turned.lower > 0.5


def test_proc_23_direction_is_the_same_in_every_group() -> None:
    y, s = np.array([0, 1] * 40), np.array([0.1, 0.9] * 20 + [0.9, 0.1] * 20) + np.arange(80) / 1000
    group = ["up"] * 40 + ["down"] * 40
    r = cm.evaluate({"g": group, "y": y, "s": s}, y_true="y", y_score="s", groups="g", metrics=["auroc"], ci=None)
    assert {e.group: float(e) for e in r if e.attribute} == {("up",): 1.0, ("down",): 0.0}


def test_proc_25_an_auroc_of_0_has_an_interval() -> None:
    e = cm.auroc(["A", "B", "A", "B"], [1, 0, 1, 0], pos_label="B")
    assert float(e) == 0
    assert (e.lower, e.method, e.interval_status) == (0, "beta_bound", "ok")
    assert 0 < e.upper < 1


# --- one class -----------------------------------------------------------------------------------------------------------------------------

READS_POSITIVES = "sensitivity fnr balanced_accuracy informedness mcc g_mean lr_positive lr_negative diagnostic_odds_ratio auroc average_precision scaled_brier"
READS_NEGATIVES = (
    "specificity fpr balanced_accuracy informedness mcc g_mean lr_positive lr_negative diagnostic_odds_ratio auroc scaled_brier"
)


@pytest.mark.parametrize("metric", READS_POSITIVES.split())
def test_sklearn_30079_without_positives_undefined_not_0(metric: str) -> None:
    """There, for a while: 0.0, which 'will be lost in some averaging'."""
    e = getattr(cm, metric)([0, 0, 0, 0], [0, 1, 0, 1])
    assert math.isnan(float(e))
    assert (e.status, e.interval_status) == ("no_positives", "undefined_value")


@pytest.mark.parametrize("metric", READS_NEGATIVES.split())
def test_sklearn_30079_without_negatives_undefined_not_0(metric: str) -> None:
    e = getattr(cm, metric)([1, 1, 1, 1], [0, 1, 0, 1])
    assert math.isnan(float(e))
    assert (e.status, e.interval_status) == ("no_negatives", "undefined_value")


def test_xgboost_metric_of_no_rows_is_not_perfect() -> None:
    for about in cm.catalogue():
        assert math.isnan(float(getattr(cm, about["name"])([], [], ci=None, **required(about, of_labels=True))))


@pytest.mark.parametrize("ci", ["delong", "logit_delong", "hull", "published"])
@pytest.mark.parametrize(("y", "s"), [([0, 1], [0, 1]), ([0, 1, 0, 0], [0, 1, 0.5, 1.1])])
def test_proc_27_one_row_in_a_class_is_refused_with_the_reason(ci: str, y: list[int], s: list[float]) -> None:
    """There: NaN."""
    e = cm.auroc(y, s, ci=ci)
    assert float(e) == (1 if len(y) == 2 else 2 / 3)
    assert math.isnan(e.lower)
    assert math.isnan(e.upper)
    assert e.interval_status == "too_few"
    default = cm.auroc(y, s)  # it holds from one row of a class on
    assert (default.method, default.interval_status) == ("beta_bound", "ok")
    assert default.upper - default.lower > 0.7


@pytest.mark.parametrize("n", [1, 7, 1000])
def test_torchmetrics_1829_mcc_without_negatives_is_undefined(n: int) -> None:
    """There: a ramp made of epsilons, never reaching -1."""
    for wrong in (0, n // 2, n):
        assert cm.mcc(np.ones(n, int), (np.arange(n) >= wrong).astype(int), ci=None).status == "no_negatives"


# --- many rows, large counts -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sklearn_6842_float32_weights_do_not_saturate(dtype: Any) -> None:
    """There: NaN, or .58 for .52, once the float32 sum stops growing at 2^24. Copies of a block have the block's AUROC."""
    y, s = np.array([1, 0, 1, 0, 0, 1, 0, 0]), np.array([0.9, 0.8, 0.7, 0.7, 0.5, 0.4, 0.3, 0.1])
    for w in ([1000, 1001, 999, 1000, 1002, 1000, 998, 1000], [0.1, 0.7, 0.3, 0.2, 0.9, 0.4, 0.6, 0.5]):
        weight = np.array(w, dtype=dtype)
        block = cm.auroc(y, s, sample_weight=weight.astype(np.float64), ci=None)
        e = cm.auroc(np.tile(y, 40_000), np.tile(s, 40_000), sample_weight=np.tile(weight, 40_000), ci=None)
        assert e.weight_sum == pytest.approx(40_000 * float(weight.astype(float).sum()), rel=1e-9)
        assert float(e) == pytest.approx(float(block), rel=1e-9)
        assert float(
            cm.average_precision(np.tile(y, 40_000), np.tile(s, 40_000), sample_weight=np.tile(weight, 40_000), ci=None)
        ) == pytest.approx(float(cm.average_precision(y, s, sample_weight=weight.astype(np.float64), ci=None)), rel=1e-9)


def test_sklearn_34975_counts_beyond_2_to_the_24_with_float32_scores() -> None:
    """There: the counts take the scores' type."""
    copies = 2**22 + 1
    y, s = np.tile(np.array([0, 1, 0, 1, 0], np.uint8), copies), np.tile(np.array([0.25, 0.5, 0.5, 0.75, 0.75], np.float32), copies)
    e = cm.auroc(y, s, ci=None)
    assert e.n == 5 * copies
    assert float(e) == (1.5 + 2.5) / 6
    assert float(cm.ppv(y, s, threshold=0.5, ci=None)) == 0.5


@pytest.mark.parametrize("n", [2**16 - 1, 2**16, 2**16 + 1, 2**17 - 1, 2**17, 2**17 + 1])
def test_torchmetrics_1727_auroc_at_powers_of_two(n: int) -> None:
    """There: 0.0 from 2^17 rows on one kind of GPU."""
    i = np.arange(n)
    y = i % 2
    s = i + 1000.5 * y  # a positive at i outranks the negatives below i + 1000.5
    u = sum(min((int(k) + 1000) // 2 + 1, (n + 1) // 2) for k in range(1, n, 2))
    assert float(cm.auroc(y, s, ci=None)) == u / ((n // 2) * ((n + 1) // 2))


def test_sklearn_9622_mcc_of_100000_rows() -> None:
    """There: 1.755 for .899."""
    i = np.arange(100_000)
    y = i % 2
    d = np.where(i % 20 == 7, 1 - y, y)
    cells = [int(((y == a) & (d == b)).sum()) for a, b in ((1, 1), (0, 1), (1, 0), (0, 0))]
    assert float(cm.mcc(y, d, ci=None)) == pytest.approx(exact_mcc(*cells), rel=1e-15)


def test_sklearn_7929_and_8354_kappa_of_a_million_rows() -> None:
    """There: -11.3; 5.22 for about 0."""
    i = np.arange(1_000_000)
    y, d = (i * i) % 7 % 2, (i * 13) % 11 % 2
    cells = [int(((y == a) & (d == b)).sum()) for a, b in ((1, 1), (0, 1), (1, 0), (0, 0))]
    e = cm.kappa(y, d, ci=None)
    assert float(e) == pytest.approx(exact_kappa(*cells), rel=1e-15)
    assert abs(float(e)) < 0.2


def test_smile_879_mcc_keeps_its_sign() -> None:
    """There: -.6016 for +.8182."""
    y, d = rows(50_000, 5_000, 5_000, 50_000)
    assert float(cm.mcc(y, d, ci=None)) == pytest.approx(9 / 11, rel=1e-15)


HUGE = [(7 * 10**14, 7 * 10**14, 7 * 10**14, 2), (10**12, 10**12 + 1, 10**12 - 1, 10**12), (2**50, 1, 1, 2**50 - 7), (1, 2**49, 2**49, 1)]


@pytest.mark.parametrize("cells", HUGE)
def test_pycm_624_counts_up_to_2_to_the_51(cells: tuple[int, int, int, int]) -> None:
    """There: MCC 2.98e9 for -.5 with 10^18 in three cells. Here whole weights are counts."""
    given = {"sample_weight": np.array(cells), "ci": None}
    y, d = [1, 0, 1, 0], [1, 1, 0, 0]
    assert float(cm.mcc(y, d, **given)) == pytest.approx(exact_mcc(*cells), rel=1e-15)
    assert float(cm.kappa(y, d, **given)) == pytest.approx(exact_kappa(*cells), rel=1e-15)
    tp, fp, fn, tn = cells
    assert float(cm.diagnostic_odds_ratio(y, d, **given)) == pytest.approx(float(Fraction(tp * tn, fp * fn)), rel=1e-15)
    assert float(cm.fowlkes_mallows(y, d, **given)) == pytest.approx(math.sqrt(Fraction(tp * tp, (tp + fp) * (tp + fn))), rel=1e-15)
    assert float(cm.auroc(y, d, **given)) == pytest.approx(
        float(Fraction(2 * tp * tn + tp * fp + fn * tn, 2 * (tp + fn) * (fp + tn))), rel=1e-15
    )


def test_pycm_624_larger_counts_are_refused_not_wrapped() -> None:
    with pytest.raises(ValueError, match=r"`sample_weight` sums to more than 2\^51"):
        cm.mcc([1, 0, 1, 0], [1, 1, 0, 0], sample_weight=[10**18, 10**18, 10**18, 2])


def test_hlink_187_mcc_stays_within_its_range() -> None:
    """There: -1.0000000000000002."""
    e = cm.mcc([0, 1], [1, 0], sample_weight=[51, 2_070_366_244_862_899], ci=None)
    assert float(e) == -1
    for cells in ((3, 0, 0, 7), (10**6 + 3, 0, 0, 999_983), (2**50 - 1, 0, 0, 12_345_678_901)):
        assert float(cm.mcc([1, 0], [1, 0], sample_weight=[cells[0], cells[3]], ci=None)) == 1


def test_proc_19_delong_of_144720_rows() -> None:
    """There: theta 15.97 and the interval 1-1. Copies of a block have the block's placements."""
    i = np.arange(40)
    y, s = (i % 5 < 2).astype(int), ((17 * i) % 41) / 41 + 0.3 * (i % 5 < 2)
    copies = 144_720 // 40
    beats = (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
    variance = 0.0
    for placement in (beats.mean(1), beats.mean(0)):
        n = copies * len(placement)
        variance += copies * ((placement - placement.mean()) ** 2).sum() / (n - 1) / n
    e = cm.auroc(np.tile(y, copies), np.tile(s, copies), ci="delong")
    assert e.n == 144_720
    assert float(e) == pytest.approx(beats.mean(), rel=1e-14)
    assert e.se == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert e.upper - e.lower == pytest.approx(2 * 1.959963984540054 * e.se, rel=1e-12)


def test_proc_19_delong_of_many_distinct_scores() -> None:
    """The same size without ties, against midranks."""
    n = 144_720
    i = np.arange(n)
    y = (i % 5 == 0).astype(int)
    s = (7919 * i) % 144_727 + 40_000.0 * y
    positive, negative = np.sort(s[y == 1]), np.sort(s[y == 0])
    v10 = (np.searchsorted(negative, positive) + np.searchsorted(negative, positive, "right")) / 2 / len(negative)
    v01 = 1 - (np.searchsorted(positive, negative) + np.searchsorted(positive, negative, "right")) / 2 / len(positive)
    e = cm.auroc(y, s, ci="delong")
    assert float(e) == pytest.approx(v10.mean(), rel=1e-13)
    assert e.se == pytest.approx(math.sqrt(v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01)), rel=1e-11)


# --- intervals at the edge --------------------------------------------------------------------------------------------------------------------

CONSTANT = (np.arange(40) % 4 == 0).astype(int)


@pytest.mark.parametrize("constant", [1.0, 0.3, 0.0])
def test_scipy_14804_bca_of_what_does_not_vary(constant: float) -> None:
    """There: an error, later NaN. All 40 decisions right, or one risk for all."""
    e = cm.accuracy(CONSTANT, CONSTANT, ci="bca")
    assert math.isnan(e.lower)
    assert (e.method, e.interval_status) == ("bca", "zero_variance")
    e = cm.auroc(CONSTANT, np.full(40, constant), ci="bca")
    assert float(e) == 0.5
    assert math.isnan(e.lower)
    assert e.interval_status == "zero_variance"
    e = cm.auroc(CONSTANT, np.full(40, constant))  # nobody chose: DeLong sees no variance, and the beta bound has an interval
    assert (e.method, e.interval_status, e.published_method) == ("beta_bound", "ok", "delong")
    assert math.isnan(e.published_lower)
    assert 0 < e.lower < 0.5 < e.upper < 1


@pytest.mark.parametrize("metric", ["mcc", "kappa", "fowlkes_mallows"])
def test_scipy_14804_default_bca_has_a_fallback(metric: str) -> None:
    e = getattr(cm, metric)(CONSTANT, CONSTANT)
    assert (float(e), e.method, e.interval_status, e.upper) == (1, "hull_bca_delta", "ok", 1)
    assert 0.5 < e.lower < 1


@pytest.mark.parametrize("wrong", range(6))
def test_scipy_15883_and_resample_84_bca_at_a_bound(wrong: int) -> None:
    """There: NaN limits, or none, where many replicates lie on the bound."""
    d = CONSTANT.copy()
    d[1 : 1 + 4 * wrong : 4] = 1
    for metric in (cm.mcc, cm.kappa, cm.fowlkes_mallows):
        e = metric(CONSTANT, d)
        assert e.interval_status == "ok"
        assert e.lower <= float(e) <= e.upper
        assert e.lower < e.upper
        by_name = metric(CONSTANT, d, ci="bca")
        assert math.isnan(by_name.lower) == (by_name.interval_status != "ok")


@pytest.mark.parametrize("ci", ["auto", "newcombe5"])
def test_multiroc_4_an_auroc_of_1_has_an_interval(ci: str) -> None:
    """There: an error, 'all values of t are equal to 1'."""
    y = np.repeat([0, 1], [20, 12])
    e = cm.auroc(y, np.arange(32) / 32, ci=ci)
    assert float(e) == 1
    assert (e.interval_status, e.method, e.upper) == ("ok", "newcombe5" if ci == "newcombe5" else "beta_bound", 1)
    assert 0.7 < e.lower < 1


@pytest.mark.parametrize("n", [2, 3, 5, 17, 50, 333])
def test_confidenceinterval_15_auroc_never_exceeds_1(n: int) -> None:
    """There: 1.0000001 for rows that are separated."""
    y = np.repeat([0, 1], [n, 2 * n + 1])
    for e in (cm.auroc(y, y + 0.0), cm.auroc(y, np.arange(3 * n + 1) * 0.1), cm.average_precision(y, np.arange(3 * n + 1) * 0.1)):
        assert float(e) == pytest.approx(1, abs=1e-12)
        assert float(e) <= 1
        assert math.isnan(e.upper) or e.upper <= 1


def test_confidenceinterval_f1_limits_stay_within_0_and_1() -> None:
    """There: an upper limit of 1.092 in the README. All tables of up to three in a cell."""
    for cells in itertools.product(range(4), repeat=4):
        for e in (cm.f1(*rows(*cells)), cm.jaccard(*rows(*cells)), cm.f_beta(*rows(*cells), beta=2)):
            if e.interval_status == "ok":
                assert 0 <= e.lower <= float(e) <= e.upper <= 1
            else:
                assert math.isnan(float(e))


def test_causalml_994_no_number_is_printed_where_there_is_no_interval() -> None:
    """There: a NaN interval beside p = 0.0."""
    e = cm.auroc([0, 1], [0.2, 0.7], ci="delong")
    assert math.isnan(e.lower)
    assert "too_few" in repr(e)
    assert "nan" not in repr(e).lower()
    assert "[" not in repr(e)
    undefined = cm.auroc([1, 1], [0.2, 0.7])
    assert "no_negatives" in repr(undefined)
    assert not re.search(r"\d\.\d", repr(undefined))


DEGENERATE: dict[str, tuple[Any, Any]] = {
    "one positive": ([1], [1.0]),
    "one negative": ([0], [0.0]),
    "a pair": ([0, 1], [0.0, 1.0]),
    "the wrong pair": ([0, 1], [1.0, 0.0]),
    "all positive": (np.ones(30, int), np.tile([0.0, 0.5, 1.0], 10)),
    "all negative": (np.zeros(30, int), np.tile([0.0, 0.5, 1.0], 10)),
    "one score": (CONSTANT, np.full(40, 0.5)),
    "all 0": (CONSTANT, np.zeros(40)),
    "all 1": (CONSTANT, np.ones(40)),
    "separated": (CONSTANT, CONSTANT * 0.5 + 0.25),
    "turned round": (CONSTANT, 0.75 - CONSTANT * 0.5),
    "certain and right": (CONSTANT, CONSTANT * 1.0),
    "certain and wrong": (CONSTANT, 1.0 - CONSTANT),
    "one positive of many": (np.arange(40) == 39, np.arange(40) / 40),
    "one negative of many": (np.arange(40) != 20, np.arange(40) / 40),
}


@functools.cache
def fits(metric: str, ci: str) -> bool:
    about = next(a for a in cm.catalogue() if a["name"] == metric)
    try:
        getattr(cm, metric)([0, 1], [0, 1], ci=ci, **required(about, of_labels=True))
    except ValueError as error:
        if "does not exist for" in str(error):
            return False
        raise
    return True


@pytest.mark.parametrize("metric", [a["name"] for a in cm.catalogue()])
@pytest.mark.parametrize("name", DEGENERATE)
def test_no_nan_without_a_reason(metric: str, name: str) -> None:
    """What all the above have in common: a missing number says why, and a number that is there is one."""
    y, s = DEGENERATE[name]
    about = next(a for a in cm.catalogue() if a["name"] == metric)
    given = {**({"threshold": 0.5} if about["takes_threshold"] else {}), **required(about)}
    fitting = [ci for ci in INTERVALS if fits(metric, ci)]
    assert len(fitting) >= 2
    for ci in fitting:
        e = getattr(cm, metric)(y, s, ci=ci, n_resamples=500, **given)
        if (e.status, e.interval_status) != ("zero_denominator", "not_applicable"):  # 0/0, or infinite, of a metric without an interval
            assert math.isnan(float(e)) == (e.status not in ("ok", "zero_denominator") or e.interval_status == "undefined_value")
        assert math.isnan(e.lower) == math.isnan(e.upper) == (e.interval_status != "ok")
        if e.interval_status == "ok":
            assert e.lower <= e.upper
            least, greatest = (about["least"], about["greatest"]) if ci != "basic" else (-math.inf, math.inf)
            assert least <= e.lower
            assert e.upper <= greatest
            if ci in ("auto", "wilson", "clopper_pearson", "newcombe5", "hull", "log", "beta_bound", "mover"):
                assert e.lower <= float(e) <= e.upper


# --- replicates --------------------------------------------------------------------------------------------------------------------------------


def test_fairlearn_1441_a_group_absent_from_a_replicate() -> None:
    """There: the MetricFrame cannot be made. The issue's rows: groups of 4, 4 and 3 of 11, each sometimes absent."""
    y = [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    group = list("abcabcabcab")
    r = cm.evaluate(
        {"g": group, "y": y}, y_true="y", y_pred="y", groups="g", metrics=["detection_prevalence"], ci="percentile", level=0.8, min_group_size=1,
        n_resamples=4000, seed=3,
    )  # fmt: skip
    weights = cm.resample_weights(11, 4000, seed=3)
    assert [e.group for e in r] == [(), ("a",), ("b",), ("c",)]
    for e in r:
        absent = (weights[:, [g in e.group or not e.group for g in group]].sum(1) == 0).sum()
        assert e.n_undefined == absent
        if e.group == ("c",):  # every row of c is positive: its replicates are all 1
            assert e.interval_status == "zero_variance"
            continue
        assert e.interval_status == "ok"
        assert e.lower <= float(e) <= e.upper
    assert r.row(3).n_undefined > 0


@pytest.mark.parametrize("positives", [1, 2, 3, 5, 7])
def test_cutpointr_12_and_control_arena_855_undefined_replicates_are_counted(positives: int) -> None:
    """Redraw, leave out, stratify: here they are left out and counted, and beyond 5 % there is no interval. P(no positive) is about exp(-k)."""
    y = (np.arange(200) < positives).astype(int)
    s = ((37 * np.arange(200)) % 211) / 211 + 0.2 * y
    e = cm.auroc(y, s, ci="percentile", n_resamples=5000, seed=4)
    absent = int((cm.resample_weights(200, 5000, seed=4)[:, y == 1].sum(1) == 0).sum())
    assert e.n_undefined == absent
    assert absent / 5000 == pytest.approx((1 - positives / 200) ** 200, abs=0.03)
    if absent > 0.05 * 5000:
        assert e.interval_status == "refused_undefined_replicates"
        assert math.isnan(e.lower)
    else:
        assert e.interval_status == "ok"


def test_a_replicate_draws_as_many_rows_as_there_are() -> None:
    """Elsewhere: randint(n, size=(n_boot, n_boot)), n_boot rows for n, and an interval 6.6 times too wide."""
    for n in (1, 2, 7, 255, 256, 257, 1000):
        assert (cm.resample_weights(n, 50, seed=1).sum(1) == n).all()
    y, d = rows(30, 20, 10, 140)
    assert cm.accuracy(y, d, ci="percentile", n_resamples=4000).se == pytest.approx(math.sqrt(0.85 * 0.15 / 200), rel=0.06)


def test_fairness_pipeline_23_bca_takes_its_levels_as_fractions() -> None:
    """There: quantiles at .025 and .975 per cent, both limits below the value."""
    y, d = rows(60, 30, 20, 90)
    for metric in (cm.accuracy, cm.f1, cm.mcc):
        e = metric(y, d, ci="bca")
        assert e.lower < float(e) < e.upper
        assert (float(e) - e.lower) / (e.upper - float(e)) == pytest.approx(1, abs=0.35)


# --- bins ------------------------------------------------------------------------------------------------------------------------------------------


def test_bins_keep_the_least_risk() -> None:
    """Elsewhere: (x > edge[i]) & (x <= edge[i + 1]) with the first edge at the minimum, which drops the minimum."""
    y, p = [1, 1, 0, 0], [0.0, 0.0, 1.0, 1.0]
    for binning, bins in itertools.product(("equal_width", "equal_mass"), (1, 2, 3, 10, 1000)):
        expected = 0 if bins == 1 else 1
        assert float(cm.ece(y, p, bins=bins, binning=binning, ci=None)) == expected


def test_sklearn_calibration_curve_edges_are_the_doubles_j_over_b() -> None:
    """numpy.linspace(0, 1, 11)[3] is 0.30000000000000004, so that this double shares a bin with 0.25 there; here it lies above the edge 3/10."""
    y, p = [1, 0], [0.25, 0.30000000000000004]
    assert float(cm.ece(y, p, bins=10, ci=None)) == pytest.approx((0.75 + 0.3) / 2)
