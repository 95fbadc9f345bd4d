# SPDX-License-Identifier: Apache-2.0
"""The one call: models, metrics, thresholds, groups, options, statuses, provenance; and the metric functions' signatures."""

from __future__ import annotations

import ctypes
import datetime
import hashlib
import inspect
import json
import math
import platform
import re
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest
from clinmetrics import _core, _literals
from clinmetrics._tables import WORDS
from cohorts import CATALOGUE, METRICS, estimate, evaluate, seeded

ROWS = seeded(12, 200)
DATA = {
    "died": ROWS.y, "a": ROWS.score, "b": ROWS.score[::-1].copy(), "flag": ROWS.score > 0.4, "sex": np.where(np.arange(200) % 3, "F", "M"),
    "age": np.arange(200) % 5, "a*b": np.arange(200) % 2, "patient": np.arange(200) // 2, "site": np.arange(200) % 4 // 3,
    "w": 1 + np.arange(200) % 3,
}  # fmt: skip
CLINICAL = [
    "prevalence", "auroc", "average_precision", "brier", "scaled_brier", "observed_expected_ratio", "mean_calibration_difference",
    "calibration_slope", "calibration_intercept",
    "sensitivity", "specificity", "ppv", "npv", "lr_positive", "lr_negative", "balanced_accuracy", "f1", "mcc", "net_benefit",
]  # fmt: skip
OF_SCORES = CLINICAL[:9]
FROM_THRESHOLDS = CLINICAL[9:]


def run(**given: Any) -> cm.Result:
    return cm.evaluate(DATA, **{"y_true": "died", "y_score": "a", "ci": None, **given})


def metrics_of(result: cm.Result) -> list[str]:
    return list(dict.fromkeys(e.metric for e in result))


# --- metrics ------------------------------------------------------------------------------------------------------------------------------------


def test_the_clinical_set() -> None:
    assert metrics_of(run()) == OF_SCORES
    assert metrics_of(run(threshold=0.5)) == CLINICAL
    assert metrics_of(run(y_score=None, y_pred="flag")) == ["prevalence", *FROM_THRESHOLDS[:-1]], "labels have no threshold for net_benefit"
    two = run(threshold=[0.2, 0.5])
    assert [e.parameters for e in two["mcc"]] == [{"threshold": 0.2}, {"threshold": 0.5}]
    assert len(two["auroc"]) == 1


def test_scores_that_are_no_probabilities_have_no_calibration() -> None:
    result = cm.evaluate(y_true=ROWS.y, y_score=ROWS.score * 10, ci=None)
    assert metrics_of(result) == ["prevalence", "auroc", "average_precision"]
    with pytest.raises(
        ValueError,
        match=r"`y_score` has values outside \[0, 1\]: 'brier' needs predicted risks between 0 and 1; scores are never transformed",
    ):
        cm.evaluate(y_true=ROWS.y, y_score=ROWS.score * 10, metrics=["brier"])


def test_ways_to_name_metrics() -> None:
    forms: list[Any] = [
        ["f_beta(beta=2)", "ece(bins=5, binning=equal_mass)"],
        ["f_beta( beta = 2.0 )", "ece(binning=equal_mass,bins=5)"],
        {"f_beta": {"beta": 2}, "ece": {"bins": 5, "binning": "equal_mass"}},
        ["fbeta_score(beta=2)", "ece(bins=5, binning=equal_mass)"],
        ("f_beta(beta=2)", "ece(bins=5, binning=equal_mass)"),
    ]
    results = [run(metrics=form, threshold=0.4).to_json_dict()["rows"] for form in forms]
    assert all(r == results[0] for r in results)
    assert [r["parameters"] for r in results[0]] == [{"beta": 2.0, "threshold": 0.4}, {"binning": "equal_mass", "bins": 5}]
    assert metrics_of(run(metrics={"auroc": None, "brier": {}})) == ["auroc", "brier"]
    assert len(run(metrics=["auroc", "roc_auc_score", "auroc"])) == 1
    assert metrics_of(run(metrics=["clinical", "ece", "auroc"])) == [*OF_SCORES, "ece"]


