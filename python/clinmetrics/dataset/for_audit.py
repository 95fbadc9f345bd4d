# SPDX-License-Identifier: Apache-2.0
"""The manifest that travels in the result of an audit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._ingest import Bins
from ..audit.specification.model import as_group
from ..suppression import SMALLEST_SHOWN
from ..table_files import CsvFormat
from ..table_files.hashed import file_entry
from .describe import described
from .errors import of_tables
from .reading import Source, read_source
from .table import Roles
from .verify import verify_source

if TYPE_CHECKING:
    from .._files import PathLike
    from ..audit.specification.model import Specification


def describe_for_audit(
    specification: Specification, *, truth: Any = None, folder: PathLike = ".", k: int = SMALLEST_SHOWN
) -> dict[str, Any]:  # fmt: skip
    """Describe the truth of an audit, and compare it with the registered version if the specification names its manifest.

    Parameters
    ----------
    specification : Specification
        Roles of columns, files and how they are read. Columns have the names of the files.
    truth : path, dataframe or mapping, optional
        The truth in place of the file of the specification.
    folder : path, optional
        The folder to which the paths of the specification are relative.
    k : int, default 11
        Of the public view.

    Returns
    -------
    dict
        ``manifest``, plain values with the member ``public``; and ``verified``: ``matches`` and ``differences``, or None. Files of predictions
        are listed in the manifest as ``predictions`` with their digests.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> analysis = {"outcome": {"column": "died"}, "models": [{"name": "risk", "score": "risk"}]}
    >>> specification = cm.read_specification({"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "t.csv"}})
    >>> found = cm.dataset.describe_for_audit(specification, truth={"died": [0, 1, 1, 0], "risk": [.1, .8, .6, .3]})
    >>> found["manifest"]["n_rows"], found["manifest"]["outcome"]["events"]
    (4, 2)
    """
    from ..audit.inputs import form_of

    site, base = specification.site, Path(folder)
    data = base / site.truth if truth is None else truth
    reading = form_of(site, Path(data)) if isinstance(data, (str, os.PathLike)) else CsvFormat(missing=tuple(site.missing))
    source = read_source(data, reading)
    with of_tables():
        predictions = [file_entry(base / name) for name in site.predictions]
    return described_source(specification, source, predictions, data=data, folder=base, k=k)


def described_source(
    specification: Specification, source: Source, predictions: list[dict[str, Any]], *, data: Any, folder: Path, k: int = SMALLEST_SHOWN
) -> dict[str, Any]:
    """The same of a truth that was read already; `data` are the truth as `verify` takes it, and `predictions` are the entries of files."""
    analysis, site = specification.analysis, specification.site

    def column(name: str | None) -> str | None:
        return None if name is None else site.columns.get(name, name)

    names, bins = _groups(analysis.groups, lambda text: text in source.columns or text in site.columns)
    of_site = next((g.column for g in map(as_group, analysis.groups) if g.role == "site"), None)
    roles = Roles(
        id=_if_there(column(analysis.id), source.columns),
        y_true=column(analysis.outcome.column),
        pos_label=analysis.outcome.positive,
        neg_label=analysis.outcome.negative,
        unit=column(analysis.unit),
        site=column(of_site),
        columns=tuple((column(name) or name, cuts) for name, cuts in bins.items()),
        crosses=tuple(tuple(column(name) or name for name in cross) for cross in names),
    )
    manifest = described(source, roles, k).to_dict()
    manifest["predictions"] = predictions
    verified = None if site.manifest is None else verify_source(folder / site.manifest, source, data).to_dict()
    return {"manifest": manifest, "verified": verified}


def _if_there(name: str | None, columns: Any) -> str | None:
    return name if name in columns else None


def _groups(groups: Any, is_column: Any) -> tuple[list[tuple[str, ...]], dict[str, Bins | None]]:
    """Crosses by the names of their columns, and the bins of each column."""
    crosses: list[tuple[str, ...]] = []
    bins: dict[str, Bins | None] = {}
    for group in map(as_group, groups):
        text = group.column
        names = (text,) if is_column(text) else tuple(text.split("*"))
        cuts = Bins(tuple(group.bins)) if group.bins else None
        for name in names:
            bins[name] = cuts or bins.get(name)
        if names not in crosses:
            crosses.append(names)
    return crosses, bins
