# SPDX-License-Identifier: Apache-2.0
"""Describes a data set: the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .._core import __version__
from ..suppression import SMALLEST_SHOWN
from ..table_files import CsvFormat
from .asked import asked_roles
from .attributes import Attribute
from .canonical import as_text, column_digest, table_digests, type_text
from .identifiers import distinct_identifiers
from .manifest import SCHEMA, Manifest
from .outcome import outcome_of, outcomes_of_groups
from .public import public_of
from .reading import Source, read_source
from .sizes import Sizes
from .table import Counted, Roles, count_table

if TYPE_CHECKING:
    from .._files import PathLike


def describe(
    data: PathLike | Sequence[PathLike] | Any,
    *,
    id: str | None = None,  # noqa: A002 - the word of the specification
    y_true: str | None = None,
    pos_label: Any = None,
    neg_label: Any = None,
    unit: str | None = None,
    groups: Any = None,
    site: str | None = None,
    k: int = SMALLEST_SHOWN,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    decimal: str | None = None,
    missing: Sequence[str] = (),
) -> Manifest:
    """Describe a data set: its files, columns, size, outcome, groups and missing values, with digests by which it can be recognized.

    Parameters
    ----------
    data : path, list of paths, dataframe, or mapping of columns
        One table. Several files are parts of it, with the same columns.
    id : str, optional
        The column that identifies a row: its repeated and missing entries are counted.
    y_true : str, optional
        The column of the outcome, for events and prevalence.
    pos_label, neg_label : optional
        The labels, compared as text. Without them the outcome must be 0/1, -1/1 or true/false.
    unit : str, optional
        The column of the unit of resampling, such as the patient.
    groups : str, list or mapping, optional
        Attributes whose groups are described: ``["sex", "sex*race"]``, ``{"age": cm.bins(18, 65)}``.
    site : str, optional
        The column of the site or centre, described as an attribute.
    k : int, default 11
        In the public view, counts from 1 to k - 1 are not shown.
    encoding, delimiter, decimal, missing : optional
        How text files are read, as on the command line.

    Returns
    -------
    Manifest
        A mapping. Its member ``public`` is the view that may be published.

    Raises
    ------
    ValueError
        A file or a column cannot be used. The message contains no cell.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> table = {"died": [0, 1, 0, 0, 1], "age": [50, 61, None, 48, 70]}
    >>> manifest = dataset.describe(table, y_true="died")
    >>> manifest["n_rows"], manifest["outcome"]["events"], manifest["outcome"]["prevalence"]["value"]
    (5, 2, 0.4)
    >>> [(c["name"], c["missing"]) for c in manifest["columns"]]
    [('died', 0), ('age', 1)]
    """
    source = read_source(data, CsvFormat(encoding, delimiter, decimal, tuple(missing)))
    roles = asked_roles(source, id=id, y_true=y_true, pos_label=pos_label, neg_label=neg_label, unit=unit, site=site, groups=groups)
    return described(source, roles, k)


def described(source: Source, roles: Roles, k: int) -> Manifest:
    """The manifest of a table that was read."""
    if isinstance(k, bool) or not isinstance(k, int) or not 3 <= k <= 1000:
        raise ValueError("`k` must be a whole number from 3 to 1000")
    counted = count_table(source, roles)
    columns, contents = _columns(source, counted)
    manifest: dict[str, Any] = {
        "schema": SCHEMA,
        "view": "full",
        "version": __version__,
        "files": list(source.files),
        "reading": {**vars(source.reading), "missing": list(source.reading.missing)},
        "contents": contents,
        "n_rows": source.n_rows,
        "unit": roles.unit,
        "n_units": counted.n_units,
        "id": _id(source, roles.id),
        "columns": columns,
        "outcome": None if counted.y is None else {"column": roles.y_true, "positive": roles.pos_label, **outcome_of(counted, None)},
        "attributes": [_attribute(a, counted) for a in counted.attributes],
    }
    manifest["public"] = public_of(manifest, counted, k)
    return Manifest(manifest)


def _columns(source: Source, counted: Counted) -> tuple[list[dict[str, Any]], dict[str, str]]:
    texts: dict[str, Any] = {}
    entries: list[dict[str, Any]] = []
    for name, column in source.columns.items():
        kind, text = type_text(column.type), as_text(column)
        n_missing = int(np.count_nonzero(counted.missing_of(name)))
        entries.append(
            {
                "name": name,
                "type": kind,
                "missing": n_missing,
                "missing_share": n_missing / source.n_rows if source.n_rows else None,
                "sha256": None if text is None else column_digest(name, kind, text),
            }
        )
        if text is not None:
            texts[name] = text
    return entries, table_digests((e["sha256"] or "" for e in entries), texts)


def _id(source: Source, name: str | None) -> dict[str, Any] | None:
    if name is None:
        return None
    texts, n_missing = distinct_identifiers(source, name, "id")
    n = len(texts)
    return {"column": name, "n_distinct": n, "n_missing": n_missing, "n_repeated": source.n_rows - n_missing - n}


def _attribute(a: Attribute, counted: Counted) -> dict[str, Any]:
    sizes = Sizes(a.codes, len(a.groups), counted.unit)
    rows, units = sizes.rows().tolist(), sizes.units().tolist()
    missing = {name: sizes.rows(mask).tolist() for name, mask in counted.missing.items()}
    outcomes = outcomes_of_groups(counted, a.codes, len(a.groups))
    groups = []
    for i, levels in enumerate(a.groups):
        groups.append(
            {
                "group": [{"attribute": name, "value": level} for name, level in zip(a.names, levels)],
                "n_rows": rows[i],
                "n_units": None if counted.unit is None else units[i],
                **outcomes[i],
                "missing": {name: n[i] for name, n in missing.items() if n[i]},
            }
        )
    return {"names": list(a.names), "role": a.role, "groups": groups}
