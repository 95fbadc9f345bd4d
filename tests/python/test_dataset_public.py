# SPDX-License-Identifier: Apache-2.0
"""The public view of a manifest: no small count is shown, and none follows from what is shown.

The oracle is enumeration: all tables of a size are described, and a hidden count is safe if two tables with the same public view differ in it.
This also holds against a reader who knows the rules by which counts are hidden.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from clinmetrics import dataset
from clinmetrics.dataset.links import Sum, gives_away
from clinmetrics.suppression.rows import hidden_groups, pooled_groups
from scipy.optimize import linprog

K = 3


def parts(total: int, n: int) -> Iterator[tuple[int, ...]]:
    """All ways to divide a total into n counts."""
    if n == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in parts(total - first, n - 1):
            yield (first, *rest)


def published_sizes(n: tuple[int, ...]) -> tuple[Any, list[int]]:
    """What a reader sees, and the pooled groups."""
    pooled = pooled_groups(n, lambda groups: sum(n[i] for i in groups), K)
    if pooled is None:
        return None, list(range(len(n)))
    return (tuple(None if i in pooled else n[i] for i in range(len(n))), len(pooled)), pooled


@pytest.mark.parametrize(("total", "n_groups"), [(6, 3), (11, 3), (12, 4), (20, 3)])
def test_no_size_of_a_pooled_group_can_be_found(total: int, n_groups: int) -> None:
    alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for n in parts(total, n_groups):
        shown, pooled = published_sizes(n)
        if pooled:
            alike[shown, tuple(pooled)].append(n)
    assert alike
    for (shown, pooled), tables in alike.items():
        for i in pooled:
            values = {n[i] for n in tables}
            assert len(values) > 1, (shown, tables)


@pytest.mark.parametrize("wholes", [(6, 6), (5, 9), (4, 4, 4), (7, 3, 5), (8, 3, 3, 4), (3, 3, 12)])
def test_no_hidden_part_can_be_found(wholes: tuple[int, ...]) -> None:
    """Events in groups of known sizes, and a known total. For two groups, the reader also knows the rule."""
    tables = list(itertools.product(*(range(n + 1) for n in wholes)))
    alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for x in tables:
        total, n = sum(x), sum(wholes)
        if 0 < total < K or 0 < n - total < K:
            continue  # the total is hidden then, and everything with it
        must = [0 < p < K or 0 < w - p < K for p, w in zip(x, wholes)]
        hidden = hidden_groups(x, wholes, must, K)
        assert {i for i, m in enumerate(must) if m} <= set(hidden)
        alike[total, tuple(None if i in hidden else x[i] for i in range(len(x)))].append(x)
    for (total, shown), made in alike.items():
        fitting = [x for x in tables if sum(x) == total and all(p is None or p == q for p, q in zip(shown, x))]
        for i in [i for i, part in enumerate(shown) if part is None]:
            assert len({x[i] for x in fitting}) >= K, (shown, fitting)
            assert len(wholes) > 2 or len({x[i] for x in made}) > 1, (shown, made)


def row(cells: np.ndarray, one: Sum) -> np.ndarray:
    """Which cells belong to a sum."""
    return np.isin(cells[:, one.attribute], one.groups).astype(float)


def limits(goal: np.ndarray, published: list[tuple[np.ndarray, float]]) -> tuple[float, float]:
    """The range of a sum, if the published ones are known and no cell is negative."""
    rows, values = np.array([x for x, _ in published]), [x for _, x in published]
    found = [linprog(sign * goal, A_eq=rows, b_eq=values, bounds=(0, None)).fun * sign for sign in (1, -1)]
    return found[0], found[1]


def public_sizes(groups: list[dict[str, Any]], levels: list[Any], at: int) -> dict[Sum, float]:
    """The published sizes of an attribute as sums over cells."""
    shown = [g["group"][0]["value"] for g in groups if g["group"] is not None]
    found = {Sum(at, (levels.index(g["group"][0]["value"]),)): g["n_rows"] for g in groups if g["group"] is not None}
    pools = [g for g in groups if g["group"] is None]
    if pools:
        found[Sum(at, tuple(i for i, level in enumerate(levels) if level not in shown))] = pools[0]["n_rows"]
    return found


@pytest.mark.parametrize("seed", range(25))
def test_linked_attributes_do_not_give_each_other_away(seed: int) -> None:
    """Sites within regions, and an unrelated attribute: the range by linear programming of every small count."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(60, 160))
    site = rng.choice(6, n, p=rng.dirichlet(np.full(6, 0.7)))
    table = {
        "region": [f"r{s // 2}" for s in site],
        "site": [None if x < 0.1 else f"s{s}" for s, x in zip(site, rng.random(n))],
        "sex": rng.choice(["F", "M"], n).tolist(),
    }
    table["died"] = (rng.random(n) < 0.15).astype(int)
    table["age"] = [None if x < 0.12 else 50 for x in rng.random(n)]
    public = dataset.describe(table, y_true="died", groups=["region", "site", "sex"], k=5)["public"]
    names = [a["names"][0] for a in public["attributes"]]
    if not names:
        return
    levels = [sorted(set(table[name]), key=lambda x: (x is None, x)) for name in names]
    codes = np.array([[levels[i].index(v) for i, v in enumerate(row)] for row in zip(*(table[name] for name in names))])
    cells = np.unique(codes, axis=0)
    sizes: dict[Sum, float] = {}
    for at, a in enumerate(public["attributes"]):
        sizes.update(public_sizes(a["groups"], levels[at], at))
    known = [(row(cells, one), value) for one, value in sizes.items()]
    if "site" in names:  # the missing cells of the column, overall and in the groups of the other attributes
        missing = cells[:, names.index("site")] == (levels[names.index("site")].index(None) if None in levels[names.index("site")] else -1)
        known += [] if public["columns"][1]["missing"] is None else [(missing.astype(float), public["columns"][1]["missing"])]
        for at, a in enumerate(public["attributes"]):
            parts_of = zip([s for s in sizes if s.attribute == at], [g["missing"].get("site", 0) for g in a["groups"]])
            known += [(row(cells, one) * missing, value) for one, value in parts_of if value is not None]
    for at, own in enumerate(levels):
        for one in (Sum(at, (i,)) for i in range(len(own))):
            if 0 < np.count_nonzero(codes[:, at] == one.groups[0]) < 5:
                assert one not in sizes
                low, high = limits(row(cells, one), known)
                assert high - low > 0.5, names
    _check_parts(public, public["outcome"]["events"], "events", codes, np.array(table["died"]) == 1, sizes)
    _check_parts(public, public["columns"][-1]["missing"], "age", codes, np.array([x is None for x in table["age"]]), sizes)