@pytest.mark.parametrize(
    ("metrics", "text"),
    [
        ("acuracy", "`metrics` names 'acuracy', which is not known; did you mean 'accuracy'? Known are: prevalence, "),
        (["zzz"], "`metrics` names 'zzz', which is not known; known are: prevalence, "),
        (["auroc"] * 20 + ["zzz"], "`metrics` names a metric in its entry 20, which is not known; known are: prevalence, "),
        ("zzz", "`metrics` names 'zzz', which"),
        ([], "`metrics` is empty"),
        ("f_beta(gamma=1)", "'f_beta' has no parameter 'gamma'; it has: beta"),
        ("auroc(x=1)", "'auroc' has no parameter 'x'; it has: none"),
        ("f_beta(beta=-1)", "`beta` of f_beta must be a number from"),
        ("ece(bins=2.5)", "`bins` of ece must be a whole number from"),
        ("ece(binning=thirds)", "`binning` of ece must be one of"),
        ("f_beta(beta=2", "without its closing parenthesis"),
        (3, "`metrics` must be a name"),
        ([3], "`metrics` must hold names of metrics, such as 'auroc', or metric functions, and has something else in its entry 0"),
        ("sensitivity", "`threshold` is missing: 'sensitivity' needs predicted classes"),
    ],
)
def test_metrics_that_cannot_be_had(metrics: Any, text: str) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        run(metrics=metrics)
    assert text in str(caught.value)


# --- models -------------------------------------------------------------------------------------------------------------------------------------


def test_several_models() -> None:
    together = run(y_score=["a", "b"], y_pred="flag", threshold=0.4, curves="steps")
    assert together.models == ["a", "b", "flag"]
    for model, given in (("a", {"y_score": "a"}), ("b", {"y_score": "b"}), ("flag", {"y_score": None, "y_pred": "flag"})):
        alone = run(**given, threshold=0.4)
        assert together.where(model=model).to_json_dict()["rows"] == alone.to_json_dict()["rows"]
    assert [c["model"] for c in together.curves] == ["a", "b"]


def test_names_of_models() -> None:
    def names(y_score: Any, **given: Any) -> list[str]:
        return cm.evaluate(y_true=ROWS.y, y_score=y_score, metrics="prevalence", ci=None, **given).models

    assert names(ROWS.score) == ["y_score"]
    assert names(pd.Series(ROWS.score, name="logistic")) == ["logistic"]
    assert names({"x": ROWS.score, "y": ROWS.score}) == ["x", "y"]
    assert names({"new": "a"}, data=DATA) == ["new"]
    assert names(None, y_pred=ROWS.score > 0.4) == ["y_pred"]
    for given in ({"y_score": ["a", "a"]}, {"y_score": "a", "y_pred": {"a": "flag"}}):
        with pytest.raises(ValueError, match="two models the same name"):
            run(**given)
    with pytest.raises(ValueError, match="`y_score` and `y_pred` are both missing"):
        run(y_score=None)
    with pytest.raises(TypeError, match="`y_true` is missing"):
        run(y_true=None)


# --- groups -------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "partitions"),
    [
        ("sex", [("sex",)]),
        (["sex", "age"], [("sex",), ("age",)]),
        ("sex*age", [("sex", "age")]),
        (("sex", "age"), [("sex", "age")]),
        (["sex", ("age", "sex"), "sex"], [("sex",), ("age", "sex")]),
        (["a*b"], [("a*b",)]),
        ([("a*b", "sex")], [("a*b", "sex")]),
        ({"s": "sex", "own": np.arange(200) % 2}, [("s",), ("own",)]),
        ([], []),
        (None, []),
        ("sex*age*site", [("sex", "age", "site")]),
    ],
    ids=str,
)
def test_ways_to_name_groups(groups: Any, partitions: list[tuple[str, ...]]) -> None:
    result = run(groups=groups, metrics="auroc", min_group_size=1)
    assert list(dict.fromkeys(e.attribute for e in result)) == [(), *partitions]
    for attribute in partitions:
        lines = list(result.where(attribute=attribute))
        assert sum(e.n for e in lines) == 200
        assert len({e.group for e in lines}) == len(lines)
        assert {len(e.group) for e in lines} == {len(attribute)}


def test_groups_without_rows_are_not_listed() -> None:
    crossed = run(groups="age*site", metrics="auroc")
    seen = {(str(a), str(s)) for a, s in zip(DATA["age"], DATA["site"])}
    assert {e.group for e in crossed.where(attribute="age*site")} == seen


