# SPDX-License-Identifier: Apache-2.0
"""Draws the other libraries as bars, and the growth of the cost as lines, on logarithmic scales."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from table import Row


def peers(rows: list[Row], path: Path) -> None:
    try:
        import matplotlib
    except ModuleNotFoundError:
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    shown = [r for r in rows if r.peer and r.ratio and ("bootstrap" not in r.question or "N = 10,000" in r.question)]  # one size of each
    if not shown:
        return
    fig, axes = plt.subplots(figsize=(10, 0.32 * len(shown) + 1))
    axes.barh(range(len(shown)), [r.ratio for r in shown], color="#0072B2")
    axes.set_yticks(range(len(shown)), [f"{r.question} · {r.peer}" for r in shown], fontsize=7)
    for at, r in enumerate(shown):
        axes.text(r.ratio * 1.1, at, f"{r.ratio:,.0f}" if r.ratio >= 10 else f"{r.ratio:.2g}", va="center", fontsize=7)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xlabel("time divided by the time of clinmetrics (same data, one run)")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    fig.tight_layout()
    fig.savefig(path)
    fig.savefig(path.with_suffix(".png"), dpi=130)


def growth(measured: dict[str, tuple[list[int], list[float]]], path: Path) -> None:
    try:
        import matplotlib
    except ModuleNotFoundError:
        return
    if not measured:
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, len(measured), figsize=(3.2 * len(measured), 3))
    for at, (name, (sizes, seconds)) in zip(np.atleast_1d(axes), measured.items()):
        at.loglog(sizes, seconds, "o-", color="#0072B2")
        at.loglog(sizes, [seconds[-1] * x / sizes[-1] for x in sizes], ":", color="grey")
        at.set_xlabel(name)
        for side in ("top", "right"):
            at.spines[side].set_visible(False)
    np.atleast_1d(axes)[0].set_ylabel("seconds (dotted: slope 1)")
    fig.tight_layout()
    fig.savefig(path)
    fig.savefig(path.with_suffix(".png"), dpi=130)
