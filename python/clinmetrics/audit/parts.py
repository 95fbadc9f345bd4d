# SPDX-License-Identifier: Apache-2.0
"""What an audit adds to the numbers besides the flow: the specification, the data set's manifest, the goals, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import printable
from .columns import Columns
from .rows import Prepared
from .specification.canonical import canonical, digest
from .specification.model import Goal, Specification

if TYPE_CHECKING:
    from ..result import Result


def specification_of(specification: Specification) -> dict[str, Any]:
    """The canonical analysis with its digest, and who has prepared the audit."""
    return {
        "digest": digest(specification.analysis),
        "schema": specification.schema,
        "analysis": canonical(specification.analysis),
        "prepared_by": specification.site.prepared_by,
    }


def manifest_of(specification: Specification, folder: Path, columns: Columns) -> dict[str, Any]:
    """The manifest of the data, and how it agrees with the registered one."""
    return {"manifest": None, "verified": None}


def goals_of(result: Result, goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """The goals with their verdicts, as plain values."""
    if not goals:
        return []
    from .goals import judge

    return list(judge(result, goals))


def provenance_of_files(result: Result, specification: Specification, columns: Columns, prepared: Prepared) -> None:
    """Adds the names and digests of the files, and what `evaluate` cannot know because the columns were read before."""
    from ..cli.audit_groups import Groups, as_texts

    provenance = result.provenance
    limits = {name: tuple(group.bins) or None for name, group in columns.groups.items()}
    provenance["groups"] = as_texts(Groups(columns.crosses, limits))
    provenance["pos_label"] = prepared.positive
    tables = [("truth", columns.truth), *(("predictions", table) for table in columns.predictions)]
    provenance["files"] = [
        {"role": role, "name": printable(table.path.name), "sha256": _sha256(table.path)} for role, table in tables if table.path is not None
    ]


def _sha256(path: Path) -> str:
    import hashlib

    h = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            h.update(chunk)
    return h.hexdigest()