def test_too_many_groups() -> None:
    n = 100_001
    with pytest.raises(ValueError, match=r"more than 100,000|has more than 100,000 levels"):
        cm.evaluate(y_true=np.arange(n) % 2, y_score=np.arange(n), groups={"id": np.arange(n).astype(str)}, metrics="auroc")


# --- options ------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"level": 0}, "`level` must lie between 0 and 1"),
        ({"level": 1}, "`level` must lie between 0 and 1"),
        ({"level": 95}, "`level` must lie"),
        ({"level": math.nan}, "`level` must lie"),
        ({"level": "0.95"}, "`level` must be a number"),
        ({"level": None}, "`level` must be a number"),
        ({"n_resamples": 0}, "`n_resamples` must lie"),
        ({"n_resamples": 2**32}, "`n_resamples` must lie"),
        ({"n_resamples": 1e3}, "`n_resamples` must be a whole number"),
        ({"seed": -1}, "`seed` must lie"),
        ({"seed": 2**64}, "`seed` must lie"),
        ({"seed": None}, "`seed` must be a whole number"),
        ({"resampling": "jackknife"}, "`resampling` must be"),
        ({"resampling": None}, "`resampling` must be"),
        ({"nan_policy": "omit"}, "`nan_policy` must be"),
        ({"min_group_size": -1}, "`min_group_size` must lie"),
        ({"num_threads": 0}, "`num_threads` must lie"),
        ({"num_threads": 1.5}, "`num_threads` must be a whole number"),
        ({"max_memory": 0}, "`max_memory` must lie"),
        ({"max_memory": "1GB"}, "`max_memory` must be a whole number"),
        ({"backend": "quantum"}, "`backend` names 'quantum', which is not available; available: auto, reference"),
        ({"threshold": math.nan}, "`threshold` must be finite"),
        ({"threshold": [0.5, math.inf]}, "`threshold` must be finite"),
        ({"threshold": "0.5"}, "`threshold` has a text that is no rule"),
        ({"threshold": [0.1, None]}, "`threshold` must be a number"),
        ({"ci": "wald"}, "`ci` does not know the method 'wald'"),
        ({"ci": {"auroc": "wald"}}, "`ci` does not know the method 'wald'"),
        ({"groups": "nosuch"}, "`groups` names"),
        ({"groups": "sex*nosuch"}, "`groups` names"),
        ({"groups": 3}, "`groups` must hold"),
        ({"unit": "nosuch"}, "`unit` names the column 'nosuch'"),
    ],
    ids=str,
)
def test_options_that_cannot_be(given: dict[str, Any], text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)) as caught:
        run(**given)
    assert text in str(caught.value)
    shared = {"level", "n_resamples", "seed", "resampling", "num_threads", "max_memory", "backend", "nan_policy"}
    if given.keys() <= shared:
        with pytest.raises((ValueError, TypeError)) as caught:
            cm.auroc(ROWS.y, ROWS.score, **given)
        assert text in str(caught.value)


def test_numbers_of_numpy_are_numbers() -> None:
    plain = run(metrics="auroc", ci="percentile", n_resamples=400, seed=7, level=0.9)
    other = run(metrics="auroc", ci="percentile", n_resamples=np.int64(400), seed=np.uint8(7), level=np.float32(0.9))
    assert other.one().replicates is None
    assert other.provenance["seed"] == 7
    assert plain.one().lower == pytest.approx(other.one().lower, abs=1e-3)
    assert [e.parameters["threshold"] for e in run(metrics="f1", threshold=np.array([0.25, 0.5]))] == [0.25, 0.5]
    assert [e.parameters["threshold"] for e in run(metrics="f1", threshold=np.float32(0.5))] == [0.5]


def test_seed_covers_64_bits() -> None:
    for seed in (2**32, 2**63, 2**64 - 1):
        assert run(metrics="auroc", ci="percentile", n_resamples=400, seed=seed).provenance["seed"] == seed


