# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics board`: scores a folder of submissions and ranks them, with the uncertainty of the ranks."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .._text import aligned, number_texts, printable, shortened
from ..comparisons import p_text
from . import streams
from .exits import DONE, INPUT, CommandError, UsageError, file_error
from .spec import add_set

_MOST = 20
_DESCRIPTION = """\
Scores each CSV file of the folder by the specification, as a challenge would, and ranks those that could be scored by the less favorable limit \
of the metric. Faulty submissions are listed. Ranks have intervals from bootstrap replicates that all submissions share.
"""
_EXAMPLE = """\
example:
  clinmetrics board truth.csv submissions/ --spec audit.yaml --out board
  clinmetrics board corrected.csv submissions/ --spec audit.yaml \\
      --earlier board/board.csv --out corrected
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser("board", help="score a folder of submissions and rank them", description=_DESCRIPTION, epilog=_EXAMPLE)
    add_ = command.add_argument
    add_("truth", metavar="TRUTH", type=Path, help="the table of outcome, id and attributes, as CSV")
    add_("submissions", metavar="SUBMISSIONS", type=Path, help="the folder of the submissions, one CSV file each, with id and output")
    add_("--spec", metavar="FILE", type=Path, required=True, help="the specification, audit.yaml")
    add_set(command)
    add_("--model", metavar="NAME", help="the entry of analysis.models that describes a submission, if there are several")
    add_("--order-by", metavar="METRIC", help="the metric whose less favorable limit orders (default: auroc)")
    add_("--earlier", metavar="FILE", type=Path, help="board.csv of an earlier run, with which the order is compared")
    add_("--out", metavar="FOLDER", type=Path, help="write board.csv, orders.csv, board.json, evalai.json and board.html there")
    add_("--threads", dest="num_threads", type=int, metavar="N", help="threads (default: all cores)")
    command.set_defaults(run=run)


def run(a: argparse.Namespace) -> int:
    """Scores, writes and prints."""
    from ..audit.errors import AuditError
    from ..board import score_folder
    from ..board.earlier import read_order
    from ..integrations.evalai import BundleError
    from .specification_file import read_file

    if not a.submissions.is_dir():
        raise CommandError(f"SUBMISSIONS {printable(str(a.submissions))} is not a folder")
    if a.out is not None and a.out.resolve() == a.submissions.resolve():
        raise UsageError("--out must not be the folder of the submissions, which would be scored again")
    specification = read_file(a.spec, a.set)
    try:
        earlier = [] if a.earlier is None else read_order(a.earlier)
        board = score_folder(
            a.truth,
            a.submissions,
            specification,
            model=a.model,
            order_by=a.order_by,
            earlier=earlier,
            running={"num_threads": a.num_threads},
        )
        if a.out is not None:
            _write(board, a.out)
    except (BundleError, AuditError) as e:
        raise CommandError(*map(str, e.args)) from None
    except ImportError as e:
        raise CommandError(str(e)) from None
    except OSError as e:
        raise file_error(e) from None
    streams.write(text_of(board.document))
    return DONE if board.document["entries"] else INPUT


def _write(board: Any, folder: Path) -> None:
    from .._files import write_files
    from ..board.files import board_files

    files = board_files(board, folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_files({path: files[path] for path in files})
    streams.say("".join(f"{printable(str(path))}\n" for path in files).rstrip())


def text_of(document: dict[str, Any]) -> str:
    """The first submissions as a table, and those that failed."""
    lines = []
    if document["entries"]:
        rows: list[tuple[str, ...]] = [
            ("rank", "submission", document["order_by"]["label"].rpartition("_")[0], "interval", "rank interval", "P(first)", "p (Holm)")
        ]
        rows += [_cells(entry) for entry in document["entries"][:_MOST]]
        lines.append(aligned(rows))
        if len(document["entries"]) > _MOST:
            lines.append(f"and {len(document['entries']) - _MOST} more; --out writes all")
    for failure in document["failures"]:
        lines.append(f"not scored: {shortened(printable(failure['submission']), 40)}: {shortened(printable(failure['reason']), 400)}")
    return "\n".join(lines) + "\n" if lines else "The folder has no submissions.\n"


def _cells(entry: dict[str, Any]) -> tuple[str, ...]:
    value, lower, upper = number_texts(*(float("nan") if entry[name] is None else entry[name] for name in ("value", "lower", "upper")))
    p = (entry["difference"] or {}).get("p_adjusted")
    return (
        str(entry["rank"]), shortened(printable(entry["submission"]), 40), value, f"[{lower}, {upper}]",
        f"{entry['rank_lower']}–{entry['rank_upper']}", f"{entry['p_first']:.3f}", "" if p is None else p_text(p),
    )  # fmt: skip