def _check_parts(public: dict[str, Any], overall: Any, what: str, codes: np.ndarray, mask: np.ndarray, sizes: dict[Sum, float]) -> None:
    """Counts that are part of a group, such as its events."""
    if overall is None:
        return
    shown, small = {Sum(0, tuple(range(codes[:, 0].max() + 1))): overall}, []
    for at, a in enumerate(public["attributes"]):
        for g, one in zip(a["groups"], [s for s in sizes if s.attribute == at]):
            value = g["events"] if what == "events" else g["missing"].get(what, 0)
            is_in = np.isin(codes[:, at], one.groups)
            counts = np.count_nonzero(is_in & mask), np.count_nonzero(is_in & ~mask)
            assert value in (None, counts[0])
            if any(0 < n < 5 for n in counts):
                assert value is None
                small.append(one)
            if value is not None:
                shown[one] = value
    cells = np.unique(codes, axis=0)
    for one in small:
        low, high = limits(row(cells, one), [(row(cells, x), value) for x, value in shown.items()])
        assert min(high, sizes[one]) - low > 0.5


def test_a_region_less_its_large_sites_is_its_small_site() -> None:
    cells = np.array([[0, 0], [0, 1], [1, 2], [1, 3]])  # region, site
    published = [Sum(0, (0,)), Sum(0, (1,)), Sum(1, (0,)), Sum(1, (1, 2)), Sum(1, (3,))]
    assert gives_away(cells, published, [Sum(1, (1,))])
    assert not gives_away(cells, published[2:], [Sum(1, (1,))])
    assert gives_away(cells, published[2:], [Sum(1, (1,))], known=[Sum(0, (1,))])