def test_replicates_are_kept_on_demand() -> None:
    kept = run(metrics=["auroc", "brier"], groups="sex", ci="percentile", n_resamples=450, keep_replicates=True)
    assert all(e.replicates is not None and e.replicates.shape == (450,) for e in kept)
    assert all(e.replicates is None for e in run(metrics="auroc", ci="percentile", n_resamples=450))
    assert {e.n_resamples for e in run(metrics=["auroc", "accuracy"], threshold=0.5, ci="auto", n_resamples=450)} == {0}


# --- statuses -----------------------------------------------------------------------------------------------------------------------------------


def test_one_class_and_no_rows_have_no_value() -> None:
    for y, status in (([1, 1, 1], "no_negatives"), ([0, 0, 0], "no_positives"), ([], "empty")):
        for metric in ("auroc", "informedness", "lr_positive"):
            e = getattr(cm, metric)(y, [0.2, 0.6, 0.7][: len(y)], **({"threshold": 0.5} if metric != "auroc" else {}))
            assert (e.status, e.interval_status) == (status, "undefined_value")
            assert math.isnan(e.value)
    for metric in METRICS:
        e = estimate(metric, ROWS.take(slice(0, 0)))
        assert (e.status, e.n, math.isnan(e.value)) == ("empty", 0, True), metric


def test_all_weights_zero_is_no_rows() -> None:
    e = cm.auroc(ROWS.y, ROWS.score, sample_weight=np.zeros(200))
    assert (e.status, e.n, e.weight_sum) == ("empty", 0, 0)


def test_empty_and_single_class_groups_in_a_table() -> None:
    result = cm.evaluate(
        {"y": [0, 0, 1, 1], "s": [0.1, 0.2, 0.3, 0.4], "g": ["a", "a", "b", "b"]},
        y_true="y",
        y_score="s",
        groups="g",
        metrics=["auroc", "brier"],
        min_group_size=2,
    )
    assert [(e.group, e.status) for e in result["auroc"]] == [((), "ok"), (("a",), "no_positives"), (("b",), "no_negatives")]
    assert {e.status for e in result["brier"]} == {"ok"}


# --- provenance ---------------------------------------------------------------------------------------------------------------------------------


def test_provenance() -> None:
    y = DATA["died"].astype(float)
    y[[3, 8]] = np.nan
    data = {**DATA, "died": y}
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    p = cm.evaluate(
        data,
        y_true="died",
        y_score="a",
        unit="patient",
        sample_weight="w",
        groups=["sex", ("sex", "site")],
        metrics="AUROC",
        nan_policy="drop",
        seed=5,
        n_resamples=77,
        level=0.9,
        min_group_size=3,
        num_threads=2,
        resampling="poisson",
        ci="BCa",
    ).provenance
    created = datetime.datetime.fromisoformat(p.pop("created"))
    assert before <= created <= datetime.datetime.now(datetime.timezone.utc)
    assert {(d["argument"], d["name"]) for d in p["input_sha256"]} == {
        ("y_true", "died"),
        ("y_score", "a"),
        ("unit", "patient"),
        ("sample_weight", "w"),
        ("groups", "sex"),
        ("groups", "site"),
    }
    assert all(re.fullmatch("[0-9a-f]{64}", d["sha256"]) for d in p.pop("input_sha256"))
    assert p.pop("backend") in _core.backends()
    assert p == {
        "version": cm.__version__,
        "seed": 5,
        "resampling": "poisson",
        "n_resamples": 77,
        "num_threads": 2,
        "level": 0.9,
        "min_group_size": 3,
        "unit": "patient",
        "strata": None,
        "sample_weight": "w",
        "n_rows_received": 200,
        "n_rows_analysed": 198,
        "n_dropped": 2,
        "platform": f"{platform.system()} {platform.machine()}",
        "y_true": "died",
        "pos_label": None,
        "labels": None,
        "nan_policy": "drop",
        "weight_kind": "sampling",
        "ci": "bca",
        "metrics": ["auroc"],
        "threshold": [],
        "groups": ["sex", "sex*site"],
        "curves": "none",
        "compare": None,
        "gaps": "none",
        "reference": {},
        "alternative": "two_sided",
        "margin": None,
        "adjustment": "holm",
    }


