# SPDX-License-Identifier: Apache-2.0
"""Eight rows and a pencil: every family of metrics and the closed-form limits, worked out in the comments.

Limits are asked for at the level whose normal quantile is 2, so that they come out in small fractions and roots.
"""

from __future__ import annotations

import math
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from cohorts import required

TWO_SIGMA = math.erf(math.sqrt(2))  # P(|Z| < 2)


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-14, abs=1e-15)


def limits(e: cm.Estimate) -> tuple[float, float]:
    assert e.interval_status == "ok"
    return e.lower, e.upper


# --- two by two ------------------------------------------------------------------------------------------------------------------------
#            flagged  cleared
#   positive   TP 2     FN 1   | 3
#   negative   FP 2     TN 3   | 5
#                4        4    | 8
Y = [1, 1, 1, 0, 0, 0, 0, 0]
D = [1, 1, 0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("sensitivity", 2 / 3),
        ("specificity", 3 / 5),
        ("ppv", 2 / 4),
        ("npv", 3 / 4),
        ("fpr", 2 / 5),
        ("fnr", 1 / 3),
        ("fdr", 2 / 4),
        ("false_omission_rate", 1 / 4),
        ("accuracy", 5 / 8),
        ("prevalence", 3 / 8),
        ("detection_prevalence", 4 / 8),
        ("balanced_accuracy", 19 / 30),  # (2/3 + 3/5)/2 = (10 + 9)/30
        ("informedness", 4 / 15),  # 2/3 + 3/5 - 1
        ("markedness", 1 / 4),  # 2/4 + 3/4 - 1
        ("f1", 4 / 7),  # 2*2/(2*2 + 2 + 1)
        ("jaccard", 2 / 5),  # 2/(2 + 2 + 1)
        ("mcc", 4 / math.sqrt(240)),  # (2*3 - 2*1)/sqrt(3*5*4*4)
        ("kappa", 1 / 4),  # observed 5/8, by chance (3*4 + 5*4)/64 = 1/2: (5/8 - 1/2)/(1 - 1/2)
        ("lr_positive", 5 / 3),  # (2/3)/(2/5)
        ("lr_negative", 5 / 9),  # (1/3)/(3/5)
        ("diagnostic_odds_ratio", 3.0),  # 2*3/(2*1)
        ("fowlkes_mallows", math.sqrt(1 / 3)),  # sqrt(2/4 * 2/3)
        ("g_mean", math.sqrt(2 / 5)),  # sqrt(2/3 * 3/5)
    ],
)
def test_two_by_two(metric: str, value: float) -> None:
    e = getattr(cm, metric)(Y, D, ci=None)
    assert float(e) == near(value)
    assert (e.status, e.interval_status, e.n, e.n_positive, e.n_negative) == ("ok", "not_requested", 8, 3, 5)
    # the same rows as scores: a flag is score >= threshold, and a score on the threshold is flagged
    scores = [0.5, 0.9, 0.4, 0.7, 0.5, 0.1, 0.2, 0.3]
    if metric != "prevalence":
        assert float(getattr(cm, metric)(Y, scores, threshold=0.5, ci=None)) == float(e)


@pytest.mark.parametrize(
    ("beta", "value"),
    [
        (1, 4 / 7),
        (2, 5 / 8),  # 5*2/(5*2 + 4*1 + 2) = 10/16
        (0.5, 10 / 19),  # 1.25*2/(1.25*2 + 0.25*1 + 2) = 2.5/4.75
    ],
)
def test_f_beta(beta: float, value: float) -> None:
    assert float(cm.f_beta(Y, D, beta=beta, ci=None)) == near(value)


