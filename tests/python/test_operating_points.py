# SPDX-License-Identifier: Apache-2.0
"""Metrics at points of the ROC curve that are searched in the data, partial areas, and curves as frames."""

from __future__ import annotations

import functools
import math
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest

scipy_stats = pytest.importorskip("scipy.stats")
sklearn_metrics = pytest.importorskip("sklearn.metrics")

RNG = np.random.default_rng(11)
N = 300
Y = (RNG.random(N) < 0.35).astype(int)
S = np.round(RNG.normal(Y, 1.2), 1)  # with ties
W = RNG.integers(1, 4, N)
LIMITS = (0.0, 0.05, 0.3, 0.5, 0.77, 0.9, 0.95, 1.0)


def value(metric: str, y: Any = Y, s: Any = S, **given: Any) -> float:
    return float(getattr(cm, metric)(y, s, ci=None, **given))


def roc(weights: Any = None) -> tuple[np.ndarray, np.ndarray]:
    fpr, tpr, _ = sklearn_metrics.roc_curve(Y, S, drop_intermediate=False, sample_weight=weights)
    return fpr, tpr


@pytest.mark.parametrize("weights", [None, W], ids=["rows", "weights"])
@pytest.mark.parametrize("limit", LIMITS)
def test_points_are_those_of_scikit_learns_curve(limit: float, weights: Any) -> None:
    given = {} if weights is None else {"sample_weight": weights}
    fpr, tpr = roc(weights)
    share = np.average(Y, weights=weights)
    alerts = share * tpr + (1 - share) * fpr
    assert value("sensitivity_at_specificity", specificity=limit, **given) == pytest.approx(tpr[1 - fpr >= limit - 1e-12].max())
    assert value("specificity_at_sensitivity", sensitivity=limit, **given) == pytest.approx((1 - fpr[tpr >= limit - 1e-12]).max())
    assert value("sensitivity_at_alert_rate", alert_rate=limit, **given) == pytest.approx(tpr[alerts <= limit + 1e-12].max())
    first = int(np.argmax(tpr >= limit - 1e-12))
    assert value("alert_rate_at_sensitivity", sensitivity=limit, **given) == pytest.approx(alerts[first])
    if limit > 0:
        assert value("ppv_at_sensitivity", sensitivity=limit, **given) == pytest.approx(share * tpr[first] / alerts[first])
    last = int(np.flatnonzero(alerts <= limit + 1e-12)[-1])
    if last > 0:
        assert value("lift", share=limit, **given) == pytest.approx(tpr[last] / alerts[last])


@pytest.mark.parametrize("limit", LIMITS)
def test_interpolated_points_lie_on_the_line(limit: float) -> None:
    """numpy's interpolation along the curve, whose vertical parts take the highest sensitivity."""
    fpr, tpr = roc()
    share = Y.mean()
    alerts = share * tpr + (1 - share) * fpr
    at_specificity = value("sensitivity_at_specificity", specificity=limit, method="interpolated")
    assert at_specificity == pytest.approx(max(np.interp(1 - limit, fpr, tpr), tpr[np.isclose(fpr, 1 - limit)].max(initial=0)))
    if limit > 0:
        fp = np.interp(limit, tpr, fpr) if limit not in tpr else fpr[tpr == limit].min()
        assert value("specificity_at_sensitivity", sensitivity=limit, method="interpolated") == pytest.approx(1 - fp)
        rate = share * limit + (1 - share) * fp
        assert value("alert_rate_at_sensitivity", sensitivity=limit, method="interpolated") == pytest.approx(rate)
        assert value("ppv_at_sensitivity", sensitivity=limit, method="interpolated") == pytest.approx(share * limit / rate)
        found = np.interp(limit, alerts, tpr)
        assert value("sensitivity_at_alert_rate", alert_rate=limit, method="interpolated") == pytest.approx(found)
        assert value("lift", share=limit, method="interpolated") == pytest.approx(found / limit)
    assert at_specificity >= value("sensitivity_at_specificity", specificity=limit) - 1e-12


def test_ks_statistic_is_scipys_and_the_greatest_youden_index() -> None:
    ks = value("ks_statistic")
    assert ks == pytest.approx(scipy_stats.ks_2samp(S[Y == 1], S[Y == 0]).statistic)
    assert ks == pytest.approx(float(cm.informedness(Y, S, threshold="youden", ci=None)))
    assert value("ks_statistic", s=-S) == pytest.approx(ks)


@pytest.mark.parametrize("max_fpr", [0.05, 0.1, 0.3, 1.0])
def test_partial_auroc_is_scikit_learns_max_fpr(max_fpr: float) -> None:
    ours = value("partial_auroc", lower=1 - max_fpr, upper=1.0, correction="mcclish")
    assert ours == pytest.approx(sklearn_metrics.roc_auc_score(Y, S, max_fpr=max_fpr if max_fpr < 1 else None), abs=1e-12)


def test_partial_auroc_of_the_breast_cancer_data() -> None:
    data = pytest.importorskip("sklearn.datasets").load_breast_cancer()
    y, radius = (data.target == 0).astype(int), data.data[:, 0]
    assert value("partial_auroc", y, radius, lower=0.9, upper=1.0, correction="mcclish") == pytest.approx(0.8614530221, abs=5e-11)