def test_provenance_says_what_was_asked() -> None:
    words = pd.Series(np.where(ROWS.y == 1, "dead", "alive"), name="status")
    p = cm.evaluate(
        {"a": ROWS.score, "b": ROWS.score},
        y_true=words,
        y_score=["a", "b"],
        labels=("alive", "dead"),
        threshold={"a": 0.2, "b": [0.3, 0.4]},
        groups={"age": (DATA["age"], cm.bins(1, 2.5)), "sex": DATA["sex"], "sex*age": None},
        metrics={"f_beta": {"beta": 2}, "c": cm.auroc},
        ci={"f_beta": None, "AUC": "Logit_DeLong"},
        weight_kind="frequency",
        curves="steps",
    ).provenance
    assert {
        k: p[k] for k in ("y_true", "labels", "pos_label", "threshold", "groups", "metrics", "ci", "weight_kind", "curves", "unit")
    } == {
        "y_true": "status",
        "labels": ["alive", "dead"],
        "pos_label": None,
        "threshold": {"a": [0.2], "b": [0.3, 0.4]},
        "groups": ["age:1,2.5", "sex", "sex*age"],
        "metrics": ["f_beta(beta=2)", "auroc"],
        "ci": {"f_beta": None, "auroc": "logit_delong"},
        "weight_kind": "frequency",
        "curves": "steps",
        "unit": None,
    }
    json.dumps(p)
    plain = run(threshold=0.5, metrics="clinical").provenance
    assert (plain["metrics"], plain["ci"], plain["threshold"], plain["groups"], plain["y_true"]) == (["clinical"], None, [0.5], [], "died")
    assert cm.evaluate(y_true=ROWS.y, y_score=ROWS.score).provenance["y_true"] == "y_true"
    for label, shown in ((True, True), (np.int64(1), 1), (1.0, 1.0)):
        assert run(pos_label=label).provenance["pos_label"] == shown
    assert cm.evaluate(y_true=[b"n", b"y"] * 9, y_score=np.arange(18), pos_label=b"y").provenance["pos_label"] == "y"


def digest_by_definition(name: str, values: list[str | None]) -> str:
    """Of each entry: whether it is missing, that it is text, and its bytes with their number."""
    texts = [None if v is None else v.encode() for v in values]
    entries = [b"\0" if t is None else b"\1" + len(t).to_bytes(8, "little") + t for t in texts]
    return hashlib.sha256(f"{name}\0object\0".encode() + b"".join(entries)).hexdigest()


def test_text_has_one_digest_in_any_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["clinmetrics._ingest.digest"], "_BLOCK", 7)
    n = 40
    values = [None if i % 9 == 4 else ("é", "b", "")[i % 3] for i in range(n)]
    codes = [-1 if v is None else ["b", "", "é"].index(v) for v in values]
    columns = {
        "objects": np.array(values, dtype=object),
        "nan": pd.Series([math.nan if v is None else v for v in values], dtype=object),
        "NA": pd.array([pd.NA if v is None else v for v in values], dtype="string"),
        "text": pd.Series(values, dtype="str"),
        "categories": pd.Categorical.from_codes(codes, categories=["b", "", "é"]),
        "list": values,
    }
    for kind, column in columns.items():
        r = cm.evaluate(y_true=np.arange(n) % 2, y_score=np.arange(n) / n, groups={"g": column}, min_group_size=1, metrics="prevalence")
        digests = {d["argument"]: d["sha256"] for d in r.provenance["input_sha256"]}
        assert digests["groups"] == digest_by_definition("g", values), kind
        assert sorted(row["n"] for row in r.to_json_dict()["rows"]) == sorted([n, *Counter(values).values()]), kind


def test_long_columns_have_the_same_digests_beside_the_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    n = 140_000
    data = pd.DataFrame({"y": (rng.random(n) < 0.3).astype(int), "s": rng.random(n), "g": rng.integers(0, 3, n)})
    started: list[threading.Thread] = []

    def digests(num_threads: int) -> list[dict[str, str]]:
        started.clear()
        result = cm.evaluate(data, y_true="y", y_score="s", groups="g", metrics="prevalence", num_threads=num_threads)
        digests: list[dict[str, str]] = result.provenance["input_sha256"]
        return digests

    def start(thread: threading.Thread) -> None:
        started.append(thread)
        threading.Thread.run(thread)

    def fail(thread: threading.Thread) -> None:
        started.append(thread)
        raise RuntimeError("can't start new thread")

    want = digests(1)
    assert want[1]["sha256"] == hashlib.sha256(b"s\0<f8\0" + data["s"].to_numpy().tobytes()).hexdigest()
    assert digests(2) == want
    for of_thread in (start, fail):
        monkeypatch.setattr(threading.Thread, "start", of_thread)
        monkeypatch.setattr(threading.Thread, "join", lambda thread: None)
        assert digests(2) == want
        assert len(started) == 1
        assert digests(1) == want
        assert not started