def test_weights_by_hand() -> None:
    # weights 2 and 3 on the two TP, 1 on the FN, 0 on one FP, 4 on the other, 1 on each TN: TP 5, FN 1, FP 4, TN 3
    w = [2, 3, 1, 0, 4, 1, 1, 1]
    assert float(cm.sensitivity(Y, D, sample_weight=w, ci=None)) == near(5 / 6)
    assert float(cm.specificity(Y, D, sample_weight=w, ci=None)) == near(3 / 7)
    assert float(cm.ppv(Y, D, sample_weight=w, ci=None)) == near(5 / 9)
    assert float(cm.accuracy(Y, D, sample_weight=w, ci=None)) == near(8 / 13)
    assert float(cm.diagnostic_odds_ratio(Y, D, sample_weight=w, ci=None)) == near(15 / 4)
    assert float(cm.f_beta(Y, D, beta=2, sample_weight=w, ci=None)) == near(25 / 33)  # 5*5/(5*5 + 4*1 + 4)
    assert float(cm.kappa(Y, D, sample_weight=w, ci=None)) == near(22 / 87)  # 8/13 = 104/169, by chance (9*6 + 4*7)/169 = 82/169
    e = cm.accuracy(Y, D, sample_weight=w, ci=None)
    # rows and units are counted, the row of weight 0 has left; n_eff = 13^2/(4 + 9 + 1 + 16 + 3)
    assert (e.n, e.n_positive, e.n_negative, e.weight_sum) == (7, 3, 4, 13)
    assert e.n_eff == near(169 / 33)


# --- zero cells ------------------------------------------------------------------------------------------------------------------------


def rows(tp: int, fp: int, fn: int, tn: int) -> tuple[Any, Any]:
    return np.repeat([1, 0, 1, 0], [tp, fp, fn, tn]), np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])


@pytest.mark.parametrize(
    ("metric", "cells", "value", "status"),
    [
        ("lr_positive", (2, 0, 1, 5), math.inf, "zero_denominator"),  # (2/3)/0
        ("lr_positive", (0, 2, 3, 3), 0.0, "ok"),
        ("lr_positive", (0, 0, 3, 5), math.nan, "zero_denominator"),  # 0/0
        ("lr_negative", (2, 5, 1, 0), math.inf, "zero_denominator"),  # (1/3)/0
        ("lr_negative", (3, 2, 0, 3), 0.0, "ok"),
        ("lr_negative", (3, 5, 0, 0), math.nan, "zero_denominator"),
        ("diagnostic_odds_ratio", (2, 0, 1, 5), math.inf, "zero_denominator"),
        ("diagnostic_odds_ratio", (3, 2, 0, 3), math.inf, "zero_denominator"),
        ("diagnostic_odds_ratio", (0, 2, 3, 3), 0.0, "ok"),
        ("diagnostic_odds_ratio", (0, 0, 3, 5), math.nan, "zero_denominator"),
        ("f1", (0, 2, 3, 3), 0.0, "ok"),
        ("f1", (0, 2, 0, 6), 0.0, "ok"),
        ("f1", (0, 0, 0, 8), math.nan, "no_positives"),
        ("jaccard", (0, 0, 3, 5), 0.0, "ok"),
        ("jaccard", (0, 0, 0, 8), math.nan, "no_positives"),
        ("mcc", (0, 0, 3, 5), math.nan, "zero_denominator"),
        ("mcc", (3, 0, 0, 5), 1.0, "ok"),
        ("mcc", (0, 5, 3, 0), -1.0, "ok"),
        ("mcc", (3, 0, 5, 0), math.nan, "no_negatives"),
        ("kappa", (0, 0, 3, 5), 0.0, "ok"),  # observed 5/8, by chance 5/8
        ("kappa", (0, 4, 4, 0), -1.0, "ok"),  # observed 0, by chance 1/2
        ("kappa", (8, 0, 0, 0), math.nan, "no_negatives"),
        ("ppv", (0, 0, 3, 5), math.nan, "zero_denominator"),
        ("npv", (3, 5, 0, 0), math.nan, "zero_denominator"),
        ("sensitivity", (0, 2, 0, 6), math.nan, "no_positives"),
        ("specificity", (3, 0, 5, 0), math.nan, "no_negatives"),
        ("balanced_accuracy", (3, 0, 5, 0), math.nan, "no_negatives"),
        ("informedness", (0, 2, 0, 6), math.nan, "no_positives"),
        ("g_mean", (0, 2, 3, 3), 0.0, "ok"),
        ("fowlkes_mallows", (0, 2, 3, 3), 0.0, "ok"),
        ("fowlkes_mallows", (0, 0, 3, 5), math.nan, "zero_denominator"),
        ("prevalence", (0, 2, 0, 6), 0.0, "ok"),
        ("detection_prevalence", (0, 0, 3, 5), 0.0, "ok"),
    ],
)
def test_zero_cells(metric: str, cells: tuple[int, int, int, int], value: float, status: str) -> None:
    e = getattr(cm, metric)(*rows(*cells))
    assert e.status == status
    if math.isnan(value):
        assert math.isnan(float(e))
        assert math.isnan(e.lower)
        assert math.isnan(e.upper)
        assert e.interval_status == "undefined_value"
    else:
        assert float(e) == value