def test_laws_of_partial_areas() -> None:
    auroc = float(cm.auroc(Y, S, ci=None))
    for focus in ("specificity", "sensitivity"):
        assert value("partial_auroc", lower=0.0, upper=1.0, focus=focus) == pytest.approx(auroc)
        assert value("partial_auroc", lower=0.0, upper=1.0, focus=focus, correction="mcclish") == pytest.approx(auroc)
        parts = [value("partial_auroc", lower=a, upper=b, focus=focus) for a, b in ((0.0, 0.2), (0.2, 0.85), (0.85, 1.0))]
        assert sum(parts) == pytest.approx(auroc)
    for a, b in ((0.8, 1.0), (0.1, 0.45)):  # scores and labels turned around: sensitivity and specificity change places
        turned = value("partial_auroc", 1 - Y, -S, lower=a, upper=b, focus="specificity")
        assert value("partial_auroc", lower=a, upper=b, focus="sensitivity") == pytest.approx(turned)
    assert value("two_way_partial_auroc", sensitivity=0.0, specificity=0.0) == pytest.approx(auroc)
    assert value("two_way_partial_auroc", sensitivity=0.0, specificity=0.7) == pytest.approx(value("partial_auroc", lower=0.7, upper=1.0))
    both = [value("two_way_partial_auroc", y, s, sensitivity=a, specificity=b) for y, s, a, b in ((Y, S, 0.4, 0.3), (1 - Y, -S, 0.3, 0.4))]
    assert both[0] == pytest.approx(both[1])


