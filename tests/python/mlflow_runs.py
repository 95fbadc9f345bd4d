# SPDX-License-Identifier: Apache-2.0
"""What the tests of MLflow share: a store of their own, data, and one call of `mlflow.models.evaluate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
mlflow = pytest.importorskip("mlflow", reason="MLflow is not installed; it needs Python 3.10 or newer")
pytest.importorskip("sqlalchemy", reason="MLflow's store needs SQLAlchemy")
pd = pytest.importorskip("pandas")

CONFIG = {"groups": ["sex"], "threshold": 0.2, "metrics": ["auroc", "sensitivity", "brier"], "n_resamples": 100, "report": False}


def use_store(folder: Path, name: str) -> None:
    """A new experiment, whose artifacts lie in a folder of its own; all tests share one database, because MLflow needs seconds to make it."""
    mlflow.clear_active_model()
    mlflow.set_tracking_uri(f"sqlite:///{folder / 'mlflow.db'}")
    number = len(mlflow.search_experiments())
    made = mlflow.create_experiment(f"{name}-{number}", artifact_location=(folder / f"{name}-{number}").as_uri())
    mlflow.set_experiment(experiment_id=made)


def patients(n: int = 200) -> Any:
    """Patients with an outcome, two scores, and their sex."""
    draw = np.random.default_rng(3)
    risk = draw.normal(-0.5, 1.2, n)
    return pd.DataFrame(
        {
            "died": (draw.random(n) < 1 / (1 + np.exp(-risk))).astype(float),  # MLflow warns about columns of integers
            "boosting": 1 / (1 + np.exp(-risk - draw.normal(0, 0.3, n))),
            "logistic": 1 / (1 + np.exp(-risk - draw.normal(0, 2, n))),
            "sex": draw.choice(["female", "male"], n),
            "age": draw.uniform(20, 90, n),
        }
    )


def evaluated(data: Any = None, **given: Any) -> Any:
    """MLflow's result for `data` in a run of its own."""
    asked = {
        "targets": "died",
        "predictions": "boosting",
        "evaluators": "clinmetrics",
        "model_type": "classifier",
        "evaluator_config": CONFIG,
    }
    with mlflow.start_run():
        return mlflow.models.evaluate(data=patients() if data is None else data, **{**asked, **given})
