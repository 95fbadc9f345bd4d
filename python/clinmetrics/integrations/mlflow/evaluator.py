# SPDX-License-Identifier: Apache-2.0
"""The evaluator `clinmetrics` of `mlflow.models.evaluate`, which MLflow finds by the entry point of the package."""

from __future__ import annotations

import logging
from typing import Any

from mlflow.exceptions import MlflowException
from mlflow.models.evaluation import EvaluationResult, ModelEvaluator

from ..._core import DeviceError
from ..._evaluate import evaluate
from ..._words import is_meant_for_people
from ...notices import Notice
from ...result import Result
from .artifacts import artifacts_of
from .columns import are_probabilities, read_columns
from .config import Config, read_config
from .errors import refused
from .writing import write_result

log = logging.getLogger(__name__)
CUT = 10_000
ABOUT_CUT = (
    "The data have exactly 10,000 rows, the number at which MLflow cuts Spark dataframes. If they come from Spark, rows may be missing; "
    "pass spark_dataframe.toPandas()."
)


class ClinmetricsEvaluator(ModelEvaluator):  # type: ignore[misc]
    """Evaluates models of a binary outcome, with intervals and subgroups."""

    @classmethod
    def can_evaluate(cls, *, model_type: Any, **_: Any) -> bool:
        """Whether the kind of model is one with a binary outcome; `evaluate` looks at the data."""
        return model_type in ("classifier", "clinmetrics")

    def evaluate(
        self,
        *,
        dataset: Any,
        run_id: str,
        evaluator_config: dict[str, Any] | None = None,
        model: Any = None,
        predictions: str | None = None,
        model_id: str | None = None,
        **_: Any,
    ) -> Any:
        """Evaluates and logs. None, with the reason in the log, if the configuration is not ours and the data cannot be judged."""
        config = read_config(evaluator_config)
        if config.is_of_others:
            return _abstain("evaluator_config is that of another evaluator")
        try:
            result = _evaluated(config, dataset, model, predictions)
        except MlflowException as error:
            if config.is_ours:
                raise
            return _abstain(str(error.message))
        # With a model's id, MLflow logs the metrics itself, to the run and to the model.
        written = write_result(result, run_id, config.logged, with_metrics=model_id is None)
        artifacts = artifacts_of(written.files, run_id, config.logged.metric_prefix)
        return EvaluationResult(metrics=written.metrics, artifacts=artifacts, run_id=run_id)


def _abstain(reason: str) -> None:
    log.warning("The evaluator clinmetrics does not evaluate these data: %s", reason.removeprefix("clinmetrics: "))


def _evaluated(config: Config, dataset: Any, model: Any, predictions: str | None) -> Result:
    names_outputs = bool({"y_score", "y_pred"} & config.keywords.keys())
    columns = read_columns(dataset, model, predictions, names_outputs)
    draws_curves = config.logged.report and config.logged.view == "full"  # the public view has no curves
    keywords = {"curves": "steps" if draws_curves else None, **columns.as_keywords(), **config.keywords}
    if not config.is_ours and "y_score" in keywords and not are_probabilities(columns.data[str(columns.output)]):
        raise refused("the predictions are neither labels nor between 0 and 1; give y_score= in evaluator_config if they are scores")
    try:
        result = evaluate(columns.data, y_true=columns.y_true, **keywords)
    except (ValueError, TypeError, KeyError, ImportError, DeviceError) as error:
        text = str(error.args[0]) if error.args else ""
        if not is_meant_for_people(text):
            raise
        raise refused(text) from None
    if len(columns.data[columns.y_true]) == CUT:
        result.notices = (*result.notices, Notice("exactly_10000_rows", ABOUT_CUT))
        log.warning("%s", ABOUT_CUT)
    return result
