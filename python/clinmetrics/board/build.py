# SPDX-License-Identifier: Apache-2.0
"""A leaderboard of a folder of submissions."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..audit.text_table import TextTable
from ..integrations.evalai.annotations import annotations_csv
from ..integrations.evalai.challenge import of_challenge
from ..integrations.evalai.labels import labels_of, ordering
from .earlier import compared_with
from .orders import limit_of, orders_of
from .ranks import kendall_tau, rank_uncertainty, ranks_of
from .rows import evalai_rows
from .submissions import Failed, Scored, scored_submissions
from .together import differences_to_first, replicates_of

if TYPE_CHECKING:
    from ..audit.specification.model import Specification
    from ..integrations.evalai.board import Label

SCHEMA = "clinmetrics.board/1"


@dataclass(frozen=True)
class Board:
    """The leaderboard as plain values; `evalai` are the rows for the leaderboards of the platform, by submission."""

    document: dict[str, Any]
    evalai: dict[str, list[dict[str, dict[str, float]]]]


def score_folder(
    truth: Path,
    submissions: Path,
    specification: Specification,
    *,
    model: str | None = None,
    order_by: str | None = None,
    earlier: Sequence[str] = (),
    running: dict[str, Any] | None = None,
) -> Board:
    """Scores each CSV file of a folder and ranks those that could be scored.

    Parameters
    ----------
    truth : Path
        The table of outcome, id and attributes, as CSV.
    submissions : Path
        The folder.
    specification : Specification
        What is analysed; `model` chooses one of its models.
    order_by : str, optional
        The metric whose less favorable limit orders the leaderboard; default: AUROC.
    earlier : sequence of str, optional
        Names of submissions in an earlier order, with which the new one is compared.
    running : dict, optional
        Arguments of `evaluate` that change no number, such as `num_threads`.

    Returns
    -------
    Board

    Raises
    ------
    BundleError
        Specification or truth do not suit. Faults of submissions are listed in the board.
    """
    given = of_challenge(specification, model)
    how = {"num_threads": None, **(running or {})}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "truth.csv")
        file.write_text(annotations_csv(_with_site(given, specification), truth), encoding="utf-8")
        table = TextTable(file, "the truth")
        every = list(scored_submissions(given, table, submissions, how))
        scored = [one for one in every if isinstance(one, Scored)]
        failed = [one for one in every if isinstance(one, Failed)]
        if not scored:
            return Board(_document(given, None, [], failed, [], None, earlier), {})
        labels = labels_of(scored[0].result)
        chosen = ordering(labels, order_by)
        scored, undefined = _ordered(scored, chosen)
        failed += undefined
        entries, tau = _entries(given, table, scored, chosen, how)
    pessimistic = [x for x in labels if x.bound == ("upper" if x.lower_is_better else "lower")]
    orders = orders_of([one.rows for one in scored], pessimistic) if scored else []
    document = _document(given, chosen, entries, failed, orders, tau, earlier)
    return Board(document, evalai_rows(scored, labels, chosen))


def _with_site(given: Specification, specification: Specification) -> Specification:
    from dataclasses import replace

    return replace(given, site=specification.site)


def _ordered(scored: list[Scored], label: Label) -> tuple[list[Scored], list[Failed]]:
    """By the limit that orders, and by name where it is equal."""
    limits = {one.name: limit_of(one.rows, (), label) for one in scored}
    known = [one for one in scored if math.isfinite(limits[one.name])]
    known.sort(key=lambda one: ((limits[one.name] if label.lower_is_better else -limits[one.name]), one.name))
    reason = f"{label.label}, which orders the leaderboard, is not defined"
    return known, [Failed(one.name, reason) for one in scored if one not in known]


def _entries(
    specification: Specification, truth: TextTable, scored: list[Scored], label: Label, running: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """An entry for each submission, in order, and Kendall's τ of the order with those of the replicates."""
    level, tau = specification.analysis.intervals.level, None
    tables = [one.rows for one in scored]
    limits = np.asarray([limit_of(table, (), label) for table in tables])
    published = ranks_of(limits[:, None], lower_is_better=label.lower_is_better)[:, 0]
    differences = differences_to_first(specification, truth, scored, label, running)
    values = replicates_of(specification, truth, scored, label, running)
    ranks = ranks_of(values, lower_is_better=label.lower_is_better)
    found = rank_uncertainty(ranks, level)
    if len(scored) > 1:
        taus = kendall_tau(published, ranks)
        share = (1 - level) / 2
        tau = {
            "mean": _plain(np.nanmean(taus)),
            "lower": _plain(np.nanquantile(taus, share)),
            "upper": _plain(np.nanquantile(taus, 1 - share)),
        }
    entries = []
    for i, (one, table) in enumerate(zip(scored, tables)):
        row = table[(), label.metric, label.threshold]
        entries.append({
            "rank": int(published[i]), "submission": one.name, **{name: _plain(row[name]) for name in ("value", "lower", "upper")}, "method": row["method"],
            "rank_lower": int(found.lower[i]), "rank_upper": int(found.upper[i]), "p_first": float(found.p_first[i]),
            "difference": differences.get(i),
        })  # fmt: skip
    return entries, tau


def _plain(x: Any) -> float | None:
    return float(x) if np.isfinite(x) else None


def _document(
    specification: Specification,
    label: Label | None,
    entries: list[dict[str, Any]],
    failed: list[Failed],
    orders: list[dict[str, Any]],
    tau: dict[str, Any] | None,
    earlier: Sequence[str],
) -> dict[str, Any]:
    from .. import _core
    from ..audit.specification import digest

    i = specification.analysis.intervals
    return {
        "schema": SCHEMA,
        "version": _core.__version__,
        "title": specification.analysis.title,
        "specification": digest(specification.analysis),
        "order_by": None
        if label is None
        else {"label": label.label, "description": label.description, "lower_is_better": label.lower_is_better},
        "level": i.level,
        "n_resamples": i.n_resamples,
        "seed": i.seed,
        "entries": entries,
        "failures": [{"submission": one.name, "reason": one.reason} for one in failed],
        "kendall": tau,
        "earlier": compared_with(earlier, [entry["submission"] for entry in entries]) if earlier else None,
        "orders": orders,
    }
