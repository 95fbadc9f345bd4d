# SPDX-License-Identifier: Apache-2.0
"""Draws the other libraries as bars, and the growth of the cost as lines, on logarithmic scales."""

from __future__ import annotations

from pathlib import Path

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
    fig, axes = plt.subplots(figsize=(9, 0.42 * len(shown) + 1))
    axes.barh(range(len(shown)), [r.ratio for r in shown], color="#0072B2", height=0.6)
    axes.set_yticks(range(len(shown)), [f"{r.peer}\n{r.question}" for r in shown], fontsize=9)
    axes.set_xscale("log")
    for at, r in enumerate(shown):
        text = f"{r.ratio:,.0f}" if r.ratio >= 10 else f"{r.ratio:.2g}"
        axes.text(max(r.ratio, 1) * 1.15, at, text, va="center", fontsize=9)  # never on the line at 1
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(min(r.ratio for r in shown) / 1.5, max(r.ratio for r in shown) * 60)  # with room for the numbers
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xlabel("how many times as long as clinmetrics")
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

    n_lines = -(-len(measured) // 2)
    fig, axes = plt.subplots(n_lines, 2, figsize=(7, 3 * n_lines), squeeze=False)
    for at in axes.flat[len(measured) :]:
        at.remove()
    for at, (name, (sizes, seconds)) in zip(axes.flat, measured.items()):
        at.loglog(sizes, seconds, "o-", color="#0072B2")
        at.loglog(sizes, [seconds[-1] * x / sizes[-1] for x in sizes], ":", color="grey")
        at.set_xlabel(name)
        for side in ("top", "right"):
            at.spines[side].set_visible(False)
    for at in axes[:, 0]:
        at.set_ylabel("seconds (dotted: slope 1)")
    fig.tight_layout()
    fig.savefig(path)
    fig.savefig(path.with_suffix(".png"), dpi=130)