def test_the_public_view_contains_no_digest_no_file_and_no_small_group() -> None:
    n = 100
    table = {"id": [f"pangolin-{i}" for i in range(n)], "site": ["axolotl"] * 4 + ["a"] * 46 + ["b"] * 50, "died": [1] * 5 + [0] * 95}
    manifest = dataset.describe(table, id="id", y_true="died", site="site")
    text = json.dumps(manifest["public"])
    assert "pangolin" not in json.dumps(manifest.to_dict())
    assert "sha256" not in text
    assert "axolotl" not in text
    assert manifest["outcome"]["events"] == 5
    assert manifest["public"]["outcome"] == {"column": "died", "positive": None, "labeled": 100, "events": None, "prevalence": None}
    (site,) = manifest["public"]["attributes"]
    assert [(g["group"] and g["group"][0]["value"], g["pooled"], g["n_rows"]) for g in site["groups"]] == [("b", 0, 50), (None, 2, 50)]


def test_missing_values_do_not_protect_a_small_group() -> None:
    """The 15 missing cells of the column are published: with them, the pooled 3 would follow from a sum of 18."""
    table = {"race": ["a"] * 100 + ["b"] * 40 + [None] * 15 + ["c"] * 3}
    public = dataset.describe(table, groups="race")["public"]
    assert public["columns"][0]["missing"] == 15
    assert [(g["group"] and g["group"][0]["value"], g["n_rows"]) for g in public["attributes"][0]["groups"]] == [
        ("a", 100),
        (None, 15),
        (None, 43),
    ]


def test_missing_values_of_a_linked_attribute() -> None:
    """A region less its large site and less its rows without a site is its small site."""
    site = ["s1"] * 5 + ["s3"] * 100 + [None] * 20 + ["s2"] * 8 + ["s4"] * 100 + [None] * 20
    public = dataset.describe({"region": ["r1"] * 125 + ["r2"] * 128, "site": site}, groups=["site", "region"])["public"]
    assert [a["names"] for a in public["attributes"]] == [["site"]]
    assert public["left_out"] == [{"names": ["region"], "reason": "it would reveal a small group of another attribute"}]


def test_the_outcome_is_no_attribute_of_the_public_view() -> None:
    public = dataset.describe({"died": [0, 1] * 50}, y_true="died", groups="died")["public"]
    assert public["left_out"] == [{"names": ["died"], "reason": "it is the outcome"}]


def test_units_count_too() -> None:
    """Forty rows of two patients are a small group."""
    table = {"patient": [f"a{i % 2}" for i in range(40)] + [f"b{i}" for i in range(60)], "sex": ["F"] * 40 + ["M"] * 30 + ["X"] * 30}
    public = dataset.describe(table, unit="patient", groups="sex")["public"]
    assert [(g["pooled"], g["n_rows"], g["n_units"]) for g in public["attributes"][0]["groups"]] == [(0, 30, 30), (2, 70, 32)]


def test_a_tiny_data_set_shows_nothing() -> None:
    public = dataset.describe({"died": [0, 1] * 5, "sex": ["F"] * 10}, y_true="died", groups="sex")["public"]
    assert public["n_rows"] is None
    assert public["attributes"] == []
    assert public["outcome"]["events"] is public["outcome"]["labeled"] is None
    assert [c["missing"] for c in public["columns"]] == [None, None]


def test_missing_labels_hide_events() -> None:
    """1 + 60 events of 99 labels: the missing label of one row would follow from events and non-events."""
    table = {"died": [None, *([1] * 39), *([0] * 60)], "sex": ["F", "M"] * 50}
    public = dataset.describe(table, y_true="died", groups="sex")["public"]
    assert public["columns"][0]["missing"] is None
    assert public["outcome"]["labeled"] is public["outcome"]["events"] is None
    assert all(g["labeled"] is g["events"] is g["prevalence"] is None for g in public["attributes"][0]["groups"])


@pytest.mark.parametrize("k", [2, 0, 1001, 11.0, True, None])
def test_k_is_checked(k: Any) -> None:
    with pytest.raises(ValueError, match="`k` must be a whole number from 3 to 1000"):
        dataset.describe({"a": [1]}, k=k)