def test_no_rows() -> None:
    for about in cm.catalogue():
        e = getattr(cm, about["name"])([], [], **required(about, of_labels=True))
        assert math.isnan(float(e))
        assert (e.status, e.n) == ("empty", 0)
        assert e.interval_status == ("not_applicable" if about["interval"] == "none" else "undefined_value")


# --- limits of shares --------------------------------------------------------------------------------------------------------------------
# Wilson with z = 2: (x + 2 -+ 2 sqrt(x(n - x)/n + 1))/(n + 4).


def test_wilson() -> None:
    low, high = limits(cm.sensitivity(Y, D, ci="wilson", level=TWO_SIGMA))  # x = 2, n = 3: (4 -+ 2 sqrt(5/3))/7
    assert (low, high) == (near((4 - 2 * math.sqrt(5 / 3)) / 7), near((4 + 2 * math.sqrt(5 / 3)) / 7))
    low, high = limits(cm.specificity(*rows(3, 0, 0, 5), ci="wilson", level=TWO_SIGMA))  # 5 of 5: n/(n + 4), and exactly 1
    assert (low, high) == (near(5 / 9), 1.0)
    low, high = limits(cm.fpr(*rows(3, 0, 0, 5), ci="wilson", level=TWO_SIGMA))  # 0 of 5: exactly 0, and 4/(n + 4)
    assert (low, high) == (0.0, near(4 / 9))


def test_agresti_coull() -> None:
    # x = 2, n = 3: the share (2 + 2)/(3 + 4) = 4/7 -+ 2 sqrt(4/7 * 3/7 / 7), clipped at 1
    low, high = limits(cm.sensitivity(Y, D, ci="agresti_coull", level=TWO_SIGMA))
    assert (low, high) == (near(4 / 7 - 2 * math.sqrt(12 / 343)), near(min(1, 4 / 7 + 2 * math.sqrt(12 / 343))))


def test_clopper_pearson() -> None:
    low, high = limits(cm.fpr(*rows(3, 0, 0, 5), ci="clopper_pearson", level=0.95))  # 0 of 5: 1 - (1/40)^(1/5)
    assert (low, high) == (0.0, near(1 - (1 / 40) ** 0.2))
    low, high = limits(cm.npv(*rows(7, 0, 0, 1), ci="clopper_pearson", level=0.9))  # 1 of 1: 1/20
    assert (low, high) == (near(1 / 20), 1.0)
    low, high = limits(cm.ppv(*rows(1, 1, 3, 3), ci="clopper_pearson", level=0.9))  # 1 of 2: 1 - (1 - p)^2 = 1/20, p^2 = 19/20
    assert (low, high) == (near(1 - math.sqrt(0.95)), near(math.sqrt(0.95)))