@pytest.mark.parametrize("limits", [{"lower": 0.9, "upper": 0.5}, {"upper": 0.5}, {"lower": 0.9, "upper": 0.5, "focus": "sensitivity"}])
def test_a_window_whose_limits_are_exchanged_is_refused(limits: dict[str, Any]) -> None:
    text = f"pAUC({', '.join(f'{name}={x}' for name, x in limits.items())})"
    for call in (
        lambda: cm.partial_auroc(Y, S, **limits),
        lambda: cm.evaluate(y_true=Y, y_score=S, metrics=text),
        lambda: cm.evaluate(y_true=Y, y_score=S, metrics={"partial_auroc": limits}),
        lambda: cm.evaluate(y_true=Y, y_score=S, metrics=[functools.partial(cm.partial_auroc, **limits)]),
    ):
        with pytest.raises(ValueError, match=r"`lower` of partial_auroc is 0.9, which is above `upper`, 0.5: the window is empty"):
            call()
    analysis = {"outcome": {"column": "y"}, "models": [{"name": "m", "score": "s"}], "metrics": [text]}
    with pytest.raises(cm.SpecificationError, match=r"analysis.metrics\[0\] is .*lower of partial_auroc is 0.9, which is above upper"):
        cm.read_specification({"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "t.csv"}})


def test_two_way_area_is_that_of_a_fine_grid() -> None:
    fpr, tpr = roc()
    x = np.linspace(0, 0.7, 200_001)
    expected = np.trapezoid(np.maximum(np.interp(x, fpr, tpr) - 0.4, 0), x)
    assert value("two_way_partial_auroc", sensitivity=0.4, specificity=0.3) == pytest.approx(expected, abs=1e-5)


def test_undefined_values_have_a_reason() -> None:
    def status(metric: str, y: Any, s: Any, **given: Any) -> str:
        return str(getattr(cm, metric)(y, s, ci=None, **given).status)

    for metric in ("ks_statistic", "partial_auroc", "lift", "sensitivity_at_specificity"):
        assert status(metric, np.zeros(5, int), np.arange(5.0)) == "no_positives"
        assert status(metric, np.ones(5, int), np.arange(5.0)) == "no_negatives"
    assert status("partial_auroc", Y, S, lower=0.9, upper=0.9) == "zero_denominator"
    assert status("partial_auroc", Y, -S, lower=0.9, upper=1.0, correction="mcclish") == "below_chance"
    assert status("lift", Y, np.ones(N), share=0.1) == "zero_denominator"


def test_intervals_in_groups_and_with_units() -> None:
    metrics = ["ks_statistic", "partial_auroc", "sensitivity_at_specificity", "lift", "ppv_at_sensitivity"]
    result = cm.evaluate(y_true=Y, y_score=S, metrics=metrics, groups={"half": np.arange(N) % 2}, unit=np.arange(N) // 2)
    for e in result:
        assert e.method == {"ks_statistic": "effective_t", "partial_auroc": "bca"}.get(e.metric, "percentile")
        assert e.lower <= e.value <= e.upper


def test_a_group_is_searched_alone() -> None:
    half = np.arange(N) % 2
    result = cm.evaluate(
        y_true=Y, y_score=S, metrics=["ks_statistic", "sensitivity_at_specificity", "partial_auroc"], groups={"half": half}, ci=None
    )
    alone = cm.evaluate(
        y_true=Y[half == 1], y_score=S[half == 1], metrics=["ks_statistic", "sensitivity_at_specificity", "partial_auroc"], ci=None
    )
    assert [e.value for e in result.where(group="half=1")] == [e.value for e in alone]


# --- curves as frames ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [None, W], ids=["rows", "weights"])
def test_roc_curve_is_scikit_learns(weights: Any) -> None:
    frame = cm.roc_curve(Y, S, sample_weight=weights)
    fpr, tpr, thresholds = sklearn_metrics.roc_curve(Y, S, drop_intermediate=False, sample_weight=weights)
    assert np.array_equal(frame["threshold"], thresholds)
    np.testing.assert_allclose(frame["fpr"], fpr, rtol=1e-14)
    np.testing.assert_allclose(frame["sensitivity"], tpr, rtol=1e-14)
    assert frame["sensitivity_lower"].isna().all() == (weights is not None)


def test_pr_curve_is_scikit_learns() -> None:
    frame = cm.pr_curve(Y, S)
    precision, recall, thresholds = sklearn_metrics.precision_recall_curve(Y, S)
    assert np.array_equal(frame["threshold"][::-1], thresholds)
    np.testing.assert_allclose(frame["precision"][::-1], precision[:-1], rtol=1e-14)
    np.testing.assert_allclose(frame["sensitivity"][::-1], recall[:-1], rtol=1e-14)


def test_bands_of_whole_curves_contain_the_curve_and_nest_in_the_level() -> None:
    for curve, value in ((cm.roc_curve, "sensitivity"), (cm.pr_curve, "precision")):
        frame, wide = curve(Y, S), curve(Y, S, level=0.999)
        assert (wide["simultaneous_lower"] <= frame["simultaneous_lower"]).all()
        assert (frame["simultaneous_lower"] <= frame[value]).all()
        assert (wide["simultaneous_upper"] >= frame["simultaneous_upper"]).all()
        assert (frame["simultaneous_upper"] >= frame[value]).all()
        assert not frame["simultaneous_lower"].equals(wide["simultaneous_lower"])
        assert curve(Y, S, sample_weight=W)["simultaneous_lower"].isna().all()


def test_rows_of_the_curve_are_those_of_thresholds() -> None:
    frame = cm.roc_curve(Y, S)
    for i in (1, 7, len(frame) - 1):
        m = cm.confusion_matrix(Y, S, threshold=frame["threshold"][i])
        assert (m.tp, m.fp) == (frame["tp"][i], frame["fp"][i])
        limits = cm.sensitivity(Y, S, threshold=frame["threshold"][i], ci="wilson").ci
        assert limits == (frame["sensitivity_lower"][i], frame["sensitivity_upper"][i])


def test_frames_are_of_the_kind_of_the_scores() -> None:
    polars, pyarrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    assert isinstance(cm.roc_curve(Y, polars.Series(S)), polars.DataFrame)
    assert isinstance(cm.pr_curve(Y, pyarrow.array(S)), pyarrow.Table)
    assert isinstance(cm.roc_curve(Y, S, kind="polars"), polars.DataFrame)


def test_curves_refuse_what_they_cannot_use() -> None:
    for scores, message in (
        ([0.1, math.nan], "`y_score` has values that are not finite in 1 row"),
        ([0.1, 0.2, 0.3], "`y_true` has 2 rows"),
    ):
        with pytest.raises(ValueError, match=message):
            cm.roc_curve([0, 1], scores)


def test_the_simultaneous_band_by_hand() -> None:
    """4 and 4 rows: half a width of √(ln(2/(1 − √.5))/8) = .4900 in each direction."""
    y, s = [1, 1, 0, 1, 0, 0, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    frame = cm.roc_curve(y, s, level=0.5)
    d = math.sqrt(math.log(2 / (1 - math.sqrt(0.5))) / 8)
    assert d == pytest.approx(0.49000, abs=5e-4)
    # at fpr 0 (cut 2): cuts with fpr ≤ .49 end at cut 4 (1 false positive), the next is cut 5 with 3/4; at fpr 1: below .51 fpr is cut 5's 2/4
    assert frame["simultaneous_upper"][2] == pytest.approx(min(1, 3 / 4 + d))
    assert frame["simultaneous_lower"][8] == pytest.approx(3 / 4 - d)


def test_the_simultaneous_band_holds() -> None:
    """Binormal curves: the band is conservative, so that nearly all samples contain the whole curve."""
    grid = np.linspace(0.001, 0.999, 400)
    truth = scipy_stats.norm.cdf(1 + scipy_stats.norm.ppf(grid))
    rng, inside = np.random.default_rng(2), 0
    for _ in range(200):
        y = np.repeat([0, 1], [60, 40])
        frame = cm.roc_curve(y, rng.normal(y), level=0.8)
        lower = frame["simultaneous_lower"].to_numpy()[np.searchsorted(frame["fpr"], grid, side="right") - 1]
        upper = frame["simultaneous_upper"].to_numpy()[np.searchsorted(frame["fpr"], grid, side="left")]
        inside += bool(((lower <= truth) & (truth <= upper)).all())
    assert inside / 200 > 0.85
