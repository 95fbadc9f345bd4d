# SPDX-License-Identifier: Apache-2.0
"""The evaluator in MLflow itself: what a run has afterwards equals the result of `evaluate`, and what cannot be judged is refused or left."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from mlflow_runs import CONFIG, evaluated, mlflow, patients, use_store

MlflowException = mlflow.exceptions.MlflowException
pytestmark = pytest.mark.filterwarnings("ignore::Warning:mlflow", "ignore::Warning:alembic", "ignore::Warning:sqlalchemy")

KEYWORDS = {name: x for name, x in CONFIG.items() if name != "report"}


@pytest.fixture(autouse=True)
def _store(tmp_path_factory: pytest.TempPathFactory) -> None:
    use_store(tmp_path_factory.getbasetemp(), "evaluator")


def direct(**given: Any) -> cm.Result:
    return cm.evaluate(patients(), **{"y_true": "died", "y_score": "boosting", **KEYWORDS, **given})


def run_of(result: Any) -> Any:
    return mlflow.get_run(result.run_id)


def files_of(result: Any, path: str | None = None) -> list[str]:
    return sorted(one.path for one in mlflow.MlflowClient().list_artifacts(result.run_id, path))


def test_mlflow_finds_the_evaluator_by_its_entry_point() -> None:
    assert "clinmetrics" in mlflow.models.list_evaluators()


def test_the_metrics_are_those_of_evaluate() -> None:
    found, ours = evaluated(evaluator_config={**CONFIG, "view": "full"}), direct().where(group="all")
    wanted = {}
    for name, e in zip(("auroc", "sensitivity/at_0.2", "brier"), (ours["auroc"].one(), ours["sensitivity"].one(), ours["brier"].one())):
        wanted.update({name: float(e), f"{name}/ci_low": e.lower, f"{name}/ci_high": e.upper})
    assert found.metrics == wanted
    assert run_of(found).data.metrics == wanted


def test_groups_are_metrics_only_on_request() -> None:
    assert not any("sex" in name for name in evaluated().metrics)
    found = evaluated(evaluator_config={**CONFIG, "log_groups": True, "view": "full"}).metrics
    assert found["auroc/sex:female/ci_low"] == direct().where(metric="auroc", group="sex=female").one().lower
    assert found["sensitivity/at_0.2/sex:male"] == float(direct().where(metric="sensitivity", group="sex=male").one())


def test_parameters_tags_and_files_of_a_run() -> None:
    found = evaluated(evaluator_config={**CONFIG, "report": True})
    run = run_of(found)
    assert run.data.params["clinmetrics/seed"] == "0"
    assert run.data.params["clinmetrics/level"] == "0.95"
    assert run.data.params["clinmetrics/intervals"].startswith('{"auroc": "')
    assert run.data.tags["clinmetrics.version"] == cm.__version__
    assert run.data.tags["clinmetrics.view"] == "public"
    assert files_of(found) == ["clinmetrics", "clinmetrics_results.json"]
    assert files_of(found, "clinmetrics") == [f"clinmetrics/{name}" for name in ("audit.html", "audit.json", "forest.png")]


def test_digests_of_the_input_are_logged_in_the_full_view_alone() -> None:
    public, full = evaluated(evaluator_config={**CONFIG, "report": True}), evaluated(evaluator_config={**CONFIG, "view": "full"})
    (digest,) = [c["sha256"] for c in direct().provenance["input_sha256"] if c["argument"] == "y_score"]
    assert digest in run_of(full).data.tags["clinmetrics.input_sha256"]
    assert digest in full.artifacts["clinmetrics_audit"].content.to_json()
    assert not any("sha256" in name for name in run_of(public).data.tags)
    for name in ("clinmetrics/audit.json", "clinmetrics/audit.html", "clinmetrics_results.json"):
        text = mlflow.artifacts.load_text(f"runs:/{public.run_id}/{name}")
        assert not any(c["sha256"] in text for c in direct().provenance["input_sha256"])


def test_artifacts_can_be_saved_and_loaded(tmp_path: Path) -> None:
    found = evaluated(evaluator_config={**CONFIG, "view": "full", "report": True})
    found.save(tmp_path / "kept")
    loaded = mlflow.models.EvaluationResult.load(tmp_path / "kept")
    assert loaded.metrics == found.metrics
    pictures = {"roc", "precision_recall", "calibration", "forest"}
    assert loaded.artifacts.keys() == found.artifacts.keys() == {f"clinmetrics_{x}" for x in {"results", "audit", "report", *pictures}}
    assert loaded.artifacts["clinmetrics_audit"].content == found.artifacts["clinmetrics_audit"].content
    assert isinstance(loaded.artifacts["clinmetrics_audit"].content, cm.Result)
    assert loaded.artifacts["clinmetrics_report"].content.startswith("<!")
    assert loaded.artifacts["clinmetrics_roc"].content.startswith(b"\x89PNG")


@pytest.mark.filterwarnings("ignore::Warning")
def test_the_table_has_every_row() -> None:
    table = evaluated(evaluator_config={**CONFIG, "view": "full"}).tables["clinmetrics_results"]
    ours = direct().to_frame()
    assert list(table["metric"]) == list(ours["metric"])
    assert np.allclose(table["value"], ours["value"], rtol=0, atol=1e-9)


def test_a_threshold_on_a_limit_decides() -> None:
    found = evaluated()
    limit = found.metrics["auroc/ci_low"]

    def judge(name: str, threshold: float) -> None:
        asked = mlflow.models.MetricThreshold(threshold=threshold, greater_is_better=True)
        mlflow.validate_evaluation_results({name: asked}, found)

    judge("auroc/ci_low", limit - 0.01)
    refusal = mlflow.models.evaluation.validation.ModelValidationFailedException
    with pytest.raises(refusal):
        judge("auroc/ci_low", limit + 0.001)
    with pytest.raises(refusal):
        judge("auroc/ci_lo", 0.1)


def test_an_undefined_metric_is_not_logged_so_a_threshold_on_it_fails() -> None:
    survivors = patients().query("died == 0")
    found = evaluated(survivors, evaluator_config={"y_score": "boosting", "metrics": ["auroc", "brier"], "view": "full"})
    assert "brier" in found.metrics
    assert not any(name.startswith("auroc") for name in found.metrics)
    assert all(math.isfinite(x) for x in found.metrics.values())
    asked = mlflow.models.MetricThreshold(threshold=0.5, greater_is_better=True)
    with pytest.raises(mlflow.models.evaluation.validation.ModelValidationFailedException):
        mlflow.validate_evaluation_results({"auroc/ci_low": asked}, found)


def test_several_models() -> None:
    found = evaluated(predictions=None, evaluator_config={**CONFIG, "y_score": ["logistic", "boosting"], "view": "full"}).metrics
    ours = direct(y_score=["logistic", "boosting"]).where(metric="auroc", group="all")
    assert found["logistic/auroc/ci_low"] == ours.where(model="logistic").one().lower
    assert found["boosting/auroc"] == float(ours.where(model="boosting").one())


def test_with_the_id_of_a_model_every_metric_is_logged_once() -> None:
    model = mlflow.create_external_model(name="risk-2026")
    found = evaluated(model_id=model.model_id)
    logged = [m.key for m in mlflow.get_logged_model(model.model_id).metrics]
    assert sorted(logged) == sorted(found.metrics)
    assert run_of(found).data.metrics == found.metrics


def test_a_function_as_the_model() -> None:
    found = evaluated(patients().drop(columns=["boosting"]), model=lambda frame: frame["logistic"].to_numpy(), predictions=None,
                      evaluator_config={**CONFIG, "view": "full"})  # fmt: skip
    assert found.metrics["auroc"] == float(direct(y_score="logistic").where(metric="auroc", group="all").one())
    with pytest.raises(MlflowException, match=r"the model returns several columns; give predictions="):
        evaluated(model=lambda frame: frame[["logistic", "age"]].to_numpy(), predictions=None)


def test_predictions_that_are_labels() -> None:
    data = patients().assign(alert=lambda d: (d["boosting"] >= 0.2).astype(float))
    found = evaluated(data, predictions="alert", evaluator_config={"metrics": ["sensitivity"], "view": "full", "report": False}).metrics
    ours = direct().where(metric="sensitivity", group="all").one()
    assert found["sensitivity"] == float(ours)


def test_a_numpy_array_of_features_and_a_data_set() -> None:
    d = patients()
    found = evaluated(d[["boosting"]].to_numpy(), targets=d["died"].to_numpy(), predictions=None,
                      evaluator_config={**CONFIG, "groups": None, "y_score": "feature_1"})  # fmt: skip
    data = mlflow.data.from_pandas(d, targets="died", predictions="boosting", name="cohort")
    again = evaluated(data, targets=None, predictions=None)
    assert found.metrics["auroc"] == again.metrics["auroc"]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"treshold": 0.2}, "unknown key 'treshold'; did you mean 'threshold'.*Known keys are metric_prefix, log_groups"),
        ({"thresholds": 0.2}, "unknown key 'thresholds'; give threshold="),
        ({"threshold": 0.2, "sample_weights": "age"}, "'sample_weights'; give sample_weight=.*a key of MLflow's own evaluators"),
        ({"y_true": "died"}, "takes data= and targets= itself"),
        ({"unit": "patient_id"}, "'patient_id'"),
        ({"metrics": ["aurocc"]}, "auroc"),
        ({"log_groups": "yes"}, "`log_groups` must be True or False"),
        ({"view": "all"}, "`view` must be 'public' or 'full'"),
        ({"report": True, "metric_prefix": "a//b"}, "`metric_prefix` may have letters"),
        ({"report": True, "metric_prefix": "a=b"}, "`metric_prefix` may have letters"),
    ],
)
def test_what_the_configuration_asks_wrongly_is_refused(config: dict[str, Any], words: str) -> None:
    with pytest.raises(MlflowException, match=f"(?s)^clinmetrics: .*{words}") as raised:
        evaluated(evaluator_config=config)
    assert raised.value.error_code == "INVALID_PARAMETER_VALUE"


def three_classes() -> Any:
    return patients().assign(died=np.arange(200) % 3 * 1.0, predicted=np.arange(200) * 7 % 3 * 1.0)


def test_it_abstains_where_nobody_has_asked_for_it(caplog: pytest.LogCaptureFixture) -> None:
    """MLflow calls every evaluator if none is named: the others must not fail because of this one."""
    found = evaluated(three_classes()[["died", "predicted", "age"]], predictions="predicted", evaluators=None, evaluator_config=None)
    assert "accuracy_score" in found.metrics
    assert not any(name.startswith("auroc") for name in found.metrics)
    assert "The evaluator clinmetrics does not evaluate these data: " in caplog.text
    assert "clinmetrics" not in files_of(found)


def test_it_says_why_nothing_could_be_evaluated(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MlflowException, match="could not be evaluated by any"):
        evaluated(three_classes(), evaluator_config=None)
    assert "does not evaluate these data" in caplog.text
    with pytest.raises(MlflowException, match="could not be evaluated by any"):
        evaluated(predictions="age", evaluator_config=None)
    assert "neither labels nor between 0 and 1" in caplog.text
    with pytest.raises(MlflowException, match="could not be evaluated by any"):
        evaluated(evaluator_config={"sample_weights": "age"})
    assert "that of another evaluator" in caplog.text
    with pytest.raises(MlflowException, match="could not be evaluated by any"):
        evaluated(model_type="regressor")


def test_without_a_configuration_it_evaluates_what_it_can() -> None:
    found = evaluated(evaluator_config=None).metrics
    assert found["auroc"] == pytest.approx(float(cm.auroc(patients()["died"], patients()["boosting"])), abs=0.005)  # rounded in this view


def test_beside_mlflows_own_evaluator() -> None:
    data = patients().assign(alert=lambda d: (d["boosting"] >= 0.2).astype(float)).drop(columns=["sex"])
    config = {"clinmetrics": {**CONFIG, "groups": None, "y_score": "boosting"}}
    found = evaluated(data, predictions="alert", evaluators=["default", "clinmetrics"], evaluator_config=config).metrics
    assert {"recall_score", "auroc/ci_low", "brier"} <= found.keys()


def test_two_evaluations_of_one_run_need_prefixes() -> None:
    with mlflow.start_run():
        first = evaluated_here(metric_prefix="a_", seed=1)
        second = evaluated_here(metric_prefix="b/", seed=2)
        again = evaluated_here(metric_prefix="a_", seed=1)
        with pytest.raises(MlflowException, match=r"another value of the parameter 'clinmetrics/a_seed' from an earlier evaluation"):
            evaluated_here(metric_prefix="a_", seed=2)
    assert {"a_auroc", "a_auroc/ci_low"} <= first.metrics.keys()
    assert again.metrics == first.metrics
    assert "b/auroc" in second.metrics
    assert files_of(first) == ["a_clinmetrics_results.json", "b_clinmetrics_results.json", "clinmetrics"]
    assert files_of(first, "clinmetrics") == ["clinmetrics/a_audit.json", "clinmetrics/b"]
    assert files_of(first, "clinmetrics/b") == ["clinmetrics/b/audit.json"]
    table = mlflow.load_table("a_clinmetrics_results.json", run_ids=[first.run_id])
    assert len(table) == len(direct())  # written anew, not added to


def evaluated_here(**config: Any) -> Any:
    return mlflow.models.evaluate(
        data=patients(), targets="died", predictions="boosting", model_type="classifier", evaluators="clinmetrics",
        evaluator_config={**CONFIG, **config},
    )  # fmt: skip


def test_exactly_10000_rows_may_be_a_part_of_the_data(caplog: pytest.LogCaptureFixture) -> None:
    config = {"metrics": ["auroc"], "report": False}
    found = evaluated(patients(10_000)[["died", "boosting"]], evaluator_config=config)
    assert "exactly 10,000 rows" in run_of(found).data.tags["clinmetrics.notices"]
    assert "exactly 10,000 rows" in caplog.text
    assert "exactly 10,000 rows" in mlflow.artifacts.load_text(f"runs:/{found.run_id}/clinmetrics/audit.json")
    found = evaluated(patients(9_999)[["died", "boosting"]], evaluator_config=config)
    assert "clinmetrics.notices" not in run_of(found).data.tags


def test_no_message_shows_the_data(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "clinmetrics")
    data = patients().assign(died=np.where(patients()["died"] == 1, "canary-yes", "canary-no"))
    with pytest.raises(MlflowException) as raised:
        evaluated(data)
    assert "canary" not in str(raised.value)
    with pytest.raises(MlflowException):
        evaluated(data, evaluator_config=None)
    assert "canary" not in caplog.text
    assert evaluated(data, evaluator_config={**CONFIG, "pos_label": "canary-yes"}).metrics["auroc"] > 0.5
