# SPDX-License-Identifier: Apache-2.0
"""Names of metrics: MLflow itself accepts each one, none appears twice, and a reader recognizes the metric, the threshold and the group."""

from __future__ import annotations

import clinmetrics as cm
import pytest
from clinmetrics.integrations.mlflow import names
from clinmetrics.integrations.mlflow.metrics import metrics_of
from hypothesis import given
from hypothesis import strategies as st
from made_results import made
from mlflow_runs import mlflow

pytestmark = pytest.mark.filterwarnings("ignore::Warning:mlflow")
_validate_metric_name = mlflow.utils.validation._validate_metric_name


def names_of(*lines: tuple, partitions: list | None = None, models: list[str] | None = None, prefix: str = "") -> list[str]:
    result = made(models or ["m"], partitions or [([], [[]])], list(lines))
    found = [name for name in metrics_of(result, prefix, True) if not name.endswith(("/ci_low", "/ci_high"))]
    assert all(f"{name}/ci_low" in metrics_of(result, prefix, True) for name in found)
    return found


@pytest.mark.parametrize(
    ("metric", "parameters", "name"),
    [
        ("auroc", {}, "auroc"),
        ("sensitivity", {"threshold": 0.2}, "sensitivity/at_0.2"),
        ("sensitivity", {"threshold": 1e-7}, "sensitivity/at_1e-07"),
        ("sensitivity", {"threshold": 0.123456789}, "sensitivity/at_0.123456789"),
        ("sensitivity", {"threshold": "youden"}, "sensitivity/at_youden"),
        ("ppv", {"threshold": "sensitivity>=0.9"}, "ppv/at_sensitivity_ge_0.9"),
        ("ppv", {"threshold": "alert_rate<=0.1"}, "ppv/at_alert_rate_le_0.1"),
        ("ppv", {"threshold": "min_cost(cost_ratio=5)"}, "ppv/at_min_cost_cost_ratio_5"),
        ("f_beta", {"beta": 2.0, "threshold": 0.2}, "f_beta/at_0.2"),
        ("f_beta", {"beta": 0.5, "threshold": 0.2}, "f_beta/beta_0.5/at_0.2"),
        ("ece", {"binning": "equal_width", "bins": 10}, "ece"),
        ("ece", {"binning": "equal_mass", "bins": 15}, "ece/binning_equal_mass/bins_15"),
    ],
)
def test_names_of_metrics(metric: str, parameters: dict, name: str) -> None:
    assert names_of((metric, parameters)) == [name]


def test_names_of_models_and_groups() -> None:
    partitions = [([], [[]]), (["sex"], [["female"], [None]]), (["sex", "age band"], [["female", "65+"]])]
    assert names_of(("auroc", {}), partitions=partitions) == [
        "auroc",
        "auroc/sex:female",
        "auroc/sex:missing",
        "auroc/sex:female/age band:65_",
    ]
    assert names_of(("auroc", {}), models=["a", "b/c"], prefix="v_") == ["v_a/auroc", "v_b_c/auroc"]


def test_equal_names_are_numbered() -> None:
    found = names_of(("auroc", {}), partitions=[(["age"], [["<65"], [">65"], ["=65"], ["A"], ["a"]])])
    assert found == ["auroc/age:_65", "auroc/age:_65_2", "auroc/age:_65_3", "auroc/age:A", "auroc/age:a_2"]
    assert names_of(("auroc", {}), partitions=[([], [[]]), (["auroc"], [["x"], ["x/ci_low"]])])[2] == "auroc/auroc:x_ci_low"


def test_long_names_are_cut_and_stay_different() -> None:
    found = names_of(("auroc", {}), partitions=[(["site"], [["x" * 300 + "1"], ["x" * 300 + "2"]])])
    assert len(set(found)) == 2
    assert {len(name) for name in found} == {names.LONGEST - 12}
    assert found == names_of(("auroc", {}), partitions=[(["site"], [["x" * 300 + "1"], ["x" * 300 + "2"]])])


@pytest.mark.parametrize(
    "level", ["", ".", "..", "/", "//", "a//b", "../b", "ü/é", "50%", "a=b", "α≥β", "\n", " x ", "\x1b[1m", "(missing)", "a:b"]
)
def test_mlflow_accepts_every_name(level: str) -> None:
    for bound in names.BOUNDS:
        for name in names_of(("auroc", {}), partitions=[([level or "g"], [[level], ["x"]])], models=[level or "m", "n"]):
            _validate_metric_name(name + bound)


@given(st.lists(st.text(max_size=300), min_size=1, max_size=5, unique=True), st.text(max_size=20))
def test_mlflow_accepts_the_names_of_any_levels(levels: list[str], attribute: str) -> None:
    found = metrics_of(made(["m"], [([attribute], [[level] for level in levels])], [("auroc", {})]), "p_", True)
    assert len(found) == 3 * len(levels)
    for name in found:
        _validate_metric_name(name)


def test_on_windows_there_is_no_colon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "IS_WINDOWS", True)
    assert names_of(("auroc", {}), partitions=[(["sex"], [["female"]])]) == ["auroc/sex_female"]
    with pytest.raises(mlflow.exceptions.MlflowException):
        names.check_prefix("a:b")


def test_what_is_not_finite_has_no_name() -> None:
    infinite, nan = float("inf"), float("nan")
    changes = {0: {"value": nan, "lower": nan, "upper": nan}, 1: {"upper": infinite}}
    result = made(["m"], [([], [[]])], [("auroc", {}), ("positive_likelihood_ratio", {"threshold": 0.2})], changes=changes)
    assert list(metrics_of(result, "", False)) == ["positive_likelihood_ratio/at_0.2", "positive_likelihood_ratio/at_0.2/ci_low"]


def test_every_metric_of_the_catalogue_has_a_plain_name() -> None:
    result = cm.evaluate(y_true=[0, 1] * 20, y_score=[i / 40 for i in range(40)], threshold=0.3, ci=None)
    found = [name.removesuffix("/at_0.3") for name in metrics_of(result, "", False)]
    assert set(found) <= {e.metric for e in result}
