# SPDX-License-Identifier: Apache-2.0
"""`--mlflow URI`: logs the result of an audit to MLflow. The URI, which may hold a password, is never printed or kept."""

from __future__ import annotations

import argparse
import shlex
from typing import Any

from .._text import printable
from . import streams
from .exits import CommandError

HIDDEN = "URI"


def command_text(words: list[str]) -> str:
    """The command line for the provenance, without the URI."""
    shown = list(words)
    for i, word in enumerate(words):
        if word == "--":
            break
        if word.partition("=")[0] == "--mlflow":
            at, text = (i, f"--mlflow={HIDDEN}") if "=" in word else (i + 1, HIDDEN)
            shown[at : at + 1] = [text]
    return printable(shlex.join(["clinmetrics", *shown]))


def log(a: argparse.Namespace, result: Any) -> None:
    """Logs the result if --mlflow was given."""
    if a.mlflow is None:
        return
    try:
        from mlflow.exceptions import MlflowException
    except ImportError:
        raise CommandError("--mlflow: it needs MLflow; install clinmetrics[mlflow]") from None
    from ..integrations.mlflow import log_from_command

    try:
        run_id = log_from_command(result, a.mlflow, view="full" if a.view == "full" else "public")
    except (MlflowException, OSError) as e:
        raise CommandError(f"--mlflow: MLflow could not store the result ({type(e).__name__}); look whether its server answers") from None
    if not a.quiet:
        streams.say(f"logged to MLflow as the run {printable(run_id)}")
