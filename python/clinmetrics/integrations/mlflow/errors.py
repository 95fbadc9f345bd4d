# SPDX-License-Identifier: Apache-2.0
"""Errors as MLflow shows them."""

from __future__ import annotations

from typing import Any

NEEDS = "this needs MLflow: pip install 'clinmetrics[mlflow]'"


def mlflow_package() -> Any:
    """Imports MLflow."""
    try:
        import mlflow
    except ImportError as error:
        raise ImportError(NEEDS) from error
    return mlflow


def refused(text: str) -> Exception:
    """The error for input that cannot be used."""
    made: Exception = mlflow_package().exceptions.MlflowException.invalid_parameter_value(f"clinmetrics: {text}")
    return made
