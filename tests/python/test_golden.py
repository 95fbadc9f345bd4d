# SPDX-License-Identifier: Apache-2.0
"""Values and limits of other tools, of papers and of exact arithmetic: tests/golden/metrics holds them, one row a line.

Every metric of the catalogue needs a row; a new one fails `test_every_metric_has_a_golden_value` by its name until it has one.
"""

from __future__ import annotations

import math
from typing import Any

import clinmetrics as cm
import pytest
from golden_data import GOLDEN, datasets, table

VALUES, INTERVALS = table.read("values"), table.read("intervals")
Row = dict[str, Any]


def name(row: Row) -> str:
    own = ",".join(f"{k}={v}" for k, v in row.get("parameters", {}).items())
    how = f"{row['ci']}@{row['level']}-" if "ci" in row else ""
    return f"{row['metric']}({own})-{how}{row['data']}-{row['tool']}".replace(" ", "_")


def estimate(row: Row, **options: Any) -> cm.Estimate:
    """The call that a row is about."""
    try:
        rows = datasets.load(row["data"])
    except datasets.Unavailable as e:
        pytest.skip(str(e))
    about = next(a for a in cm.catalogue() if a["name"] == row["metric"])
    design = {"sample_weight": rows.weight, "unit": rows.unit, "strata": rows.strata}
    given = {**{k: v for k, v in design.items() if v is not None}, **row.get("parameters", {}), **options}
    second = rows.score
    if about["tally"] == "confusion":
        if "threshold" not in given:
            second = rows.decision
        elif not about["takes_threshold"]:
            del given["threshold"]
    return getattr(cm, row["metric"])(rows.y, second, **given)


def close(got: float, want: float, row: Row) -> bool:
    if math.isnan(want) or math.isinf(want):
        return math.isnan(got) if math.isnan(want) else got == want
    allowed = row.get("tolerance", 1e-12)
    return abs(got - want) <= allowed * (1.0 if row.get("absolute") else abs(want))


@pytest.mark.parametrize("row", VALUES, ids=name)
def test_value(row: Row) -> None:
    e = estimate(row, ci=None)
    want = table.number(row.get("ours", row["value"]))
    assert close(float(e), want, row), f"{float(e)!r} here, {want!r} by {row['tool']}"
    assert e.status == row.get("status", "ok")


@pytest.mark.parametrize("row", [r for r in VALUES if "ours" in r], ids=name)
def test_difference_from_another_tool_is_real(row: Row) -> None:
    """A row with `ours` says why, and the two numbers do differ: else the note is out of date."""
    assert row["note"]
    assert not close(table.number(row["value"]), table.number(row["ours"]), row)


@pytest.mark.parametrize("row", INTERVALS, ids=name)
def test_limits(row: Row) -> None:
    resampling = {k: row[k] for k in ("n_resamples", "seed") if k in row}
    e = estimate(row, ci=row["ci"], level=row["level"], **resampling)
    assert e.interval_status == "ok"
    assert e.method == row["method"]
    assert e.level == row["level"]
    for side in ("lower", "upper", "se", "df"):
        if f"{side}_between" in row:
            low, high = row[f"{side}_between"]
            assert low <= getattr(e, side) <= high, f"{side} {getattr(e, side)!r}, by {row['tool']} between {low} and {high}"
        elif side in row:
            want = table.number(row[side])
            assert close(getattr(e, side), want, row), f"{side} {getattr(e, side)!r} here, {want!r} by {row['tool']}"


@pytest.mark.parametrize("row", [r for r in INTERVALS if r["tool"] == "pROC" and r["ci"] == "delong"], ids=name)
def test_published_limits_of_the_auroc_are_those_of_another_tool(row: Row) -> None:
    """Beside the default stands DeLong's interval, as pROC gives it by `ci.auc`."""
    e = estimate(row, level=row["level"])
    assert (e.method, e.published_method) == ("beta_bound", "delong")
    for side in ("lower", "upper"):
        assert abs(getattr(e, f"published_{side}") - table.number(row[side])) <= (row["tolerance"] if row.get("absolute") else 1e-12), side


@pytest.mark.parametrize("metric", [a["name"] for a in cm.catalogue() if not a["name"].startswith("my_")])
def test_every_metric_has_a_golden_value(metric: str) -> None:
    found = [r for r in VALUES if r["metric"] == metric and r["tool"] != "clinmetrics"]
    assert found, f"`{metric}` has no row in tests/golden/metrics/values.json"


def test_every_row_says_where_it_comes_from() -> None:
    for row in VALUES + INTERVALS:
        assert row["tool"], name(row)
        assert row["version"], name(row)
        assert row["script"] == "by hand" or (GOLDEN / row["script"]).is_file(), name(row)
