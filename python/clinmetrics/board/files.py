# SPDX-License-Identifier: Apache-2.0
"""The files of a leaderboard: JSON, CSV, the page, and the rows for EvalAI."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._csv import csv_cell

if TYPE_CHECKING:
    from .build import Board

NAMES = ("board.csv", "orders.csv", "board.json", "evalai.json", "board.html")
_COLUMNS = (
    "rank", "submission", "value", "lower", "upper", "method", "rank_lower", "rank_upper", "p_first", "difference", "difference_lower",
    "difference_upper", "p", "p_adjusted", "earlier_rank", "reason",
)  # fmt: skip


def board_files(board: Board, folder: Path) -> dict[Path, str]:
    """The text of each file by its path."""
    from .page import page

    document = board.document
    texts = (
        board_csv(document), orders_csv(document), _json(document),
        _json([{"submission": name, "result": rows} for name, rows in board.evalai.items()]), page(document),
    )  # fmt: skip
    return {folder / name: text for name, text in zip(NAMES, texts)}


def _json(x: Any) -> str:
    return json.dumps(x, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def board_csv(document: dict[str, Any]) -> str:
    """One line for each submission, also for those that could not be scored."""
    earlier = (document["earlier"] or {}).get("ranks") or [None] * len(document["entries"])
    rows = []
    for entry, old in zip(document["entries"], earlier):
        d = entry["difference"] or {}
        own = {f"difference{suffix}": d.get(name) for suffix, name in (("", "value"), ("_lower", "lower"), ("_upper", "upper"))}
        rows.append({**entry, **own, "p": d.get("p"), "p_adjusted": d.get("p_adjusted"), "earlier_rank": old, "reason": ""})
    rows += [{**dict.fromkeys(_COLUMNS), **failure} for failure in document["failures"]]
    return _csv(_COLUMNS, ([row[name] for name in _COLUMNS] for row in rows))


def orders_csv(document: dict[str, Any]) -> str:
    """The rank of each submission by each metric in each group."""
    names = [entry["submission"] for entry in document["entries"]]
    lines = ([o["group"], o["label"], o["tau"], name, rank] for o in document["orders"] for name, rank in zip(names, o["ranks"]))
    return _csv(("group", "metric", "kendall_tau", "submission", "rank"), lines)


def _csv(head: Any, rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