def test_square_and_add() -> None:
    # Se = 2/3 and FPR = 2/5 with their Wilson limits (4 -+ 2 sqrt(5/3))/7 and (4 -+ 2 sqrt(11/5))/9
    se, fpr = 2 / 3, 2 / 5
    sl, su = (4 - 2 * math.sqrt(5 / 3)) / 7, (4 + 2 * math.sqrt(5 / 3)) / 7
    fl, fu = (4 - 2 * math.sqrt(11 / 5)) / 9, (4 + 2 * math.sqrt(11 / 5)) / 9
    low, high = limits(cm.informedness(Y, D, level=TWO_SIGMA))
    assert low == near(4 / 15 - math.hypot(se - sl, fu - fpr))
    assert high == near(4 / 15 + math.hypot(su - se, fpr - fl))
    half_low, half_high = limits(cm.balanced_accuracy(Y, D, level=TWO_SIGMA))
    assert (half_low, half_high) == (near((low + 1) / 2), near((high + 1) / 2))


def test_indirect_wilson() -> None:
    # TP/(TP + FP + FN) = 2/5: Wilson (4 -+ 2 sqrt(11/5))/9, and F1 = 2J/(1 + J) of both
    low, high = limits(cm.jaccard(Y, D, level=TWO_SIGMA))
    assert (low, high) == (near((4 - 2 * math.sqrt(11 / 5)) / 9), near((4 + 2 * math.sqrt(11 / 5)) / 9))
    f1_low, f1_high = limits(cm.f1(Y, D, level=TWO_SIGMA))
    assert (f1_low, f1_high) == (near(2 * low / (1 + low)), near(2 * high / (1 + high)))


def test_log_limits() -> None:
    # SE^2 of log LR+ = 1/2 - 1/3 + 1/2 - 1/5 = 7/15; of log LR- = 1/1 - 1/3 + 1/3 - 1/5 = 4/5; of log DOR = 1/2 + 1/2 + 1 + 1/3 = 7/3
    for metric, value, variance in (("lr_positive", 5 / 3, 7 / 15), ("lr_negative", 5 / 9, 4 / 5), ("diagnostic_odds_ratio", 3, 7 / 3)):
        e = getattr(cm, metric)(Y, D, level=TWO_SIGMA)
        step = math.exp(2 * math.sqrt(variance))
        assert e.method == "log"
        assert limits(e) == (near(value / step), near(value * step))


def test_log_limits_with_a_zero_cell() -> None:
    # TP 2, FP 0, FN 1, TN 5: LR+ is infinite. With 1/2 in each cell (2.5/4)/(0.5/6) = 7.5, SE^2 = 1/2.5 - 1/4 + 1/0.5 - 1/6 = 119/60
    e = cm.lr_positive(*rows(2, 0, 1, 5), level=TWO_SIGMA)
    assert (float(e), e.status, e.method) == (math.inf, "zero_denominator", "log_haldane")
    assert limits(e) == (near(7.5 * math.exp(-2 * math.sqrt(119 / 60))), math.inf)
    # TP 0, FP 2, FN 3, TN 3: DOR is 0. With 1/2: 0.5*3.5/(2.5*3.5) = 1/5, SE^2 = 2 + 1/2.5 + 2/3.5 = 104/35
    e = cm.diagnostic_odds_ratio(*rows(0, 2, 3, 3), level=TWO_SIGMA)
    assert limits(e) == (0.0, near(math.exp(2 * math.sqrt(104 / 35)) / 5))


def test_logit_delta_of_f2() -> None:
    # F2 = 5/8; SE^2 of its logit = 1/2 + (16*1 + 2)/(4*1 + 2)^2 = 1; the odds 5/3 move by exp(-+2)
    low, high = limits(cm.f_beta(Y, D, beta=2, level=TWO_SIGMA))
    odds = [5 / 3 * math.exp(2 * side) for side in (-1, 1)]
    assert (low, high) == (near(odds[0] / (1 + odds[0])), near(odds[1] / (1 + odds[1])))


