# SPDX-License-Identifier: Apache-2.0
"""What an audit adds to the numbers besides the flow: the specification, the data set's manifest, the goals, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._groups import cross_text
from ..notices import Notice
from .columns import Columns
from .errors import AuditError
from .rows import Prepared
from .specification.canonical import canonical, digest
from .specification.model import Goal, Specification

if TYPE_CHECKING:
    from ..result import Result

NO_MANIFEST: dict[str, Any] = {"manifest": None, "verified": None}


def specification_of(specification: Specification) -> dict[str, Any]:
    """The canonical analysis with its digest, and who has prepared the audit."""
    return {
        "digest": digest(specification.analysis),
        "schema": specification.schema,
        "analysis": canonical(specification.analysis),
        "prepared_by": specification.site.prepared_by,
    }


def manifest_of(specification: Specification, folder: Path, columns: Columns, truth: Any) -> tuple[dict[str, Any], list[Notice]]:
    """The manifest of the truth, and how it agrees with the registered one.

    Data that cannot be described are an error if they must be compared with a registered manifest; else a notice gives the reason.
    """
    if find_spec("pyarrow") is None:
        return NO_MANIFEST, [_without_manifest("it needs pyarrow; install clinmetrics[io]")]
    from ..dataset import DatasetError, describe_for_audit

    files = tuple(str(table.path.resolve()) for table in columns.predictions if table.path is not None)
    given = replace(specification, site=replace(specification.site, predictions=files))
    try:
        return describe_for_audit(given, truth=truth, folder=folder), []
    except DatasetError as e:
        if specification.site.manifest is not None:
            raise AuditError(f"site.manifest: {e}") from None
        return NO_MANIFEST, [_without_manifest(str(e))]


def _without_manifest(reason: str) -> Notice:
    return Notice("no_manifest", f"The result has no manifest of the data: {reason}")


def goals_of(result: Result, goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """The goals with their verdicts, as plain values."""
    if not goals:
        return []
    from .goals import judge

    return list(judge(result, goals))


def provenance_of_files(result: Result, columns: Columns, prepared: Prepared) -> None:
    """Adds the names and digests of the files, and what `evaluate` cannot know because the columns were read before."""
    from ..dataset.reading import file_entry

    limits = {name: tuple(group.bins) or None for name, group in columns.groups.items()}
    tables = [("truth", columns.truth), *(("predictions", table) for table in columns.predictions)]
    result.provenance["groups"] = [cross_text(cross, limits) for cross in columns.crosses]
    result.provenance["pos_label"] = prepared.positive
    result.provenance["files"] = [{"role": role, **file_entry(table.path)} for role, table in tables if table.path is not None]
