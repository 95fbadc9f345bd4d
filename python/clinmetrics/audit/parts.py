# SPDX-License-Identifier: Apache-2.0
"""What an audit adds to the numbers besides the flow: the specification, the data set's manifest, the goals, and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._groups import cross_text
from ..notices import Notice
from ..table_files import CsvFormat
from .columns import Columns
from .errors import AuditError
from .rows import Prepared
from .specification.canonical import canonical, digest
from .specification.model import Goal, Site, Specification

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


@dataclass(frozen=True)
class Described:
    """The manifest of the truth and how it agrees with the registered one, or the reason why there is none."""

    members: Mapping[str, Any]
    fault: str = ""

    def checked(self, site: Site) -> tuple[Mapping[str, Any], list[Notice]]:
        """The members, and a notice if there is no manifest, which is an error if the data must be compared with a registered one."""
        if self.fault and site.manifest is not None:
            raise AuditError(f"site.manifest: {self.fault}")
        return self.members, [Notice("no_manifest", f"The result has no manifest of the data: {self.fault}")] if self.fault else []


NOT_DESCRIBED = Described({"manifest": None, "verified": None})


def described(specification: Specification, folder: Path, columns: Columns, truth: Any) -> Described:
    """Describes the truth, whose columns were loaded."""
    if find_spec("pyarrow") is None:
        return replace(NOT_DESCRIBED, fault="it needs pyarrow; install clinmetrics[io]")
    from ..dataset import DatasetError
    from ..dataset.for_audit import described_source
    from ..dataset.reading import read_source

    file = columns.truth.file
    predictions = [table.file.entry() for table in columns.predictions if table.file is not None]
    try:
        source = read_source(truth, CsvFormat(missing=tuple(specification.site.missing))) if file is None else file.source()
        data = truth if file is None else file.path
        return Described(described_source(specification, source, predictions, data=data, folder=folder))
    except DatasetError as e:
        return replace(NOT_DESCRIBED, fault=str(e))


def goals_of(result: Result, goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """The goals with their verdicts, as plain values."""
    if not goals:
        return []
    from .goals import judge

    return list(judge(result, goals))


def provenance_of_files(result: Result, columns: Columns, prepared: Prepared) -> None:
    """Adds the names and digests of the files, and what `evaluate` cannot know because the columns were read before."""
    limits = {name: tuple(group.bins) or None for name, group in columns.groups.items()}
    tables = [("truth", columns.truth), *(("predictions", table) for table in columns.predictions)]
    result.provenance["groups"] = [cross_text(cross, limits) for cross in columns.crosses]
    result.provenance["pos_label"] = prepared.positive
    result.provenance["files"] = [{"role": role, **table.file.entry()} for role, table in tables if table.file is not None]
