# SPDX-License-Identifier: Apache-2.0
"""Results that exist already, logged to runs: of `evaluate`, of a file, and of an audit with goals and a manifest."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import clinmetrics as cm
import pytest
from clinmetrics.audit.specification.model import Goal
from clinmetrics.integrations.mlflow import log_from_command, log_result
from mlflow_runs import mlflow, patients, use_store

pytestmark = pytest.mark.filterwarnings("ignore::Warning:mlflow", "ignore::Warning:alembic", "ignore::Warning:sqlalchemy")
GOALS = [
    (Goal("auroc", at_least=0.6, bound="lower", groups="every"), "met"),
    (Goal("sensitivity", at=0.2, at_least=0.99, model="boosting"), "missed"),
    (Goal("brier", at_most=0.2, groups=("sex=female",)), "missed"),
]
MANIFEST = {"schema": "clinmetrics.dataset/1", "n_rows": 200}


@pytest.fixture(autouse=True)
def _store(tmp_path_factory: pytest.TempPathFactory) -> None:
    use_store(tmp_path_factory.getbasetemp(), "runs")


def result(**given: Any) -> cm.Result:
    return cm.evaluate(
        patients(), **{"y_true": "died", "y_score": "boosting", "metrics": ["auroc", "brier"], "groups": "sex", "seed": 4, **given}
    )


def an_audit() -> cm.Result:
    found = result()
    goals = [{"goal": {**asdict(goal), "groups": goal.groups}, "verdict": verdict, "text": "", "judged": []} for goal, verdict in GOALS]
    specification = {"digest": "ab" * 32, "schema": "clinmetrics.audit/1", "analysis": {}, "prepared_by": ""}
    found.audit = {"run_id": "0" * 32, "specification": specification, "goals": goals, "manifest": MANIFEST}
    return found


def files_of(run_id: str, path: str | None = None) -> list[str]:
    return sorted(Path(one.path).name for one in mlflow.MlflowClient().list_artifacts(run_id, path))


def test_the_example_of_the_documentation() -> None:
    runner, said = doctest.DocTestRunner(verbose=False), list[str]()
    runner.run(doctest.DocTestParser().get_doctest(log_result.__doc__, {}, "log_result", "log_result", 0), out=said.append)
    assert runner.failures == 0, "".join(said)
    assert runner.tries == 5


def test_a_new_run_ends_with_the_call() -> None:
    run = mlflow.get_run(log_result(result(), report=False, view="full"))
    assert mlflow.active_run() is None
    assert run.info.status == "FINISHED"
    assert run.data.metrics["auroc/ci_low"] == result().where(metric="auroc", group="all").one().lower
    assert run.data.params["clinmetrics/seed"] == "4"
    assert run.data.params["clinmetrics/groups"] == '["sex"]'
    assert files_of(run.info.run_id, "clinmetrics") == ["audit.json"]


def test_the_active_run_and_a_named_one() -> None:
    with mlflow.start_run() as run:
        assert log_result(result(), report=False) == run.info.run_id
    assert log_result(result(), report=False, metric_prefix="later_", log_groups=True, run_id=run.info.run_id) == run.info.run_id
    assert {"auroc", "later_auroc", "later_auroc/sex:male/ci_high"} <= mlflow.get_run(run.info.run_id).data.metrics.keys()


def test_the_active_model_of_mlflow_gets_the_metrics_too() -> None:
    model = mlflow.create_external_model(name="active")
    with mlflow.set_active_model(model_id=model.model_id):
        run = mlflow.get_run(log_result(result(), report=False))
    assert {m.key for m in mlflow.get_logged_model(model.model_id).metrics} == run.data.metrics.keys()
    assert mlflow.get_active_model_id() is None


def test_what_was_logged_can_be_read_again() -> None:
    run_id = log_result(result(), report=False, view="full")
    path = mlflow.artifacts.download_artifacts(f"runs:/{run_id}/clinmetrics/audit.json")
    assert cm.Result.from_json(Path(path)).where(group="all").metrics == ["auroc", "brier"]
    assert len(mlflow.load_table("clinmetrics_results.json", run_ids=[run_id])) == len(result())


def test_goals_and_manifest_of_an_audit() -> None:
    run = mlflow.get_run(log_result(an_audit(), report=False, view="full"))
    goals = {name: value for name, value in run.data.metrics.items() if name.startswith("goals/")}
    assert goals == {"goals/met": 1.0, "goals/missed": 2.0, "goals/not_shown": 0.0, "goals/not_judged": 0.0}
    tags = {name.removeprefix("clinmetrics."): text for name, text in run.data.tags.items() if name.startswith("clinmetrics.")}
    assert tags["goal_1"] == "met: auroc at least 0.6 (lower), groups every"
    assert tags["goal_2"] == "missed: sensitivity at 0.2 at least 0.99, model boosting, groups all"
    assert tags["goal_3"] == "missed: brier at most 0.2, groups sex=female"
    assert tags["run_id"] == "0" * 32
    assert tags["specification_sha256"] == "ab" * 32
    assert mlflow.artifacts.load_dict(f"runs:/{run.info.run_id}/clinmetrics/manifest.json") == MANIFEST
    found = mlflow.search_runs(filter_string="metrics.`goals/missed` > 0 and metrics.`auroc/ci_low` > 0.5", output_format="list")
    assert [one.info.run_id for one in found] == [run.info.run_id]


def test_the_store_of_the_command_line_is_used_for_one_call(tmp_path: Path) -> None:
    before = mlflow.get_tracking_uri()
    run_id = log_from_command(an_audit(), before)
    assert mlflow.get_tracking_uri() == before
    assert mlflow.get_run(run_id).data.tags["clinmetrics.view"] == "public"
    with pytest.raises(mlflow.exceptions.MlflowException):
        log_from_command(an_audit(), "file:///nowhere")
    assert mlflow.get_tracking_uri() == before


@pytest.mark.parametrize("given", [{"view": "all"}, {"report": 1}, {"metric_prefix": "/a"}, {"metric_prefix": None}])
def test_wrong_arguments_are_refused_before_a_run_begins(given: dict[str, Any]) -> None:
    with pytest.raises(mlflow.exceptions.MlflowException, match=r"^clinmetrics: `"):
        log_result(result(), **given)
    assert mlflow.search_runs(output_format="list") == []


def test_without_mlflow_the_error_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['mlflow'] = None\n"
        "import clinmetrics as cm\nfrom clinmetrics.integrations.mlflow import log_result\n"
        "try:\n    log_result(cm.evaluate(y_true=[0, 1], y_score=[0, 1], ci=None))\nexcept ImportError as e:\n    print(e)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=True)
    assert done.stdout.strip() == "this needs MLflow: pip install 'clinmetrics[mlflow]'"
