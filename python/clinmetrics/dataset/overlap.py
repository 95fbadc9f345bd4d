# SPDX-License-Identifier: Apache-2.0
"""The identifiers that two data sets share, such as patients that are in the training and in the test data. Only counts are shown."""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..table_files import CsvFormat
from .errors import DatasetError
from .fingerprints import read_fingerprints
from .identifiers import distinct_identifiers
from .reading import Source, read_source

if TYPE_CHECKING:
    from .._files import PathLike


def overlap(a: PathLike | Any, b: PathLike | Any, *, id: str | None = None, unit: str | None = None, **how: Any) -> dict[str, Any]:  # noqa: A002
    """Count the identifiers that two data sets share.

    Parameters
    ----------
    a, b : path, list of paths, dataframe, or mapping of columns
        Two tables on this machine; or, without `id`, two files that `fingerprint` wrote with the same secret.
    id : str, optional
        The column of the identifiers. They are compared as text.
    unit : str, optional
        A second column that is compared in the same way, such as the patient.
    **how
        `encoding`, `delimiter`, `decimal` and `missing`, as in `describe`.

    Returns
    -------
    dict
        ``id`` and, if asked for, ``unit``: each with `n_a`, `n_b` (different identifiers), `n_shared`, `share_a`, `share_b`, and
        `n_missing_a`, `n_missing_b` (rows without one).

    Raises
    ------
    ValueError
        A file cannot be used, or two files of fingerprints were made with different secrets.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> found = dataset.overlap({"id": ["p1", "p2", "p3"]}, {"id": ["p3", "p4"]}, id="id")["id"]
    >>> found["n_shared"], found["share_b"]
    (1, 0.5)
    """
    if id is None:
        if unit is not None or how.get("missing"):
            raise DatasetError("`unit` and the reading of tables need `id`, the column of the identifiers")
        return {"id": _of_fingerprints(a, b)}
    reading = CsvFormat(**{**how, "missing": tuple(how.get("missing", ()))})
    columns = {name: argument for name, argument in ((unit, "unit"), (id, "id")) if name is not None}
    tables = read_source(a, reading, columns), read_source(b, reading, columns)
    found = {"id": _of_columns(*tables, id, "id")}
    if unit is not None:
        found["unit"] = _of_columns(*tables, unit, "unit")
    return found


def _of_columns(a: Source, b: Source, name: str, argument: str) -> dict[str, Any]:
    import pyarrow.compute as pc

    (first, n_missing_a), (second, n_missing_b) = distinct_identifiers(a, name, argument), distinct_identifiers(b, name, argument)
    n_shared = int(pc.sum(pc.is_in(first, second), min_count=0).as_py()) if len(first) else 0
    return {**_counts(len(first), len(second), n_shared), "n_missing_a": n_missing_a, "n_missing_b": n_missing_b}


def _of_fingerprints(a: Any, b: Any) -> dict[str, Any]:
    if not all(isinstance(x, (str, os.PathLike)) for x in (a, b)):
        raise DatasetError("`id` is missing: name the column of the identifiers")
    first, second = read_fingerprints(Path(a)), read_fingerprints(Path(b))
    if not hmac.compare_digest(first.key_check, second.key_check):
        raise DatasetError("the two files of fingerprints were made with different secrets and cannot be compared")
    n_shared = len(np.intersect1d(first.digests, second.digests, assume_unique=True))
    return {**_counts(len(first.digests), len(second.digests), n_shared), "n_missing_a": None, "n_missing_b": None}


def _counts(n_a: int, n_b: int, n_shared: int) -> dict[str, Any]:
    shares = {"share_a": n_shared / n_a if n_a else None, "share_b": n_shared / n_b if n_b else None}
    return {"n_a": n_a, "n_b": n_b, "n_shared": n_shared, **shares}
