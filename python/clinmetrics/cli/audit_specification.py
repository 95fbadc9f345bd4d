# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics audit audit.yaml`: carries out the audit that a specification describes."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import names_text, printable
from . import audit_mlflow, streams
from .audit_files import NAMES, Asked, Written, check_folder, write_files
from .exits import CommandError, UsageError
from .progress import Progress
from .specification_file import read_file
from .table_text import audit_text

if TYPE_CHECKING:
    from ..audit.run import Audited
    from ..audit.specification.model import Specification

SUFFIXES = (".yaml", ".yml", ".json")
OWN = ("--set", "--cases", "--allow")
_COMMON = ("--out", "--view", "--mlflow", "--format", "--all", "--quiet", "--backend", "--threads", "--max-memory")


def is_specification(path: Path) -> bool:
    """Whether the ending of the file says so."""
    return path.suffix.lower() in SUFFIXES


def given_options(words: list[str]) -> list[str]:
    """The options on the command line, each once."""
    before = words[: words.index("--")] if "--" in words else words
    return list(dict.fromkeys(word.partition("=")[0] for word in before if word.startswith("--") and word != "--"))


def run(a: argparse.Namespace) -> int:
    """Reads the specification, runs the audit, writes the files, prints."""
    of_tables = [option for option in given_options(a.words) if option not in (*OWN, *_COMMON)]
    if of_tables:
        raise UsageError(f"{names_text(of_tables)}: a specification says this itself; leave it out, or change the specification by --set")
    specification, folder = read_file(a.table, a.set), a.table.parent
    asked = _asked(a, specification, folder)
    with Progress(a.quiet) as progress:
        audited = _audited(a, specification, folder, progress.callback)
    audited.result.provenance["command"] = audit_mlflow.command_text(a.words)
    if asked.cases_path is not None:
        from ..audit.cases import cases_csv

        asked = replace(asked, cases=cases_csv(audited))
    result = shown(audited.result, a.view or specification.site.output.view)
    written = write_files(result, asked, a.quiet)
    audit_mlflow.log(a, result)
    _print(a, result, written)
    return written.code or _verdict_code(a, audited.result)


def _asked(a: argparse.Namespace, specification: Specification, folder: Path) -> Asked:
    """The files to write; their folders are checked before the work."""
    output = specification.site.output
    out, option = (folder / output.folder, "site.output.folder") if a.out is None else (a.out, "--out")
    cases = folder / output.cases if a.cases is None and output.cases is not None else a.cases
    check_folder(out, option)
    if cases is not None:
        check_folder(cases.parent, "--cases")
        if cases.is_dir():
            raise UsageError(f"--cases {printable(str(cases))} is a folder; give a file")
    _refuse_to_replace(a, specification, folder, [out / name for name in NAMES], cases)
    return Asked(out, option, output.html, output.pdf, cases)


def _refuse_to_replace(a: argparse.Namespace, specification: Specification, folder: Path, results: list[Path], cases: Path | None) -> None:
    """Results must not replace the specification, its data, or each other."""
    site = specification.site
    inputs = [a.table, *(folder / name for name in (site.truth, *site.predictions, *([site.manifest] if site.manifest else [])))]
    for path, others in [*((result, inputs) for result in results), *([(cases, [*inputs, *results])] if cases else [])]:
        if path.resolve() in {other.resolve() for other in others}:
            raise UsageError(
                f"{printable(str(path))} would be written, but it is another file of this audit; choose another folder or name"
            )


def _audited(a: argparse.Namespace, specification: Specification, folder: Path, progress: Any) -> Audited:
    from ..audit.errors import AuditError
    from ..audit.run import run as run_audit

    running = {"backend": a.backend, "num_threads": a.num_threads, "max_memory": a.max_memory, "progress": progress}
    try:
        return run_audit(specification, folder=folder, running=running, describe=True)
    except AuditError as e:
        raise CommandError(str(e)) from None


def shown(result: Any, view: str | None) -> Any:
    """The result in the view that is asked for."""
    return result.public() if view == "public" else result


def _verdict_code(a: argparse.Namespace, result: Any) -> int:
    from ..audit.goals import exit_code

    return exit_code(result.audit["goals"], allow_undecided="undecided" in a.allow)


def _print(a: argparse.Namespace, result: Any, written: Written) -> None:
    from ..audit.flow_text import flow_lines, goal_lines

    if a.format == "json":
        streams.write_json(result.to_json())
    elif a.format == "csv":
        from .csv_text import csv_text

        streams.write(csv_text(result))
    else:
        flow, goals = result.audit.get("flow"), result.audit.get("goals") or []
        head = [*(flow_lines(flow) if flow else []), *(goal_lines(goals) if goals else []), ""]
        streams.write("\n".join(head) + "\n" + audit_text(result, written.paths, a.all, str))