def test_every_column_has_its_digest() -> None:
    """Keyed by argument and name: models, groups and outcomes of one name do not hide each other."""
    n = 20
    columns = {"risk": np.arange(n) / n, "y_true": np.arange(n)[::-1] / n}

    def digests(attribute: Any) -> dict[tuple[str, str], str]:
        r = cm.evaluate(
            y_true=np.arange(n) % 2, y_score=columns, y_pred={"unit": np.arange(n) % 2}, unit=np.arange(n), groups={"risk": attribute},
            min_group_size=1, metrics="prevalence",
        )  # fmt: skip
        assert len(r.provenance["input_sha256"]) == 6
        return {(d["argument"], d["name"]): d["sha256"] for d in r.provenance["input_sha256"]}

    first, second = digests(np.arange(n) % 3), digests(np.arange(n) % 4)
    assert first.keys() == {
        ("y_true", "y_true"),
        ("y_score", "risk"),
        ("y_score", "y_true"),
        ("y_pred", "unit"),
        ("unit", "unit"),
        ("groups", "risk"),
    }
    assert {k for k in first if first[k] != second[k]} == {("groups", "risk")}
    assert first["y_true", "y_true"] != first["y_score", "y_true"]
    assert first["y_score", "risk"] != first["groups", "risk"]


def test_counts_beside_a_value() -> None:
    e = cm.accuracy(ROWS.y, ROWS.score > 0.4, sample_weight=DATA["w"], unit=DATA["patient"])
    w = DATA["w"]
    assert (e.n, e.n_positive, e.n_negative, e.n_units) == (200, int(ROWS.y.sum()), int((1 - ROWS.y).sum()), 100)
    assert (e.weight_sum, e.n_eff) == (w.sum(), pytest.approx(w.sum() ** 2 / (w**2).sum(), rel=1e-14))


# --- metric functions ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", METRICS)
def test_signatures(metric: str) -> None:
    function = getattr(cm, metric)
    about = CATALOGUE[metric]
    names = list(inspect.signature(function).parameters)
    decides = about["takes_threshold"]
    assert names[:2] == ["y_true", "y_pred" if decides else "y_score"]
    assert names[2 : 2 + len(about["parameters"])] == [p["name"] for p in about["parameters"]]
    assert ("threshold" in names) == decides
    assert {"sample_weight", "unit", "strata", "pos_label", "nan_policy", "ci", "level", "n_resamples", "seed", "backend"} <= set(names)
    kinds = [p.kind for p in inspect.signature(function).parameters.values()]
    assert set(kinds[2:]) == {inspect.Parameter.KEYWORD_ONLY}
    assert function.__name__ == metric
    for part in ("Parameters\n", "Returns\n", "Raises\n", "References\n", "Examples\n", about["formula"]):
        assert part in function.__doc__
    assert metric in cm.__all__


