# SPDX-License-Identifier: Apache-2.0
"""The options of `clinmetrics audit`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .._options import OPTIONS
from ..table_files.csv_format import delimiter, encoding
from .audit_values import memory
from .spec import add_set

_DESCRIPTION = """\
Carries out the audit of a specification, or evaluates the models in a table of predictions. It prints, for each model, the overall results \
and the subgroups that differ most; for a specification also where the rows went, and the verdict on each goal.
A specification (.yaml, .yml or .json) names the files, the columns and the analysis itself. Its files are written to the folder that it names.
A table has one row per prediction: .csv, .tsv (both also with .gz) or .parquet. Only the columns that are named are read.
For a table, files are written with --out FOLDER only: audit.json holds every number, audit.html is the report.
"""


def add_options(commands: Any, epilog: str) -> argparse.ArgumentParser:
    """Adds the command to the parser, without the function that runs it."""
    help_ = "carry out the audit of a specification, or evaluate a table of predictions, with --out into files"
    command: argparse.ArgumentParser = commands.add_parser("audit", help=help_, description=_DESCRIPTION, epilog=epilog)
    command.add_argument("table", metavar="FILE", type=Path, help="a specification, or a table of predictions")
    _add_specification(command)
    _add_columns(command)
    _add_reading(command)
    _add_estimates(command)
    _add_contrasts(command)
    _add_running(command)
    _add_output(command)
    return command


def _add_specification(command: argparse.ArgumentParser) -> None:
    about = "All other options except those for running and output are for tables."
    group = command.add_argument_group("with a specification", about)
    add_set(group)
    add = group.add_argument
    text = "write the cases that were predicted worst, with ids and labels, to a file that its owner alone can read"
    add("--cases", type=Path, metavar="FILE", help=text)
    text = "exit with 0 although a goal is not shown or not judged"
    add("--allow", action="append", choices=("undecided",), default=[], help=text)


def _add_columns(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("columns")
    add = group.add_argument
    add("--y-true", metavar="COLUMN", help="outcome; required for a table: 0/1, -1/1, true/false, or other labels with --pos-label")
    add("--y-score", action="append", default=[], metavar="COLUMN", help="scores of a model, higher = more likely positive; repeatable")
    add("--y-pred", action="append", default=[], metavar="COLUMN", help="predicted labels of a model; repeatable")
    text = "subgroups: a column, a cross of columns, or a column of numbers with limits, as in age:18,40,65; repeatable"
    add("--group", action="append", default=[], metavar="COLUMN[*COLUMN]", help=text)
    add("--unit", metavar="COLUMN", help="the unit of resampling, such as the patient (default: the row)")
    add("--strata", metavar="COLUMN", help="strata of the sampling design")
    add("--sample-weight", metavar="COLUMN", help="weights of the rows")
    _adder(group)("weight_kind")
    add("--pos-label", metavar="LABEL", help="the positive label, compared as text with labels that are text")
    add("--neg-label", metavar="LABEL", help="the negative label, where a table may lack one of the two; needs --pos-label")
    _adder(group)("nan_policy")


def _add_reading(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("reading CSV files").add_argument
    text = "encoding of the file, such as latin-1 (default: utf-8; never guessed)"
    add("--encoding", type=encoding, default="utf-8", metavar="NAME", help=text)
    text = "a character, or comma, semicolon, tab, pipe, space (default: a tab for .tsv; a semicolon if the header line has some and no comma; else a comma)"
    add("--delimiter", type=delimiter, metavar="CHAR", help=text)
    text = "decimal mark (default: a point; with the delimiter ';' a comma, if a number has one)"
    add("--decimal", choices=(".", ","), metavar="MARK", help=text)
    text = "a text that counts as missing, beside the empty cell; repeatable"
    add("--missing", action="append", default=[], metavar="TEXT", help=text)


def _add_estimates(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("estimates")
    add, option = group.add_argument, _adder(group)
    add("--threshold", action="append", default=[], metavar="T", help=f"{_meaning('threshold')}; MODEL=T for one model; repeatable")
    text = "a metric, such as auroc or 'f_beta(beta=2)'; repeatable (default: clinical, the usual set)"
    add("--metric", action="append", default=[], metavar="NAME", help=text)
    text = "interval method for all metrics: auto (default), published, none, or a name; or METRIC=METHOD for one metric, repeatable"
    add("--ci", action="append", default=[], metavar="METHOD", help=text)
    option("level", "L")
    option("n_resamples", "B")
    option("resampling")
    option("seed", "S")
    option("min_group_size", "N")


def _add_contrasts(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("comparisons of models and of groups")
    add, option = group.add_argument, _adder(group)
    text = "models that are compared on the same rows: all pairs, or a pair MODEL:MODEL, repeatable"
    add("--compare", action="append", default=[], metavar="all|MODEL:MODEL", help=text)
    add("--compare-reference", metavar="MODEL", help="compare each other model with this one")
    option("gaps")
    text = (
        "reference group of an attribute, for --gaps reference, such as sex=F or 'sex*age=F*65+'; repeatable (default: the largest group)"
    )
    add("--reference", action="append", default=[], metavar="ATTRIBUTE=GROUP", help=text)
    option("alternative", "CLAIM", more="two_sided, superior, non_inferior or equivalent")
    add("--margin", action="append", default=[], metavar="M", help=f"{_meaning('margin')}; METRIC=M for one metric; repeatable")
    option("adjustment")


def _add_running(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("running")
    option = _adder(group)
    option("backend", "NAME", choices=None, more="names: `clinmetrics info`")
    option("num_threads", "N", flag="--threads", dest="num_threads")
    option("max_memory", "SIZE", type=memory, more="with a unit, such as 500M or 4G")


def _adder(group: Any) -> Callable[..., None]:
    """Adds an option of the evaluation with the type, the choices, the default and the meaning of the engine's table."""

    def add(name: str, metavar: str | None = None, *, flag: str = "", more: str = "", **changes: Any) -> None:
        about = OPTIONS[name]
        text = "; ".join([_meaning(name), *([more] if more else [])])
        if about.default is not None:
            text += f" (default: {about.default})"
        how: dict[str, Any] = {"default": about.default, "help": text.replace("%", "%%"), "metavar": metavar}
        if about.type == "choice":
            how["choices"] = tuple(about.choices)
        elif about.type in _TYPES:
            how["type"] = _TYPES[about.type]
        how.update(changes)
        group.add_argument(flag or f"--{name.replace('_', '-')}", **how)

    return add


_TYPES: dict[str, Any] = {"int": int, "float": float}


def _meaning(name: str) -> str:
    """An option's meaning as a help text: begun in lower case, without the full stop."""
    text = OPTIONS[name].meaning.rstrip(".")
    return text[0].lower() + text[1:]


def _add_output(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("output").add_argument
    add("--out", type=Path, metavar="FOLDER", help="write audit.json and audit.html there; the folder is made, older files are replaced")
    text = "full results for local use, or those that may be published (default: full, or what the specification says)"
    add("--view", choices=("full", "public"), help=text)
    text = "log the result to a new run of the MLflow server at URI, in the public view, unless --view full is given"
    add("--mlflow", metavar="URI", help=text)
    add("--format", choices=("table", "json", "csv"), default="table", help="what is printed on standard output (default: table)")
    add("--all", action="store_true", help="print the table of every subgroup, not only of those that differ most")
    add("--quiet", action="store_true", help="no progress and no names of written files on standard error")
