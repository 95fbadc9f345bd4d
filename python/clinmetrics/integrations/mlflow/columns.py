# SPDX-License-Identifier: Apache-2.0
"""The outcome and the outputs of the models, from the data set and the model that MLflow gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import refused


@dataclass(frozen=True)
class Columns:
    """All columns by name, the one of the outcome, and the output that `mlflow.models.evaluate` was given, if any."""

    data: dict[str, Any]
    y_true: str
    output: str | None

    def as_keywords(self) -> dict[str, Any]:
        """The output as `evaluate` takes it: labels if it has no other values than the outcome, else scores."""
        if self.output is None:
            return {}
        outcome, output = self.data[self.y_true], self.data[self.output]
        return {"y_pred" if are_labels(output, outcome) else "y_score": self.output}


def read_columns(dataset: Any, model: Any, predictions: str | None, names_outputs: bool) -> Columns:
    """The columns. The model is asked only where the configuration names no column with outputs."""
    import pandas as pd

    if not dataset.has_targets:
        raise refused("the outcome is missing; give targets= to mlflow.models.evaluate")
    features = dataset.features_data
    if not isinstance(features, pd.DataFrame):
        features = pd.DataFrame(features, columns=dataset.feature_names)
    data = {str(name): features.iloc[:, i] for i, name in enumerate(features.columns)}
    target = _add(data, dataset.targets_name, "y_true", dataset.labels_data)
    output = None
    if dataset.has_predictions:
        output = _add(data, dataset.predictions_name, "model", dataset.predictions_data)
    if names_outputs:
        return Columns(data, target, None)
    if model is not None:
        output = _add(data, None, predictions or "model", _output_of(model.predict(features), predictions))
    if output is None:
        raise refused(
            "there are no predictions; give predictions= or model= to mlflow.models.evaluate, or columns as y_score= in evaluator_config"
        )
    return Columns(data, target, output)


def _add(data: dict[str, Any], name: Any, default: str, column: Any) -> str:
    """Adds a column; without a name of its own, under one that the data do not have."""
    if name is None:
        name = default
        while name in data:
            name += "_"
    data[str(name)] = column
    return str(name)


def _output_of(made: Any, predictions: str | None) -> Any:
    """The column with the outputs of what a model has returned."""
    import numpy as np
    import pandas as pd

    if isinstance(made, pd.DataFrame) and predictions is not None and predictions in made.columns:
        return made[predictions].to_numpy()
    array = np.asarray(made)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise refused(
            "the model returns several columns; give predictions= if they have names, "
            "or a function as model= that returns the probability of the positive label"
        )
    return array


def are_labels(output: Any, outcome: Any) -> bool:
    """Whether an output has labels: no other values than the outcome, or values that are no numbers."""
    import pandas as pd

    output, outcome = pd.Series(output).dropna(), pd.Series(outcome).dropna()
    if pd.api.types.is_bool_dtype(output.dtype) or not pd.api.types.is_numeric_dtype(output.dtype):
        return True
    return pd.api.types.is_numeric_dtype(outcome.dtype) and bool(output.isin(outcome.unique()).all())


def are_probabilities(output: Any) -> bool:
    """Whether all values lie between 0 and 1."""
    import pandas as pd

    return bool(pd.Series(output).between(0, 1).all())