# --- ranking ---------------------------------------------------------------------------------------------------------------------------
# positives .8 .5 .5, negatives .5 .3 .9 .1 .5
S = [0.8, 0.5, 0.5, 0.5, 0.3, 0.9, 0.1, 0.5]


def test_auroc_with_ties() -> None:
    # .8 beats .5 .3 .1 .5 (4); each .5 beats .3 .1 and ties with two (3): (4 + 3 + 3)/15
    assert float(cm.auroc(Y, S, ci=None)) == near(2 / 3)
    # weight 2 on the .8, 3 on the .9: (2*4 + 3 + 3)/(4*7)
    assert float(cm.auroc(Y, S, sample_weight=[2, 1, 1, 1, 1, 3, 1, 1], ci=None)) == 0.5
    # without the .9 (weight 0): 10/12
    assert float(cm.auroc(Y, S, sample_weight=[1, 1, 1, 1, 1, 0, 1, 1], ci=None)) == near(10 / 12)


def test_average_precision_with_ties() -> None:
    # down the scores: .9 (0 of 1), .8 (1 of 2), .5 (3 of 6, two positives at once), .3, .1: (1/2 + 2*3/6)/3
    assert float(cm.average_precision(Y, S, ci=None)) == pytest.approx(1 / 2, abs=1e-12)
    # weight 3 on the .9: .8 1/4, .5 3/8: (1/4 + 2*3/8)/3
    assert float(cm.average_precision(Y, S, sample_weight=[1, 1, 1, 1, 1, 3, 1, 1], ci=None)) == pytest.approx(1 / 3, abs=1e-12)


def test_delong() -> None:
    # placements of positives 4/5 3/5 3/5: variance 1/75, over 3: 1/225
    # placements of negatives 2/3 1 0 1 2/3: deviations from 2/3 are 0 1/3 -2/3 1/3 0: variance (6/9)/4 = 1/6, over 5: 1/30
    se = math.sqrt(1 / 225 + 1 / 30)
    e = cm.auroc(Y, S, ci="delong", level=TWO_SIGMA)
    assert e.se == near(se)
    assert limits(e) == (near(2 / 3 - 2 * se), 1.0)  # 1.055 is clipped
    # on the logit: log 2 -+ 2 se/(2/3 * 1/3)
    step = math.exp(2 * se * 9 / 2)
    assert limits(cm.auroc(Y, S, ci="logit_delong", level=TWO_SIGMA)) == (near(2 / step / (1 + 2 / step)), near(2 * step / (1 + 2 * step)))


def test_newcombe_5() -> None:
    # each limit t solves (A - t)^2 = 4 V(t), V = t(1 - t)(1 + 3(1 - t)/(2 - t) + 3t/(1 + t))/15, 3 = 8/2 - 1
    a = 2 / 3
    for t in limits(cm.auroc(Y, S, ci="newcombe5", level=TWO_SIGMA)):
        v = t * (1 - t) * (1 + 3 * (1 - t) / (2 - t) + 3 * t / (1 + t)) / 15
        assert (a - t) ** 2 == pytest.approx(4 * v, rel=1e-11)


# --- risks -----------------------------------------------------------------------------------------------------------------------------
YR = [1, 0, 1, 1, 0, 0, 0, 1]
R = [0.25, 0.25, 0.75, 1.0, 0.0, 0.125, 0.5, 0.875]  # they sum to 3.75


