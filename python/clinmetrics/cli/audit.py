# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics audit`: carries out a specification, or evaluates a table of predictions."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import _core
from .._options import PLAIN_OPTIONS
from .._text import names_text, printable
from .._words import is_meant_for_people
from ..table_files import CsvFormat, Table, open_table
from . import audit_mlflow, audit_specification, streams
from .audit_columns import Inputs, read_inputs
from .audit_compare import comparison_arguments, reference_argument
from .audit_files import Asked, Written, check_folder, write_files
from .audit_groups import Groups, as_texts, for_evaluate
from .audit_options import add_options
from .audit_values import check_metrics, methods, thresholds
from .exits import CommandError, UsageError
from .messages import in_options, with_columns
from .progress import Progress
from .table_text import audit_text


def add(commands: Any, epilog: str) -> None:
    """Adds the command to the parser."""
    command = add_options(commands, epilog)
    command.set_defaults(run=run, refuse=command.error)


def run(a: argparse.Namespace) -> int:
    """Carries out the audit of a specification, or reads a table, evaluates, writes the files, and prints."""
    if audit_specification.is_specification(a.table):
        return audit_specification.run(a)
    _check_options_of_tables(a)
    a.missing = tuple(a.missing)
    if not a.y_score and not a.y_pred:
        raise CommandError("give at least one model: --y-score COLUMN or --y-pred COLUMN")
    if a.neg_label is not None and a.pos_label is None:
        raise UsageError("--neg-label needs --pos-label")
    check_metrics(a.metric)
    threshold, ci = thresholds(a.threshold, a.y_score), methods(a.ci)
    compared = comparison_arguments(a)
    if a.out is not None:
        check_folder(a.out)
    table = open_table(a.table, CsvFormat(a.encoding, a.delimiter, a.decimal, a.missing))
    inputs = read_inputs(a, table)
    compared["reference"] = reference_argument(a.reference, inputs.groups)
    translate = _translator(a, table, inputs.groups)
    with Progress(a.quiet) as progress:
        result = _evaluated(a, inputs, {"threshold": threshold, "ci": ci, **compared}, translate, progress.callback)
    result.provenance["groups"] = as_texts(inputs.groups)
    result.provenance["file"] = printable(str(a.table))
    result.provenance["command"] = audit_mlflow.command_text(a.words)
    result = audit_specification.shown(result, a.view)
    written = Written() if a.out is None else write_files(result, Asked(a.out), a.quiet)
    audit_mlflow.log(a, result)
    _print(a, result, written.paths, translate)
    return written.code


def _check_options_of_tables(a: argparse.Namespace) -> None:
    alone = [option for option in audit_specification.given_options(a.words) if option in audit_specification.OWN]
    if alone:
        raise UsageError(f"{names_text(alone)}: for specifications (.yaml, .json), and {printable(a.table.name)} is none")
    if a.y_true is None:
        a.refuse("the following arguments are required for a table: --y-true")


def _translator(a: argparse.Namespace, table: Table, groups: Groups) -> Callable[[str], str]:
    """The library's messages in the words of the command line, with the lines of the file."""
    columns = {**dict.fromkeys(groups.limits, "--group"), **dict.fromkeys(a.y_pred, "--y-pred"), **dict.fromkeys(a.y_score, "--y-score")}

    def translate(text: str) -> str:
        text = in_options(with_columns(text, columns))
        return re.sub(r"\(first at row (\d+)\)", lambda found: f"(first {table.place(int(found[1]))})", text)

    return translate


def _evaluated(a: argparse.Namespace, i: Inputs, asked: dict[str, Any], translate: Callable[[str], str], progress: Any) -> Any:
    from .. import evaluate

    given: dict[str, Any] = {name: getattr(a, name) for name in PLAIN_OPTIONS if hasattr(a, name)}
    if i.neg_label is not None:
        given["labels"] = (i.neg_label, i.pos_label)
    try:
        return evaluate(
            i.data,
            y_true=a.y_true,
            y_score=i.scores or None,
            y_pred=i.decisions or None,
            groups=for_evaluate(i.groups, i.data) or None,
            unit=a.unit,
            strata=a.strata,
            sample_weight=a.sample_weight,
            pos_label=i.pos_label,
            metrics=a.metric or "clinical",
            progress=progress,
            curves="steps" if a.out is not None or a.format == "json" or a.mlflow else None,  # audit.json and the report contain them
            **asked,
            **given,
        )
    except (ValueError, TypeError, KeyError, ImportError, _core.DeviceError) as e:
        text = str(e.args[0]) if e.args else ""
        if not is_meant_for_people(text):
            raise
        raise CommandError(translate(text)) from None


def _print(a: argparse.Namespace, result: Any, written: tuple[Path, ...], translate: Callable[[str], str]) -> None:
    if a.format == "json":
        streams.write_json(result.to_json())
    elif a.format == "csv":
        from .csv_text import csv_text

        streams.write(csv_text(result))
    else:
        streams.write(audit_text(result, written, a.all, translate))