def test_defaults_are_what_the_signature_says() -> None:
    """Small calls pass no options, so the engine's own must be the documented ones."""
    y, s = ROWS.y, ROWS.score
    for function, second in ((cm.auroc, s), (cm.ece, s), (cm.average_precision, s), (cm.f_beta, s > 0.4), (cm.prevalence, s)):
        given = {k: p.default for k, p in inspect.signature(function).parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
        few, all_of_them = function(y, second), function(y, second, **given)
        assert [repr(getattr(few, k)) for k in ("value", "lower", "upper", "level", "method", "n_resamples")] == [
            repr(getattr(all_of_them, k)) for k in ("value", "lower", "upper", "level", "method", "n_resamples")
        ]


def test_arguments_by_position_and_by_name() -> None:
    y, s = ROWS.y, ROWS.score
    assert cm.auroc(y, s) == cm.auroc(y_true=y, y_score=s) == cm.auroc(y, y_score=s)
    assert cm.f1(y, s > 0.4) == cm.f1(y_true=y, y_pred=s > 0.4) == cm.f1(y, s, threshold=np.nextafter(0.4, 1))
    assert cm.prevalence(y) == cm.prevalence(y_true=y)
    assert cm.f_beta(y, s > 0.4, beta=1, ci=None).value == cm.f1(y, s > 0.4, ci=None).value
    for call, text in (
        (lambda: cm.auroc(y), r"auroc\(\) needs `y_score`"),
        (lambda: cm.f1(y), r"f1\(\) needs `y_pred`"),
        (lambda: cm.auroc(y, s, threshold=0.4), "unexpected keyword argument 'threshold'"),
        (lambda: cm.auroc(y, s, beta=2), "unexpected keyword argument 'beta'"),
        (lambda: cm.auroc(y, s, 0.9), "positional argument"),
        (lambda: cm.f1(y, s), "`y_pred` holds numbers other than 0 and 1; f1 takes hard labels, or scores together with threshold="),
    ):
        with pytest.raises((TypeError, ValueError), match=text):
            call()


def test_the_catalogue_is_whole() -> None:
    names = [about["name"] for about in cm.catalogue()]
    aliases = [alias for about in cm.catalogue() for alias in about["aliases"]]
    assert len(set(names + aliases)) == len(names + aliases)
    for about in cm.catalogue():
        assert all(about[k] for k in ("formula", "meaning", "reference", "undefined", "family", "better")), about["name"]
        assert about["family"] in ("binary", "ranking", "calibration", "utility")
    for alias, name in (
        ("recall", "sensitivity"),
        ("precision", "ppv"),
        ("roc_auc_score", "auroc"),
        ("brier_score_loss", "brier"),
        ("matthews_corrcoef", "mcc"),
        ("cohen_kappa_score", "kappa"),
        ("average_precision_score", "average_precision"),
        ("fbeta_score", "f_beta"),
        ("balanced_accuracy_score", "balanced_accuracy"),
    ):
        assert getattr(cm, alias) is getattr(cm, name), alias


def test_the_stub_and_the_literals_are_up_to_date() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, root / "scripts" / "make_stubs.py", "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), "run scripts/make_stubs.py"


def test_literals_name_what_the_functions_take() -> None:
    kinds = {name: set(get_args(kind)) for name, kind in vars(_literals).items() if get_args(kind)}
    assert kinds["Metric"] == {"clinical"} | {
        n for about in cm.catalogue() if about["name"] in cm.__all__ for n in (about["name"], *about["aliases"])
    }
    assert kinds["Method"] == {"auto", "published", *WORDS["method"]}
    for name, argument in (("NanPolicy", "nan_policy"), ("Resampling", "resampling"), ("WeightKind", "weight_kind"), ("Curves", "curves")):
        for value in kinds[name]:
            run(metrics="auroc", **{argument: value})
    assert set(_core.backends()) | {"auto"} <= kinds["Backend"]
    for binning in kinds["Binning"]:
        assert cm.ece(ROWS.y, ROWS.score, binning=binning, ci=None).status == "ok"


def test_metrics_from_outside_need_the_right_capsule() -> None:
    with pytest.raises(TypeError):
        cm.register_metric("not a capsule")
    for name, message in (
        (b"another_package.record.4", "does not contain a metric record; make the record with entry_of"),
        (b"clinmetrics.metric_record.3", r"metric_record\.3'.*compile it again with the headers of clinmetrics 0\."),
        (b"clinmetrics.metric_record.99", r"metric_record\.99'.*compile it again with the headers of clinmetrics 0\."),
    ):
        with pytest.raises(TypeError, match=message):
            cm.register_metric(capsule_named(name))


def capsule_named(name: bytes) -> object:
    """A capsule of that name that contains no record, so that reading one would crash."""
    make = ctypes.pythonapi.PyCapsule_New
    make.argtypes, make.restype = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p], ctypes.py_object
    return make(name, name, None)


def test_backends_agree_on_a_whole_table() -> None:
    rows = seeded(3, 500, ties=40).given(group=np.arange(500) % 3, unit=np.arange(500) // 2)
    tables = [evaluate(rows, n_resamples=500, backend=b, level=0.9).to_json_dict()["rows"] for b in _core.backends() if b != "cuda"]
    assert all(t == tables[0] for t in tables)