def test_risks() -> None:
    # squares 36/64 4/64 4/64 0 0 1/64 16/64 1/64: 62/64, over 8: 31/256
    assert float(cm.brier(YR, R, ci=None)) == 31 / 256
    # prevalence 1/2: 1 - (31/256)/(1/4)
    assert float(cm.scaled_brier(YR, R, ci=None)) == near(33 / 64)
    assert float(cm.observed_expected_ratio(YR, R, ci=None)) == near(4 / 3.75)
    assert float(cm.mean_calibration_difference(YR, R, ci=None)) == near(0.25 / 8)
    # ln 4, two of ln 4/3, two of nothing, two of ln 8/7, ln 2
    expected = (math.log(4) + 2 * math.log(4 / 3) + 2 * math.log(8 / 7) + math.log(2)) / 8
    assert float(cm.log_loss(YR, R, ci=None)) == near(expected)


def test_weighted_risks() -> None:
    # weight 3 on the first row, 0 on the second: squares 3*36 + 4 + 1 + 16 + 1 = 130 of 64 parts, over 9
    w = [3, 0, 1, 1, 1, 1, 1, 1]
    assert float(cm.brier(YR, R, sample_weight=w, ci=None)) == near(130 / 64 / 9)
    # events 6; risks 0.75 + 0.75 + 1 + 0.125 + 0.5 + 0.875 = 4
    assert float(cm.observed_expected_ratio(YR, R, sample_weight=w, ci=None)) == near(6 / 4)
    assert float(cm.mean_calibration_difference(YR, R, sample_weight=w, ci=None)) == near(2 / 9)


def test_log_loss_of_certainty() -> None:
    assert float(cm.log_loss([0, 1], [0.0, 1.0], ci=None)) == 0.0
    e = cm.log_loss([1, *YR[1:]], [0.0, *R[1:]])  # an event that had no risk
    assert float(e) == math.inf
    assert e.interval_status in ("infinite_value", "too_few")
    assert math.isnan(e.lower)
    # with twenty rows, the reason is the infinite value
    assert cm.log_loss([1, *[0, 1] * 10], [0.0, *[0.25, 0.75] * 10]).interval_status == "infinite_value"


def test_scores_outside_the_unit_interval_are_no_risks() -> None:
    for metric in (cm.brier, cm.scaled_brier, cm.log_loss, cm.observed_expected_ratio, cm.mean_calibration_difference, cm.ece):
        with pytest.raises(ValueError, match="y_score"):
            metric([0, 1, 1], [0.5, 1.5, 0.2])


# --- calibration bins ------------------------------------------------------------------------------------------------------------------
YB = [0, 1, 0, 1, 0, 1, 1, 1]
P = [0.0, 0.1, 0.2, 0.2, 0.3, 0.7, 0.8, 1.0]


def test_ece_equal_width() -> None:
    # [0, .25]: 0 .1 .2 .2, two events for .5; (.25, .5]: .3, none; (.5, .75]: .7, one; (.75, 1]: .8 1, two for 1.8
    # 1.5 + .3 + .3 + .2 = 2.3, over 8
    assert float(cm.ece(YB, P, bins=4, ci=None)) == near(2.3 / 8)


def test_ece_equal_mass() -> None:
    # two rows a bin: 0 .1 | .2 .2 | .3 .7 | .8 1; gaps .9 .6 0 .2 = 1.7, over 8
    assert float(cm.ece(YB, P, bins=4, binning="equal_mass", ci=None)) == near(1.7 / 8)


def test_ece_equal_mass_does_not_split_ties() -> None:
    # a run of equal risks goes where its first rank falls, ranks 0 1 | 2 3 | 4 5 | 6 7: the three .2 begin at rank 1 and join 0 in the first bin;
    # the second is empty. 0 .2 .2 .2: two events for .6; .3 .7: one for 1; .8 1: two for 1.8: 1.4 + 0 + .2 = 1.6, over 8
    assert float(cm.ece(YB, [0.0, 0.2, 0.2, 0.2, 0.3, 0.7, 0.8, 1.0], bins=4, binning="equal_mass", ci=None)) == near(1.6 / 8)


