# SPDX-License-Identifier: Apache-2.0
"""Laws that hold whatever the data, for every metric of the registry. "Equal" means equal bits unless a test says otherwise."""

from __future__ import annotations

import pickle
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from clinmetrics import _core
from clinmetrics._tables import WORDS
from cohorts import CATALOGUE, METRICS, WITH_INTERVALS, Rows, cohorts, estimate, evaluate, facts, required, same, seeded
from hypothesis import assume, given, settings
from hypothesis import strategies as st

every_metric = pytest.mark.parametrize("metric", METRICS)
# these depend on the number of rows, or are undefined for too few of them
OF_NUMBERS = {"ece_debiased", "ici", "e50", "e90", "emax", "spiegelhalter_z", "spiegelhalter_p", "hosmer_lemeshow", "hosmer_lemeshow_p"}
OF_NUMBERS |= {"calibration_joint_chi2", "calibration_joint_p"}
RANKING = [m for m in METRICS if CATALOGUE[m]["tally"] in {"ranked_pairs", "precision_sum"}]
ONE_NUMBER = ("value", "status", "n", "n_positive", "n_negative", "n_units", "weight_sum")
SIZES = ("n", "n_positive", "n_negative", "n_units", "weight_sum", "n_eff")


def some(e: cm.Estimate, names: tuple[str, ...]) -> dict[str, Any]:
    return {k: v for k, v in facts(e).items() if k in names}


