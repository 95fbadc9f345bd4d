# SPDX-License-Identifier: Apache-2.0
"""Limits of proportions, of differences of two and of odds ratios by statsmodels.

    pip install statsmodels==0.15.0
    python tests/golden/make_statsmodels.py

Rows go to metrics/intervals.json.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

SCRIPT = Path(__file__).name
METHODS = {"wilson": "wilson", "clopper_pearson": "beta", "agresti_coull": "agresti_coull", "jeffreys": "jeffreys"}
SHARES = [(81, 263), (15, 148), (0, 20), (1, 29), (10, 10), (1, 1), (0, 1), (3, 7), (50, 100), (999, 1000), (1, 100000), (67890, 123456)]
TABLES = [(670, 202, 74, 640), (56, 48, 14, 32), (32, 68, 4, 428), (9, 1, 3, 40), (3, 2, 1, 2), (100000, 3, 2, 100000)]


def row(metric: str, data: str, ci: str, level: float, limits: Any, call: str, **more: Any) -> dict[str, Any]:
    head = {"metric": metric, "data": data, "ci": ci, "level": level, "lower": float(limits[0]), "upper": float(limits[1])}
    return {**head, "method": ci, "tolerance": 1e-10, **more, "tool": "statsmodels", "version": version("statsmodels"), "call": call}


def rows() -> Iterator[dict[str, Any]]:
    for x, n in SHARES:
        for level in (0.9, 0.95, 0.99):
            for ci, method in METHODS.items():
                if ci == "agresti_coull" and x in (0, n):
                    continue  # clipped to 0 and 1 here; statsmodels leaves 1 - 1e-16
                low, high = proportion_confint(x, n, alpha=1 - level, method=method)
                if ci == "wilson":  # exactly 0 and 1 here
                    low, high = (0.0 if x == 0 else low), (1.0 if x == n else high)
                if ci in ("clopper_pearson", "jeffreys"):  # statsmodels prints Jeffreys' quantile at the ends, too
                    low, high = (0.0 if x == 0 else low), (1.0 if x == n else high)
                yield row("sensitivity", f"table:{x}/0/{n - x}/1", ci, level, (low, high), f"proportion_confint(method='{method}')")
    for tp, fp, fn, tn in TABLES:
        data = f"table:{tp}/{fp}/{fn}/{tn}"
        for level in (0.9, 0.95):
            given = {"method": "newcomb", "compare": "diff", "alpha": 1 - level}
            call = "confint_proportions_2indep(method='newcomb', compare='diff')"
            yield row("informedness", data, "square_and_add", level, confint_proportions_2indep(tp, tp + fn, fp, fp + tn, **given), call)
            yield row("markedness", data, "square_and_add", level, confint_proportions_2indep(tp, tp + fp, fn, fn + tn, **given), call)
            limits = Table2x2([[tp, fp], [fn, tn]]).oddsratio_confint(alpha=1 - level)
            yield row("diagnostic_odds_ratio", data, "log", level, limits, "Table2x2.oddsratio_confint")
            low, high = proportion_confint(tp, tp + fp + fn, alpha=1 - level, method="wilson")
            yield row("jaccard", data, "indirect_wilson", level, (low, high), "proportion_confint(method='wilson') of TP/(TP + FP + FN)")
            yield row("f1", data, "indirect_wilson", level, (2 * low / (1 + low), 2 * high / (1 + high)), "the same, F1 = 2J/(1 + J)")


if __name__ == "__main__":
    table.replace("intervals", SCRIPT, list(rows()))