def test_ece_edges() -> None:
    # bins (a, b]: .25 is in the first of four, .5 in the second, .75 in the third; the first holds 0 as well
    #   0 .25 .25 | .5 | .6 .75 | .8 1;  events 1 1 1 2, risks .5 .5 1.35 1.8: .5 + .5 + .35 + .2 = 1.55, over 8
    # (with [a, b) it would be 0 | .25 .25 | .5 .6 | .75 .8 1 and 1.05/8)
    y, p = [0, 0, 1, 1, 0, 1, 1, 1], [0.0, 0.25, 0.25, 0.5, 0.6, 0.75, 0.8, 1.0]
    assert float(cm.ece(y, p, bins=4, ci=None)) == near(1.55 / 8)
    # the edge 3/10 is the double 0.3: 0.3 lies below, the next double above
    # one bin: 2 events of 3 rows for 0.9: 1.1/3; two bins: 0.3 with no event: .3, then 2 for .6: 1.4
    above = math.nextafter(0.3, 1)
    assert float(cm.ece([1, 0, 1], [0.3, 0.3, 0.3], bins=10, ci=None)) == near(1.1 / 3)
    assert float(cm.ece([1, 0, 1], [above, 0.3, above], bins=10, ci=None)) == near(1.7 / 3)
    # a risk of exactly 0 counts: one event for 0
    assert float(cm.ece([1], [0.0], bins=10, ci=None)) == 1.0
    assert float(cm.ece([0], [1.0], bins=10, ci=None)) == 1.0


def test_weighted_ece() -> None:
    # equal width as above, weight 3 on the .7 and 0 on the .3: 1.5 + 3*.3 + .2 = 2.6, over 9
    assert float(cm.ece(YB, P, bins=4, sample_weight=[1, 1, 1, 1, 0, 3, 1, 1], ci=None)) == near(2.6 / 9)


# --- jackknife and bootstrap -------------------------------------------------------------------------------------------------------------


def test_transform_t_of_a_mean() -> None:
    # The jackknife's SE of a mean is s/sqrt(n). Ten rows y - p = -+1/2, five each: mean 0, s^2 = 10/4/9, SE = sqrt(1/36) = 1/6; t(.975, 9) = 2.262157163
    e = cm.mean_calibration_difference([0, 1] * 5, [0.5] * 10, ci="transform_t")
    assert e.se == near(1 / 6)
    assert e.df == 9
    assert (e.lower, e.upper) == (pytest.approx(-2.2621571627982055 / 6, rel=1e-12), pytest.approx(2.2621571627982055 / 6, rel=1e-12))


def replicates(kind: str, n: int, n_resamples: int, seed: int) -> Any:
    return cm.resample_weights(n, n_resamples, seed=seed, kind=kind).astype(float)


@pytest.mark.parametrize("kind", ["multinomial", "poisson"])
def test_percentile_and_basic_are_quantiles_of_what_the_weights_give(kind: str) -> None:
    right = np.array([int(a == b) for a, b in zip(Y, D)])
    w = replicates(kind, 8, 1000, 3)
    filled = w.sum(axis=1) > 0  # Poisson weights may all be 0
    x = (w[filled] @ right) / w[filled].sum(axis=1)
    low, high = np.quantile(x, [0.025, 0.975])  # type 7
    given = {"resampling": kind, "n_resamples": 1000, "seed": 3}
    e = cm.accuracy(Y, D, ci="percentile", **given)
    assert limits(e) == (near(low), near(high))
    assert e.n_undefined == 1000 - filled.sum()
    assert e.se == pytest.approx(x.std(ddof=1), rel=1e-12)
    assert limits(cm.accuracy(Y, D, ci="basic", **given)) == (near(2 * 5 / 8 - high), near(2 * 5 / 8 - low))


