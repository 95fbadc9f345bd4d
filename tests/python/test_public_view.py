# SPDX-License-Identifier: Apache-2.0
"""The public view, by attack: no hidden count follows from what is published, even if one knows how it was chosen."""

from __future__ import annotations

import functools
import itertools
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from clinmetrics.suppression.margins import hidden_groups, hides_all
from clinmetrics.views.rounding import rounded
from made_results import usual
from scipy.optimize import linprog

Cells = tuple[tuple[int, ...], ...]


def published(cells: Cells, k: int) -> tuple[Any, ...]:
    """What is public: the totals, and the cells of the groups that are not hidden."""
    hidden = hidden_groups(cells, k)
    return tuple(map(sum, zip(*cells))), tuple(None if i in hidden else counts for i, counts in enumerate(cells))


def alternatives(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to divide a total."""
    for bars in itertools.combinations(range(total + parts - 1), parts - 1):
        ends = (-1, *bars, total + parts - 1)
        yield tuple(b - a - 1 for a, b in zip(ends, ends[1:]))


def consistent(cells: Cells, k: int) -> Iterator[Cells]:
    """Every table that would be published in the same way: the attacker knows the rule and the totals."""
    view = published(cells, k)
    hidden = [i for i, shown in enumerate(view[1]) if shown is None]
    sums = [sum(cells[i][column] for i in hidden) for column in range(len(cells[0]))]
    for columns in itertools.product(*(alternatives(total, len(hidden)) for total in sums)):
        at = dict(zip(hidden, zip(*columns)))
        other = tuple(at.get(i, counts) for i, counts in enumerate(cells))
        if published(other, k) == view:
            yield other


def assert_not_derivable(cells: Cells, k: int) -> int:
    """A second value is found for each hidden count. The number of hidden groups."""
    hidden = hidden_groups(cells, k)
    totals = [sum(column) for column in zip(*cells)]
    wanted = {(i, column) for i in hidden for column, total in enumerate(totals) if total >= 2 * k}  # else there is nothing to hide in
    for table in consistent(cells, k) if wanted else ():
        wanted -= {(i, column) for i, column in wanted if table[i][column] != cells[i][column]}
        if not wanted:
            break
    assert not wanted, cells
    return len(hidden)


def test_no_hidden_count_is_derivable() -> None:
    """1,000 random tables of one count, and tables of two."""
    rng, k, n_hidden = random.Random(5), 3, 0
    for _ in range(1000):
        n_hidden += assert_not_derivable(tuple((rng.choice((0, 1, 2, 2, 3, 4, 5, 7)),) for _ in range(rng.randint(2, 5))), k)
    assert n_hidden > 1000
    for _ in range(40):
        cells = tuple((rng.choice((0, 1, 2, 3, 4)), rng.choice((1, 3, 4, 5))) for _ in range(rng.randint(2, 3)))
        assert_not_derivable(cells, k)


@pytest.mark.parametrize(("n_groups", "most"), [(2, 9), (3, 5)])
def test_no_side_of_a_table_is_derivable(n_groups: int, most: int) -> None:
    """All tables of (TP, FN) by group, of which the totals and the positive rows of each group are known."""
    tables: dict[Any, list[Cells]] = {}
    for cells in itertools.product(itertools.product(range(most + 1), repeat=2), repeat=n_groups):
        totals, sizes = tuple(map(sum, zip(*cells))), tuple(map(sum, cells))
        if min(*totals, *sizes) >= 3 and max(sizes) <= most and hides_all(cells, set(), 3):
            tables.setdefault((totals, sizes), []).append(cells)
    assert len(tables) > 20
    for alike in tables.values():
        assert all(len({cells[i] for cells in alike}) > 1 for i in range(n_groups))


def test_when_a_side_is_hidden() -> None:
    assert not hides_all([(10, 10), (30, 20)], set(), 10)
    assert hides_all([(10, 9), (30, 20)], set(), 10)
    assert not hides_all([(10, 10), (1, 25), (30, 3)], {1, 2}, 10)
    assert hides_all([(10, 10), (1, 9), (30, 3)], {1, 2}, 10)  # 12 of the hidden rows are fewer than 2k
    assert hides_all([(10, 9), (1, 25), (30, 3)], {1, 2}, 10)


def test_which_groups_are_hidden() -> None:
    assert hidden_groups([(50, 50), (30, 20)], 10) == set()
    assert hidden_groups([(50, 50), (30, 20), (4, 30)], 10) == {0, 2}  # one more, by its place
    assert hidden_groups([(10, 50), (30, 20), (4, 30)], 10) == {0, 1, 2}  # 14 positive rows are fewer than 2k
    assert hidden_groups([(11, 50), (30, 20), (40, 40), (4, 30)], 10) == {0, 1, 3}
    assert hidden_groups([(50, 50), (30, 20), (4, 30)], 10, is_cross=True) == {0, 1, 2}
    assert hidden_groups([(5,), (6,)], 10) == {0, 1}
    assert hidden_groups([(float("nan"),), (60,), (70,)], 10) == {0, 1}


@functools.cache
def cohort(seed: int) -> cm.Result:
    """Small sites, small crosses, a threshold with few errors, and a rule."""
    rng, n = np.random.default_rng(seed), 300
    y = (rng.random(n) < 0.3).astype(int)
    score = np.clip(0.35 * y + 0.65 * rng.random(n), 0, 1)
    site = rng.choice(["a", "b", "c", "d"], n, p=[0.5, 0.4, 0.07, 0.03])
    sex = rng.choice(["F", "M"], n)
    return cm.evaluate(
        y_true=y, y_score={"risk": score, "other": rng.random(n)}, threshold=[0.4, 0.1, "youden"], groups={"site": site, "sex": sex, "site*sex": None},
        metrics=["prevalence", "sensitivity", "specificity", "ppv", "auroc"], ci=None, gaps="rest", compare="all", curves="steps", n_resamples=50,
    )  # fmt: skip


def equations(document: dict[str, Any], table: Any, name: str) -> dict[tuple[Any, ...], float]:
    """The values of a count that a document shows, by group."""
    return {
        tuple((g["attribute"], g["value"]) for g in entry["group"]): entry[name] for entry in table(document) if entry[name] is not None
    }


def sums_of_cells(groups: list[Any]) -> Callable[[Any], list[float]]:
    """A function that says of a group which cells it consists of; a cell has one level of each attribute."""
    levels = sorted({part for group in groups for part in group})
    names = sorted({name for name, _ in levels})
    cells = list(itertools.product(*([part for part in levels if part[0] == name] for name in names)))
    return lambda group: [float(set(group) <= set(cell)) for cell in cells]


def determined(shown: dict[Any, float], groups: list[Any]) -> set[Any]:
    """The groups whose count follows from linear equations: a group is the sum of the groups of each attribute or cross within it."""
    cells_of = sums_of_cells(groups)
    known = [cells_of(group) for group in shown]
    rank = np.linalg.matrix_rank(known) if known else 0
    return {group for group in groups if np.linalg.matrix_rank([*known, cells_of(group)]) == rank}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_hidden_follows_by_sums(seed: int) -> None:
    """Sizes of groups, and the counts of a model at each threshold, with the values of shares as further sources."""
    full = cohort(seed)
    document, public = full.to_json_dict(), full.public().to_json_dict()
    every = equations(document, lambda d: d["rows"], "n")
    for name in ("n", "n_positive", "n_negative"):
        shown = equations(public, lambda d: d["rows"], name)
        assert all(x >= 11 for x in shown.values())
        assert determined(shown, list(every)) == set(shown)
    hidden = 0
    for model, threshold in {(entry["model"], entry["rule"] or entry["threshold"]) for entry in document["counts"]}:
        for cell, metric in (("tp", "sensitivity"), ("tn", "specificity")):

            def of_counts(d: dict[str, Any], model: str = model, threshold: Any = threshold) -> list[Any]:
                return [e for e in d["counts"] if (e["model"], e["rule"] or e["threshold"]) == (model, threshold)]

            def of_rows(d: dict[str, Any], model: str = model, threshold: Any = threshold, metric: str = metric) -> list[Any]:
                return [e for e in d["rows"] if (e["model"], e["metric"], e["parameters"].get("threshold")) == (model, metric, threshold)]

            shown = {**equations(public, of_counts, cell), **equations(public, of_rows, "numerator")}
            assert all(x >= 11 for x in shown.values())
            assert determined(shown, list(every)) == set(shown)
            hidden += len(every) - len(shown)
    assert hidden > 0


CROSSES = ([], ["sex*age"], ["sex*age", "site*sex", "site*age"], ["sex*age", "site*sex", "site*age", "site*sex*age"], ["site*sex*age"])


@pytest.mark.parametrize("crosses", CROSSES, ids=len)
@pytest.mark.parametrize("n", [400, 1200])
def test_nothing_hidden_follows_from_crosses_of_three(crosses: list[str], n: int) -> None:
    """Neither by sums, nor because no count is below 0: each hidden count can be one of several."""
    rng = np.random.default_rng(n)
    site, age = rng.choice(["a", "b", "c"], n, p=[0.6, 0.35, 0.05]), rng.choice(["young", "middle", "old"], n, p=[0.2, 0.6, 0.2])
    groups = {"site": site, "sex": rng.choice(["F", "M"], n), "age": age} | dict.fromkeys(crosses)
    full = cm.evaluate(y_true=rng.random(n) < 0.3, y_score=rng.random(n), groups=groups, metrics="prevalence", ci=None)
    document, public = full.to_json_dict(), full.public().to_json_dict()
    every = equations(document, lambda d: d["rows"], "n")
    assert n > 400 or len(every) > len(equations(public, lambda d: d["rows"], "n"))
    for name in ("n", "n_positive", "n_negative"):
        shown = equations(public, lambda d: d["rows"], name)
        assert determined(shown, list(every)) == set(shown)
        cells_of = sums_of_cells(list(every))
        known = {"A_eq": [cells_of(group) for group in shown], "b_eq": list(shown.values())}
        for group in set(every) - set(shown):
            least, greatest = (sign * linprog(sign * np.array(cells_of(group)), **known).fun for sign in (1, -1))
            assert greatest - least >= 3, group


@pytest.mark.parametrize("seed", range(3))
def test_values_with_small_counts_are_hidden(seed: int) -> None:
    public = cohort(seed).public()
    for row in public:
        if row.metric in ("sensitivity", "specificity", "ppv") and row.value == row.value:
            assert min(row.numerator, row.denominator - row.numerator) >= 11
    for row in public.where(metric="auroc"):
        assert round(row.value, 2 if min(row.n_positive, row.n_negative) < 100 else 3) == row.value
    for gap in public.gaps:
        assert all(side is None or public.where(group=side) for side in (gap.a, gap.b))
    for comparison in public.comparisons:
        assert np.isnan([comparison.statistic, comparison.test_p, comparison.p_exact]).all()


def test_what_is_left_out() -> None:
    full = cohort(0)
    text = full.to_json(view="public")
    found = json.loads(text)
    assert (found["provenance"]["view"], found["provenance"]["view_k"], found["curves"]) == ("public", 11, [])
    for word in ("sha256", "platform", "num_threads", "replicates", '"file"', "site*sex=", '"d"', '"c"'):
        assert word not in text
    public = full.public()
    assert public.to_json() == text
    assert cm.Result.from_json(text) == public
    assert public.public().to_json() == text
    with pytest.raises(ValueError, match="smaller `k`"):
        public.public(k=20)
    for k in (2, 2.5, True):
        with pytest.raises(ValueError, match="`k`"):
            full.public(k=k)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`view`"):
        full.to_json(view="local")  # type: ignore[arg-type]


def test_a_published_interval_contains_the_exact_one() -> None:
    result = usual()
    exact = {(r.model, r.metric, repr(r.parameters), r.group): r for r in result}
    published = [r for r in result.public() if not np.isnan(r.lower)]
    assert published
    for r in published:
        of = exact[r.model, r.metric, repr(r.parameters), r.group]
        assert r.lower <= of.lower <= of.upper <= r.upper
    assert rounded("upper", 0.29, 2) == 0.29  # 0.29 · 100 is 28.999…
    assert [rounded(name, -0.1234, 2) for name in ("lower", "upper", "value")] == [-0.13, -0.12, -0.12]
    assert rounded("p", 0.0002, 3) == 0.001
    assert [rounded("upper", x, 4) for x in (2.0**53, -1e28, 1.7e308)] == [2.0**53, -1e28, 1.7e308]  # without decimals they stay
    assert rounded("lower", 2.0**53 - 1, 4) == 2.0**53 - 1


@pytest.mark.parametrize("rule", ["youden", "specificity>=1", "sensitivity>=0.9", "max_f1"])
def test_a_threshold_that_a_rule_chose_is_hidden(tmp_path: Path, rule: str) -> None:
    """It is the score of a row, and so are its limits. The scores have five digits, so that none is in a text by chance."""
    rng = np.random.default_rng(4)
    y = np.arange(300) % 3 == 0
    scores = {name: 40_000 + np.round(20_000 * rng.random(300) + 15_000 * y) for name in ("risk", "other")}
    result = cm.evaluate(
        y_true=y, y_score=scores, threshold=[rule, 50_000.5], groups={"sex": rng.choice(["F", "M"], 300)}, compare="all",
        metrics=["chosen_threshold", "sensitivity", "auroc"], n_resamples=200,
    )  # fmt: skip
    public = result.public()
    shown = public.where(metric="chosen_threshold")
    assert len(shown) == 6
    assert all(row.status == "too_few" and np.isnan([row.value, row.lower, row.upper, row.published_lower]).all() for row in shown)
    assert not [one for one in public.comparisons if one.metric == "chosen_threshold"]
    chosen = [entry.threshold for entry in result.counts if entry.rule is not None]
    assert chosen
    assert all(entry.threshold in (None, 50_000.5) for entry in public.counts)
    assert cm.Result.from_json(public.to_json()) == public
    texts = [public.to_json(), repr(public), repr(public.counts), public.counts.to_frame().to_csv(), public.to_frame().to_csv()]
    if pytest.importorskip("jinja2"):
        texts.append(result.report(tmp_path / "public.html", view="public").read_text(encoding="utf-8"))
    for text in texts:
        assert not any(f"{x:.0f}" in text or f"{x:,.0f}" in text for x in chosen)
    assert any(entry.rule is not None for entry in public.counts) == ("hidden (" in texts[2])
    assert "not published" in texts[-1]


def test_a_goal_for_a_chosen_threshold_is_not_published_with_its_number() -> None:
    rng = np.random.default_rng(4)
    y = np.arange(300) % 3 == 0
    columns = {"id": list(range(300)), "died": y.astype(int), "risk": np.round(50 + 20 * rng.random(300) + 15 * y, 3)}
    analysis = {
        "outcome": {"column": "died"}, "models": [{"name": "risk", "score": "risk"}], "thresholds": ["youden"], "metrics": ["auroc", "chosen_threshold"],
        "goals": [{"metric": "chosen_threshold", "at": "youden", "at_least": 40}],
    }  # fmt: skip
    result = cm.audit({"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "t.csv"}}, truth=columns, predictions=[])
    (goal,) = result.public().goals
    (one,) = goal["judged"]
    assert (one["verdict"], one["value"], one["reason"]) == ("not_judged", None, "suppressed")
    assert one["text"] == "The threshold is the score of a row, which is not published."


def test_the_public_view_says_that_it_has_no_curves(tmp_path: Path) -> None:
    full = cohort(0)
    public = full.public()
    assert full.curves
    for read in (lambda: public.curves, public.plot.roc, public.plot.calibration):
        with pytest.raises(ValueError, match="the public view has no curves; take them from the full result"):
            read()
    pytest.importorskip("jinja2")
    page = public.report(tmp_path / "public.html").read_text(encoding="utf-8")
    assert "There are no curves, because the public view has none." in page
    assert "curves=" not in page


def test_huge_scores_have_a_public_view() -> None:
    public = cm.evaluate(
        y_true=[0, 1] * 20, y_score=np.linspace(0.1, 0.9, 40) * 1e28, threshold="youden", metrics=["auroc", "chosen_threshold"]
    ).public()
    assert public.where(metric="auroc").one().value == 0.5


def test_other_results() -> None:
    """Labels, groups below the minimum size, notices about rows, weights, units, and too few rows for anything."""
    public = usual().public()
    assert [notice.code for notice in public.notices] == ["other"]
    assert {"sex=F", "sex=M", "sex=(missing)"} & set(public.groups) == {"sex=(missing)"}  # F is too small, and M is hidden with it
    rng = np.random.default_rng(2)
    y = np.arange(200) % 2
    weighted = cm.evaluate(
        y_true=y, y_score=rng.random(200), threshold=0.5, sample_weight=rng.random(200), metrics=["sensitivity", "auroc"], ci=None
    )
    assert all(np.isnan([row.weight_sum, row.n_eff, row.numerator]).all() for row in weighted.public())
    assert len(weighted.counts) > len(weighted.public().counts) == 0
    units = cm.evaluate(y_true=y, y_score=rng.random(200), unit=np.arange(200) // 25, metrics="auroc", ci=None)
    assert len(units.public()) == 0  # 8 patients
    assert len(cm.evaluate(y_true=y[:12], y_score=rng.random(12), metrics="auroc", ci=None).public()) == 0


def test_the_report_and_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("jinja2")
    from clinmetrics.cli import main

    full = cohort(1).where(model="risk", metric="auroc")
    page = full.report(tmp_path / "public.html", view="public").read_text(encoding="utf-8")
    assert "SHA-256" not in page or full.provenance["input_sha256"][0]["sha256"] not in page
    full.to_json(tmp_path / "audit.json")
    assert main(["report", str(tmp_path / "audit.json"), "--view", "public", "--out", str(tmp_path / "b.html")]) == 0
    capsys.readouterr()
    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert full.provenance["input_sha256"][0]["sha256"] not in text
    assert "Smallest count that is shown" in text
