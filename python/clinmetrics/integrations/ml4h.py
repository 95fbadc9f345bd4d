# SPDX-License-Identifier: Apache-2.0
"""Prediction files of ml4h (github.com/broadinstitute/ml4h), read without importing it.

The mode `infer` writes a text file with tabs, ``inference_ID.tsv``: ``sample_id`` (in the style for genetics ``FID`` and ``IID``), and for
each output ``NAME_prediction`` and ``NAME_actual``, where a categorical output has a pair for each class, ``NAME_CLASS_prediction`` and
``NAME_CLASS_actual``. An unknown label is ``NA``. Survival outputs have a third column, ``NAME_follow_up``.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Union

import numpy as np

from .._text import names_text

__all__ = ["outputs", "read_predictions"]

PathLike = Union[str, "os.PathLike[str]"]
_IDS = ("sample_id", "IID")
_PREDICTION, _ACTUAL, _FOLLOW_UP = "_prediction", "_actual", "_follow_up"


def outputs(path: PathLike) -> list[str]:
    r"""The outputs of a prediction file that have both predictions and labels, in the order of the file.

    Parameters
    ----------
    path : str or Path
        A file that ml4h's mode `infer` wrote.

    Returns
    -------
    list of str
        Names that `read_predictions` takes. Survival outputs are left out: their labels are events before the end of a follow-up.

    Raises
    ------
    ValueError
        The file is not such a file.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from clinmetrics.integrations import ml4h
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "inference_1.tsv")
    ...     _ = path.write_text("sample_id\taf_no_prediction\taf_no_actual\taf_yes_prediction\taf_yes_actual\n7\t0.8\t1.0\t0.2\t0.0\n")
    ...     names = ml4h.outputs(path)
    >>> names, len(names)
    (['af_no', 'af_yes'], 2)
    """
    with Path(path).open(encoding="utf-8", newline="") as file:
        return _outputs(next(_records(file), []))


def read_predictions(files: PathLike | Mapping[str, PathLike], output: str) -> dict[str, Any]:
    r"""The predictions and labels of one output, as columns for `evaluate`.

    Parameters
    ----------
    files : path, or mapping of str to path
        A file that ml4h's mode `infer` wrote; or such files of several models by the names of the models, which must contain the same samples.
    output : str
        The output, such as ``"af_yes"``; for a categorical output with the class. `outputs` lists them.

    Returns
    -------
    dict
        ``sample_id`` (text), ``actual`` (0, 1, or NaN where the label is unknown) and the predictions of each model under its name;
        ``prediction`` if a path is given. The rows have the order of the first file.

    Raises
    ------
    ValueError
        A file is not such a file, the labels are not binary, a sample occurs twice, or the files have different samples or labels. The
        message names the file, the count and the first row, and no id, label or prediction.

    Notes
    -----
    Rows with an unknown label are an error in `evaluate` unless ``nan_policy="drop"`` is given; the number of such rows is then in the notices.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import clinmetrics as cm
    >>> from clinmetrics.integrations import ml4h
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "inference_1.tsv")
    ...     rows = [(101, .9, 1), (102, .2, 0), (103, .7, 1), (104, .6, 0), (105, .8, "NA")]
    ...     text = "".join(f"{i}\t{p}\t{y}\n" for i, p, y in rows)
    ...     _ = path.write_text("sample_id\taf_yes_prediction\taf_yes_actual\n" + text)
    ...     columns = ml4h.read_predictions(path, "af_yes")
    >>> columns["sample_id"][0], columns["prediction"].tolist()[0]
    ('101', 0.9)
    >>> cm.auroc(columns["actual"], columns["prediction"], nan_policy="drop", ci=None)
    1.000 (n = 4)
    """
    is_one = not isinstance(files, Mapping)
    paths: dict[str, PathLike] = {"prediction": files} if is_one else dict(files)  # type: ignore[arg-type, dict-item]
    if not paths:
        raise ValueError("`files` is empty")
    if reserved := paths.keys() & {"sample_id", "actual"}:
        raise ValueError(f"a model must not be called {min(reserved)!r}, which is the name of another column")
    read = {name: _read(path, output) for name, path in paths.items()}
    first = next(iter(read.values()))
    ids, actual, _ = first
    columns: dict[str, Any] = {"sample_id": ids, "actual": actual}
    for name, one in read.items():
        columns[name] = one[2] if one is first else _aligned(first, one, Path(paths[name]).name)
    return columns


_Columns = tuple[list[str], "np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]


def _read(path: PathLike, output: str) -> _Columns:
    """Ids, labels and predictions."""
    name = Path(path).name
    ids: list[str] = []
    cells: list[tuple[str, str]] = []
    with Path(path).open(encoding="utf-8", newline="") as file:
        records = _records(file)
        head = next(records, [])
        at = _places(head, output, name)
        for row, record in enumerate(records):
            if len(record) != len(head):
                raise ValueError(f"{name}: row {row} has {len(record)} cells, and the header {len(head)}")
            ids.append(record[at[0]])
            cells.append((record[at[1]], record[at[2]]))
    if not ids:
        raise ValueError(f"{name} has no rows")
    _refuse_twice(ids, name)
    return ids, _labels([y for y, _ in cells], name), _numbers([p for _, p in cells], name)


def _records(file: Any) -> Iterator[list[str]]:
    try:
        yield from csv.reader(file, delimiter="\t", strict=True)
    except (csv.Error, UnicodeDecodeError):
        raise ValueError(f"{Path(file.name).name} is not a text file with tabs, as ml4h's mode `infer` writes it") from None


def _outputs(head: list[str]) -> list[str]:
    names = [column[: -len(_PREDICTION)] for column in head if column.endswith(_PREDICTION)]
    return [name for name in names if name + _ACTUAL in head and name + _FOLLOW_UP not in head]


def _places(head: list[str], output: str, name: str) -> tuple[int, int, int]:
    """Where the id, the label and the prediction stand."""
    key = next((column for column in _IDS if column in head), None)
    known = _outputs(head)
    if key is None or len(set(head)) < len(head):
        raise ValueError(f"{name} is not a prediction file of ml4h: its header needs the column sample_id, and every column once")
    if output + _FOLLOW_UP in head:
        raise ValueError(
            f"{name}: the output {output!r} is a survival curve; its labels are events before the end of a follow-up, not outcomes"
        )
    if output not in known:
        raise ValueError(f"{name} has no output {output!r} with predictions and labels; it has {names_text(known) or 'none'}")
    return head.index(key), head.index(output + _ACTUAL), head.index(output + _PREDICTION)


def _refuse_twice(ids: list[str], name: str) -> None:
    seen: set[str] = set()
    rows = [row for row, one in enumerate(ids) if one in seen or seen.add(one)]  # type: ignore[func-returns-value]
    if rows:
        raise ValueError(f"{name}: {len(rows)} rows have the sample_id of an earlier row (first at row {rows[0]})")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.inf


def _numbers(texts: list[str], name: str) -> Any:
    found = np.array([_number(text) for text in texts])
    if (bad := np.flatnonzero(~np.isfinite(found))).size:
        raise ValueError(f"{name}: {bad.size} predictions are not finite numbers (first at row {bad[0]})")
    return found


def _labels(texts: list[str], name: str) -> Any:
    found = np.array([math.nan if text == "NA" else _number(text) for text in texts])
    if (bad := np.flatnonzero(~np.isin(found, (0, 1)) & ~np.isnan(found))).size:
        raise ValueError(f"{name}: {bad.size} labels are neither 0, 1 nor NA (first at row {bad[0]}); the output is not a binary outcome")
    return found


def _aligned(first: _Columns, other: _Columns, name: str) -> Any:
    """The predictions of another file in the order of the first."""
    rows = {one: row for row, one in enumerate(other[0])}
    missing = [row for row, one in enumerate(first[0]) if one not in rows]
    if missing or len(rows) != len(first[0]):
        raise ValueError(
            f"{name} lacks {len(missing)} samples of the first file"
            + (f" (first at row {missing[0]})" if missing else "")
            + f" and has {len(rows) - len(first[0]) + len(missing)} others; the files must contain the same samples"
        )
    order = [rows[one] for one in first[0]]
    if (bad := np.flatnonzero(~((other[1][order] == first[1]) | (np.isnan(other[1][order]) & np.isnan(first[1]))))).size:
        raise ValueError(f"{name}: {bad.size} labels differ from those of the first file (first at its row {bad[0]})")
    return other[2][order]