def test_percentile_of_auroc() -> None:
    y, s = np.array(Y * 5), np.array([x + 0.001 * k for k in range(5) for x in S])
    beats = (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
    w = replicates("multinomial", 40, 600, 11)
    p, n = w[:, y == 1], w[:, y == 0]
    x = np.einsum("bi,ij,bj->b", p, beats, n) / (p.sum(1) * n.sum(1))
    e = cm.auroc(y, s, ci="percentile", n_resamples=600, seed=11)
    assert limits(e) == (near(np.quantile(x, 0.025)), near(np.quantile(x, 0.975)))
    assert e.n_undefined == 0


def test_bca() -> None:
    # z0 from the share of replicates below 5/8, ties half; a from L_i, n - 1 times mean minus leave-one-out value: for a share L_i = x_i - 5/8
    from statistics import NormalDist

    phi = NormalDist()
    right = np.array([int(a == b) for a, b in zip(Y, D)])
    w = replicates("multinomial", 8, 4000, 5)
    x = (w @ right) / 8
    z0 = phi.inv_cdf(float(np.mean(x < 5 / 8) + np.mean(x == 5 / 8) / 2))
    deviation = right - 5 / 8
    a = (deviation**3).sum() / 6 / (deviation**2).sum() ** 1.5
    level = [phi.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))) for z in (phi.inv_cdf(0.025), phi.inv_cdf(0.975))]
    e = cm.accuracy(Y, D, ci="bca", n_resamples=4000, seed=5)
    assert limits(e) == (near(np.quantile(x, level[0])), near(np.quantile(x, level[1])))


def test_logit_interval_of_average_precision() -> None:
    # logit AP -+ t(m - 1) sqrt(m/(m - 1)) SD(logit AP*), m = 15 positives; t(.975, 14) = 2.144786688
    y, s = np.array(Y * 5), np.array([x + 0.001 * k for k in range(5) for x in S])
    order = np.argsort(-s, kind="stable")
    last = np.append(np.diff(s[order]) != 0, True)  # the end of each run of ties
    w = np.vstack([np.ones(40), replicates("multinomial", 40, 500, 2)])[:, order]
    tp, everything = np.cumsum(w * y[order], 1)[:, last], np.cumsum(w, 1)[:, last]
    step = np.diff(tp, axis=1, prepend=0)
    ap = (step * np.divide(tp, everything, out=np.zeros_like(tp), where=everything > 0)).sum(1) / tp[:, -1]
    logits = np.log(ap / (1 - ap))
    half = 2.1447866879178038 * math.sqrt(15 / 14) * logits[1:].std(ddof=1)
    low, high = (1 / (1 + math.exp(-(logits[0] + side * half))) for side in (-1, 1))
    e = cm.average_precision(y, s, ci="logit_bootstrap_sd", n_resamples=500, seed=2)
    assert e.method == "logit_bootstrap_sd"
    assert e.df == 14
    assert limits(e) == (pytest.approx(low, rel=1e-9), pytest.approx(high, rel=1e-9))


def test_l1_projection_of_the_ece() -> None:
    # the gaps of the four bins in each replicate, over its own weight; the 95 % quantile of the summed distances from the gaps of the data
    y, p = np.array(YB * 5), np.array(P * 5)
    bin_of = np.array([0, 0, 0, 0, 1, 2, 3, 3] * 5)
    at = np.eye(4)[bin_of]
    w = replicates("multinomial", 40, 800, 9)
    p = np.round(p * 2**28) / 2**28  # the digits of risks in replicates
    gap = ((y - p) * w) @ at / w.sum(1, keepdims=True)
    point = (y - p) @ at / 40
    reach = np.quantile(np.abs(gap - point).sum(1), 0.95)
    e = cm.ece(y, p, bins=4, ci="l1_projection", n_resamples=800, seed=9)
    assert e.method == "l1_projection"
    assert limits(e) == (pytest.approx(max(2.3 / 8 - reach, 0), rel=1e-9), pytest.approx(2.3 / 8 + reach, rel=1e-9))