def order_of(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(n)


def whole_weights(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 4, n)


seeds = st.integers(0, 2**32 - 1)

# --- order of rows ----------------------------------------------------------------------------------------------------------------------------


@every_metric
@given(rows=cohorts(), seed=seeds, weighted=st.sampled_from(["no", "whole", "real"]))
def test_values_do_not_depend_on_the_order_of_rows(metric: str, rows: Rows, seed: int, weighted: str) -> None:
    n = len(rows.y)
    if weighted != "no":
        rows = rows.given(weight=whole_weights(n, seed) * (1 if weighted == "whole" else 0.3))
    shuffled = rows.take(order_of(n, seed))
    assert some(estimate(metric, rows, ci=None), ONE_NUMBER) == some(estimate(metric, shuffled, ci=None), ONE_NUMBER)


@every_metric
@given(rows=cohorts(1, 60), seed=seeds, strata=st.booleans(), weighted=st.booleans())
def test_with_units_nothing_depends_on_the_order_of_rows(metric: str, rows: Rows, seed: int, strata: bool, weighted: bool) -> None:
    """Units are numbered by their identifiers, so replicates follow them wherever their rows stand."""
    n = len(rows.y)
    unit = np.random.default_rng(seed).integers(0, 1 + n // 3, n) * 7 - 5
    rows = rows.given(unit=unit, weight=1 + whole_weights(n, seed) if weighted else None)
    if strata:
        known = np.unique(unit)
        assume(len(known) >= 4)
        rows = rows.given(strata=(unit > known[len(known) // 2 - 1]).astype(int))
    shuffled = rows.take(order_of(n, seed))
    assert facts(estimate(metric, rows, n_resamples=600)) == facts(estimate(metric, shuffled, n_resamples=600))


# --- weights ----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", [m for m in METRICS if m not in OF_NUMBERS])
@given(rows=cohorts(), seed=seeds, factor=st.sampled_from([1, 3]))
def test_a_whole_weight_is_repetition(metric: str, rows: Rows, seed: int, factor: int) -> None:
    w = whole_weights(len(rows.y), seed) * factor
    weighted = estimate(metric, rows.given(weight=w), ci=None)
    repeated = estimate(metric, rows.take(np.repeat(np.arange(len(w)), w)), ci=None)
    assert (weighted.status, weighted.weight_sum) == (repeated.status, repeated.weight_sum)
    assert same(weighted.value, repeated.value)


@every_metric
@given(rows=cohorts(1, 60), seed=seeds, clustered=st.booleans())
def test_a_row_of_weight_0_is_absent(metric: str, rows: Rows, seed: int, clustered: bool) -> None:
    n = len(rows.y)
    w = whole_weights(n, seed)
    rows = rows.given(weight=w, unit=np.random.default_rng(seed + 1).integers(0, 1 + n // 2, n) if clustered else None)
    assert facts(estimate(metric, rows, n_resamples=400)) == facts(estimate(metric, rows.take(w > 0), n_resamples=400))


@every_metric
@given(rows=cohorts(1, 50), weight=st.sampled_from([1, 2, 7, 0.5, 0.1, 1e-3, 1e6]))
def test_equal_weights_are_none(metric: str, rows: Rows, weight: float) -> None:
    weighted = estimate(metric, rows.given(weight=np.full(len(rows.y), weight)), n_resamples=400)
    plain = estimate(metric, rows, n_resamples=400)
    sums = ("weight_sum", "numerator", "denominator")
    assert {**facts(weighted), **dict.fromkeys(sums)} == {**facts(plain), **dict.fromkeys(sums)}
    for name in sums:
        assert getattr(weighted, name) == pytest.approx(weight * getattr(plain, name), rel=1e-12, nan_ok=True)


@every_metric
@given(rows=cohorts(1, 50), seed=seeds, power=st.integers(-8, 8))
def test_only_the_proportions_of_weights_count(metric: str, rows: Rows, seed: int, power: int) -> None:
    w = np.random.default_rng(seed).integers(1, 1000, len(rows.y))
    whole, scaled = (estimate(metric, rows.given(weight=x), ci=None) for x in (w, w * 2.0**power))
    assert same(whole.value, scaled.value) or whole.value == pytest.approx(scaled.value, rel=1e-9)
    assert whole.status == scaled.status


# --- scores and labels ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", RANKING)
@given(rows=cohorts(1, 60), seed=seeds)
def test_an_increasing_map_of_the_scores_changes_nothing(metric: str, rows: Rows, seed: int) -> None:
    values, place = np.unique(rows.score, return_inverse=True)
    draw = np.random.default_rng(seed)
    mapped = np.sort(draw.normal(0, 10.0 ** draw.integers(-300, 300), len(values)))
    assume(len(np.unique(mapped)) == len(mapped))
    assert facts(estimate(metric, rows, n_resamples=400)) == facts(estimate(metric, rows.given(score=mapped[place]), n_resamples=400))


@given(rows=cohorts(), weighted=st.booleans(), seed=seeds)
def test_auroc_of_flipped_labels(rows: Rows, weighted: bool, seed: int) -> None:
    if weighted:
        rows = rows.given(weight=whole_weights(len(rows.y), seed))
    a = estimate("auroc", rows, ci=None)
    both = estimate("auroc", rows.given(y=1 - rows.y, score=-rows.score), ci=None)
    assert same(a.value, both.value)
    labels = estimate("auroc", rows.given(y=1 - rows.y), ci=None)
    assert same(labels.value, 1 - a.value) or labels.value == pytest.approx(1 - a.value, abs=2.3e-16)
    assert some(labels, ("n", "n_units")) == some(a, ("n", "n_units"))


MIRRORED = {
    "sensitivity": "specificity", "specificity": "sensitivity", "ppv": "npv", "npv": "ppv", "fpr": "fnr", "fnr": "fpr",
    "fdr": "false_omission_rate", "false_omission_rate": "fdr", "accuracy": "accuracy", "balanced_accuracy": "balanced_accuracy",
    "informedness": "informedness", "markedness": "markedness", "mcc": "mcc", "kappa": "kappa", "g_mean": "g_mean",
    "diagnostic_odds_ratio": "diagnostic_odds_ratio",
}  # fmt: skip


@pytest.mark.parametrize("metric", list(MIRRORED))
@given(rows=cohorts())
def test_mirrored_classes(metric: str, rows: Rows) -> None:
    """With the other class as the positive one, each metric becomes its mirror image."""
    decision = rows.score >= 0.5
    one = getattr(cm, metric)(rows.y, decision, ci=None)
    other = getattr(cm, MIRRORED[metric])(1 - rows.y, ~decision, ci=None)
    assert same(one.value, other.value) or one.value == pytest.approx(other.value, rel=1e-15, abs=1e-15)


@given(rows=cohorts(2, 50), score=st.floats(0, 1))
def test_constant_scores(rows: Rows, score: float) -> None:
    assume(0 < rows.y.sum() < len(rows.y))
    flat = rows.given(score=np.full(len(rows.y), score))
    assert estimate("auroc", flat).value == 0.5
    assert estimate("average_precision", flat, ci=None).value == pytest.approx(rows.y.mean(), abs=2**-40)
    assert estimate("ece", flat, ci=None).value == pytest.approx(abs(rows.y.mean() - score), abs=1e-8)


@every_metric
@given(rows=cohorts(1, 40))
def test_hard_labels_are_scores_at_a_threshold(metric: str, rows: Rows) -> None:
    if CATALOGUE[metric]["tally"] != "confusion":
        rows = rows.given(score=(rows.score >= 0.5).astype(float))  # here: the type of a score does not matter
        narrow = rows.given(score=rows.score.astype(np.uint8))
        assert facts(estimate(metric, rows, n_resamples=400)) == facts(estimate(metric, narrow, n_resamples=400))
        return
    own = dict.fromkeys(required(CATALOGUE[metric], of_labels=True), 0.5)
    given_labels = getattr(cm, metric)(rows.y, rows.score >= 0.5, n_resamples=400, **own)
    assert facts(given_labels) == facts(estimate(metric, rows, n_resamples=400))


@every_metric
@given(rows=cohorts())
def test_values_lie_in_the_stated_range(metric: str, rows: Rows) -> None:
    e = estimate(metric, rows, ci=None)
    about = CATALOGUE[metric]
    if e.status == "ok":
        assert about["least"] <= e.value <= about["greatest"]
    elif e.value == e.value:
        assert (e.status, e.value) == ("zero_denominator", np.inf)


# --- groups -----------------------------------------------------------------------------------------------------------------------------------


@given(rows=cohorts(0, 80), seed=seeds, levels=st.integers(1, 6), weighted=st.booleans(), clustered=st.booleans())
def test_a_group_equals_the_call_on_its_rows(rows: Rows, seed: int, levels: int, weighted: bool, clustered: bool) -> None:
    """Values always; limits where they are made without replicates, whose weights belong to the cohort."""
    n = len(rows.y)
    draw = np.random.default_rng(seed)
    group = draw.integers(0, levels, n)
    rows = rows.given(group=group)
    if clustered:
        rows = rows.given(unit=draw.integers(0, 1 + n // 2, n))
    if weighted:
        rows = rows.given(weight=draw.integers(1, 4, n))
    result = evaluate(rows, n_resamples=40, min_group_size=0)
    assert len(result) == len(METRICS) * (1 + len(set(group)))
    for level in set(group.tolist()):
        alone = rows.take(group == level).given(group=None)
        lines = list(result.where(attribute="group", group=str(level)))
        assert [e.metric for e in lines] == METRICS
        apart = evaluate(alone, n_resamples=40)
        # equal weights within the group alone are no weights: the same ratio, of other whole numbers
        equal_weights = weighted and len(set(alone.weight)) == 1
        unlike_cohort = equal_weights or (clustered and len(set(alone.unit)) == len(alone.unit))
        for inside, outside in zip(lines, apart):
            if inside.status == "not_independent":  # of a test; the cohort has units or weights, and the group may have none
                continue
            assert some(inside, ("status", *SIZES)) == some(outside, ("status", *SIZES))
            if inside.metric in OF_NUMBERS and equal_weights:
                continue
            assert same(inside.value, outside.value) or (equal_weights and inside.value == pytest.approx(outside.value, rel=4e-16))
            if inside.n_resamples == 0 and not unlike_cohort:
                assert facts(inside) == facts(outside)


@given(rows=cohorts(0, 60), seed=seeds, weighted=st.booleans())
def test_groups_add_up_to_the_whole(rows: Rows, seed: int, weighted: bool) -> None:
    n = len(rows.y)
    draw = np.random.default_rng(seed)
    site, ward = draw.integers(0, 3, n).astype(float), draw.integers(0, 3, n)
    site[site == 2] = np.nan
    weight = draw.integers(1, 5, n) if weighted else None
    result = cm.evaluate(
        y_true=rows.y, y_score=rows.score, sample_weight=weight, threshold=0.5, ci=None, min_group_size=0,
        groups={"site": site, "ward": ward}, metrics=["accuracy", "sensitivity", "ppv", "brier", "prevalence"],
    )  # fmt: skip
    for metric in ("accuracy", "brier", "prevalence"):
        whole = result[metric].where(attribute="all").one()
        for attribute in ("site", "ward"):
            parts = list(result[metric].where(attribute=attribute))
            for size in ("n", "n_positive", "n_negative", "weight_sum"):
                assert sum(getattr(e, size) for e in parts) == getattr(whole, size)
            if n:
                assert sum(e.value * e.weight_sum for e in parts) == pytest.approx(whole.value * whole.weight_sum, rel=1e-12, abs=1e-12)


@given(rows=cohorts(1, 60), seed=seeds)
def test_a_cross_with_a_constant_is_the_attribute(rows: Rows, seed: int) -> None:
    n = len(rows.y)
    site = np.random.default_rng(seed).integers(0, 4, n)
    data = {"y": rows.y, "s": rows.score, "site": site, "all": np.zeros(n, dtype=int)}
    result = cm.evaluate(
        data, y_true="y", y_score="s", threshold=0.5, metrics=METRICS, groups=["site", "site*all"], min_group_size=0, n_resamples=40
    )
    one, two = (list(result.where(attribute=a)) for a in ("site", "site*all"))
    assert [facts(e) for e in one] == [facts(e) for e in two]


# --- asking for more changes nothing ------------------------------------------------------------------------------------------------------------


def by_line(result: cm.Result) -> dict[tuple[Any, ...], dict[str, Any]]:
    key = ("model", "metric", "attribute", "group")
    return {(*(getattr(e, k) for k in key), str(e.parameters)): facts(e) for e in result}


@given(rows=cohorts(1, 70), seed=seeds, clustered=st.booleans())
def test_other_metrics_models_thresholds_and_groups_change_nothing(rows: Rows, seed: int, clustered: bool) -> None:
    n = len(rows.y)
    draw = np.random.default_rng(seed)
    data = {"y": rows.y, "a": rows.score, "b": draw.random(n), "site": draw.integers(0, 3, n), "ward": draw.integers(0, 2, n)}
    options: dict[str, Any] = {"y_true": "y", "n_resamples": 120, "level": 0.8, "min_group_size": 0}
    if clustered:
        options["unit"] = data["unit"] = draw.integers(0, 1 + n // 2, n)
    data.pop("unit", None)
    much = by_line(
        cm.evaluate(data, **options, y_score=["b", "a"], threshold=[0.2, 0.5], metrics=METRICS, groups=["ward", "site", "site*ward"])
    )
    for metric in draw.choice(METRICS, 6, replace=False).tolist():
        needs = CATALOGUE[metric]["takes_threshold"]
        little = by_line(cm.evaluate(data, **options, y_score="a", threshold=0.5 if needs else None, metrics=metric, groups="site"))
        for line, numbers in little.items():
            assert much[line] == numbers, line


@every_metric
def test_the_short_way_and_the_table_agree(metric: str) -> None:
    rows = seeded(3, 150, ties=20)
    table = evaluate(rows, metrics=metric, n_resamples=500).one()
    assert facts(table) == facts(estimate(metric, rows, n_resamples=500))


def test_aliases_are_the_same_functions() -> None:
    for about in cm.catalogue():
        for alias in about["aliases"]:
            if alias.isidentifier():
                assert getattr(cm, alias) is getattr(cm, about["name"])


# --- how it is run ------------------------------------------------------------------------------------------------------------------------------


WAYS: dict[str, dict[str, Any]] = {
    "1_thread": {"num_threads": 1},
    "2_threads": {"num_threads": 2},
    "3_threads": {"num_threads": 3},
    "1_byte": {"max_memory": 1},
    "10_kB": {"max_memory": 10_000, "num_threads": 2},
    **{f"backend_{name}": {"backend": name} for name in _core.backends()},
}


def busy(seed: int, n: int, **columns: Any) -> Rows:
    draw = np.random.default_rng(seed)
    return seeded(seed, n, ties=30).given(group=draw.integers(0, 3, n), **columns)


@pytest.mark.parametrize("kind", ["multinomial", "poisson"])
@pytest.mark.parametrize("rows", ["plain", "weights", "units", "strata"])
@pytest.mark.parametrize("way", list(WAYS))
def test_threads_memory_and_backend_change_nothing(way: str, rows: str, kind: str) -> None:
    n = 300
    draw = np.random.default_rng(8)
    given = {
        "plain": {},
        "weights": {"weight": draw.integers(0, 5, n)},
        "units": {"unit": draw.integers(0, 90, n)},
        "strata": {"strata": np.arange(n) % 2, "weight": draw.random(n)},
    }[rows]
    cohort = busy(5, n, **given)
    options = {"n_resamples": 700, "level": 0.9, "resampling": kind, "keep_replicates": True}
    plain, other = (evaluate(cohort, **options, **how).to_json_dict()["rows"] for how in ({}, WAYS[way]))
    assert plain == other


@every_metric
def test_fewer_replicates_are_a_prefix(metric: str) -> None:
    cohort = busy(6, 120)
    few, many = (evaluate(cohort, metrics=metric, n_resamples=b, keep_replicates=True) for b in (37, 300))
    for a, b in zip(few, many):
        np.testing.assert_array_equal(a.replicates, b.replicates[:37])
        assert (len(a.replicates), len(b.replicates)) == (37, 300)


@every_metric
def test_seeds(metric: str) -> None:
    """The same seed gives the same replicates, another seed others; values do not depend on it."""
    cohort = seeded(6, 120)
    a, again, other = (evaluate(cohort, metrics=metric, n_resamples=64, keep_replicates=True, seed=s).one() for s in (11, 11, 12))
    assert a.same_as(again)
    assert not np.array_equal(a.replicates, other.replicates)
    assert a.value == other.value


@every_metric
@given(rows=cohorts(2, 60), level=st.integers(-3, 3))
def test_one_stratum_is_none(metric: str, rows: Rows, level: int) -> None:
    one = rows.given(strata=np.full(len(rows.y), level))
    assert facts(estimate(metric, one, n_resamples=400)) == facts(estimate(metric, rows, n_resamples=400))


@every_metric
@given(rows=cohorts(1, 60))
def test_units_of_one_row_are_none(metric: str, rows: Rows) -> None:
    alone = rows.given(unit=np.arange(len(rows.y)))
    assert facts(estimate(metric, alone, n_resamples=400)) == facts(estimate(metric, rows, n_resamples=400))


@every_metric
@given(rows=cohorts(1, 60), seed=seeds)
def test_only_the_order_of_identifiers_counts(metric: str, rows: Rows, seed: int) -> None:
    """Numbers, larger numbers, negative ones or text: units that sort alike are the same units."""
    n = len(rows.y)
    draw = np.random.default_rng(seed)
    unit = draw.integers(0, 1 + n // 2, n)
    names = np.sort(draw.choice(2**40, n + 1, replace=False) - 2**39)
    want = facts(estimate(metric, rows.given(unit=unit), n_resamples=300))
    assert facts(estimate(metric, rows.given(unit=names[unit]), n_resamples=300)) == want
    assert facts(estimate(metric, rows.given(unit=[f"patient {i:05}" for i in unit]), n_resamples=300)) == want


# --- intervals ------------------------------------------------------------------------------------------------------------------------------------


METHODS = [m for m in WORDS["method"] if m not in ("none", "log_haldane")]


def fitting(metric: str) -> list[str]:
    """The methods that the metric takes."""
    found = []
    for method in METHODS:
        try:
            estimate(metric, seeded(1, 40), ci=method, n_resamples=8)
        except ValueError:
            continue
        found.append(method)
    return found


PAIRS = [(metric, method) for metric in METRICS for method in fitting(metric)]


@pytest.mark.parametrize(("metric", "method"), PAIRS)
@settings(max_examples=5)
@given(rows=cohorts(20, 80), seed=seeds)
def test_intervals_nest(metric: str, method: str, rows: Rows, seed: int) -> None:
    levels = [0.5, 0.8, 0.95, 0.99]
    if method == "hull_bca_delta":  # at a level where BCa has no limits, it has those of delta_fisher_z alone
        bca = [estimate(metric, rows, ci="bca", level=level, n_resamples=2000, seed=seed).interval_status for level in levels]
        levels = [level for level, status in zip(levels, bca) if (status == "ok") == (bca[0] == "ok")]
    limits = [estimate(metric, rows, ci=method, level=level, n_resamples=2000, seed=seed) for level in levels]
    made = [e for e in limits if e.interval_status == "ok" and e.method == limits[0].method]
    for narrow, wide in zip(made, made[1:]):
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


@pytest.mark.parametrize(
    ("metric", "method"), [p for p in PAIRS if p[1] not in ("percentile", "basic", "bca")]
)  # those may lie on one side
@settings(max_examples=5)
@given(rows=cohorts(20, 80))
def test_intervals_contain_the_value(metric: str, method: str, rows: Rows) -> None:
    e = estimate(metric, rows, ci=method, n_resamples=400)
    if e.interval_status == "ok":
        assert e.lower <= e.value <= e.upper


@every_metric
@given(rows=cohorts(0, 60), clustered=st.booleans())
def test_a_missing_interval_says_why(metric: str, rows: Rows, clustered: bool) -> None:
    if clustered:
        rows = rows.given(unit=np.arange(len(rows.y)) // 2)
    e = estimate(metric, rows, n_resamples=400)
    assert (e.interval_status == "ok") == (not np.isnan(e.lower)) == (not np.isnan(e.upper))
    assert (e.status == "ok") == bool(np.isfinite(e.value)) or (metric, e.value) == ("log_loss", np.inf)
    if np.isnan(e.value):
        assert e.interval_status == ("undefined_value" if metric in WITH_INTERVALS else "not_applicable")


# --- results --------------------------------------------------------------------------------------------------------------------------------------


@given(rows=cohorts(0, 50), seed=seeds, keep=st.booleans())
def test_json_and_pickle_bring_back_the_result(rows: Rows, seed: int, keep: bool) -> None:
    group = np.random.default_rng(seed).choice(np.array(["a", "b*", "\\", "(missing)", None], dtype=object), len(rows.y))
    result = evaluate(rows.given(group=group), n_resamples=30, min_group_size=2, keep_replicates=keep)
    read = cm.Result.from_json(result.to_json())
    assert read == result
    assert read.to_json() == result.to_json()
    assert [facts(e) for e in read] == [facts(e) for e in result]
    assert pickle.loads(pickle.dumps(result)) == result
    assert all(a.same_as(b) for a, b in zip(pickle.loads(pickle.dumps(result)), result))
