# SPDX-License-Identifier: Apache-2.0
"""The report says of comparisons and gaps what the engine found: numbers, decisions in sentences, how many were judged, and nothing unasked."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
pytest.importorskip("clinmetrics._core")
pytest.importorskip("pandas")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

import clinmetrics as cm
import numpy as np
import pandas as pd
from clinmetrics.report import render
from report_page import Node, cells, parse

METRICS = ["prevalence", "auroc", "brier", "sensitivity", "lr_positive"]


def cohort(n: int = 900) -> pd.DataFrame:
    draw = np.random.default_rng(11)
    sex, site = draw.choice(["F", "M"], n), draw.choice(["north", "south", "west", "tiny"], n, p=[0.5, 0.3, 0.193, 0.007])
    risk = draw.normal(-1, 1.4, n)
    noise = np.where(sex == "F", 2.0, 0.3)

    def given(spread: Any) -> Any:
        return 1 / (1 + np.exp(-risk - draw.normal(0, 1, n) * spread))

    scores = {"new": given(noise), "old": given(3.0), "like_old": given(3.0)}
    twin = scores["new"]
    died = draw.random(n) < 1 / (1 + np.exp(-risk))
    return pd.DataFrame({"died": died, **scores, "twin": twin, "sex": sex, "site": site})


DATA = cohort()


def evaluated(models: tuple[str, ...] = ("new", "old"), **options: Any) -> Any:
    given: dict[str, Any] = {
        "metrics": METRICS,
        "threshold": 0.3,
        "groups": ["sex", "site", ("sex", "site")],
        "n_resamples": 400,
        **options,
    }
    return cm.evaluate(DATA, y_true="died", y_score=list(models), **given)


def page_of(result: Any) -> Node:
    """The report of the stored JSON."""
    return parse(render(json.loads(json.dumps(result.to_json_dict(), allow_nan=False))))


def section(page: Node, name: str) -> Node:
    return next(node for node in page.all("section") if node.attributes.get("id") == name)


def ids(page: Node) -> set[str]:
    return {node.attributes.get("id") or "" for node in page.all("section")}


def remarks(page: Node) -> list[str]:
    return [row.text for row in section(page, "comparisons").all("tr", "remark")]


def limits(*values: float) -> str:
    """Limits as the page prints them."""
    from clinmetrics.report.text import numbers, span

    return span(*numbers(*values)[1:])


@pytest.fixture(scope="module")
def result() -> Any:
    return evaluated(("new", "old", "twin"), compare="all", gaps="auto")


@pytest.fixture(scope="module")
def page(result: Any) -> Node:
    return page_of(result)


def test_nothing_is_shown_that_was_not_asked_for() -> None:
    page = page_of(evaluated())
    assert not {"comparisons", "gaps"} & ids(page)
    assert "Claim that is judged" not in page.text
    assert "Tests used" not in page.text
    assert ids(page_of(evaluated(compare="all"))) & {"comparisons", "gaps"} == {"comparisons"}
    assert ids(page_of(evaluated(gaps="rest"))) & {"comparisons", "gaps"} == {"gaps"}


def test_every_difference_of_models_has_its_numbers(result: Any, page: Node) -> None:
    tables = {
        table.all("caption")[0].all("strong")[0].text: cells(table) for table in section(page, "comparisons").all("table", "compared")
    }
    assert list(tables) == ["new − old", "new − twin", "old − twin"]
    overall = [c for c in result.comparisons.difference if not c.attribute]
    assert len(overall) == sum(len(lines) for lines in tables.values()) // 2 == 12  # each with a sentence
    value = {(e.model, e.metric): e.value for e in result if not e.attribute}
    labels = {"auroc": "AUROC", "brier": "Brier score", "sensitivity": "Sensitivity at 0.3", "lr_positive": "LR+ at 0.3"}
    for c in overall:
        (line,) = [one for one in tables[f"{c.a} − {c.b}"] if one[0] == labels[c.metric]]
        assert [float(x) for x in line[1:3]] == pytest.approx([value[c.a, c.metric], value[c.b, c.metric]], abs=6e-4)
        assert line[3].endswith(f"({limits(c.value, c.lower, c.upper)})") or "no interval" in line[3]
        assert line[4] == ("<0.001" if c.p < 0.001 else f"{c.p:.3f}")


def test_the_values_of_models_at_their_own_thresholds_stand_beside_their_difference() -> None:
    made = evaluated(compare="all", metrics=["sensitivity"], threshold={"new": 0.3, "old": 0.5})
    (table,) = section(page_of(made), "comparisons").all("table", "compared")
    line, sentence = cells(table)
    values = {e.model: e.value for e in made if not e.attribute}
    assert line[:3] == ["Sensitivity at 0.3 and 0.5", f"{values['new']:.3f}", f"{values['old']:.3f}"]
    assert "sensitivity at a threshold of 0.3 and 0.5" in sentence[0]


CLAIMS = [
    ({}, "auroc", "The data show that new and old differ in AUROC; it is higher for new."),
    ({}, "brier", "The data show that new and old differ in Brier score; it is higher for old."),
    ({"alternative": "superior"}, "auroc", "new is shown to be superior to old in AUROC (95% interval {}–{})."),
    (
        {"alternative": "superior", "margin": 0.4},
        "auroc",
        "new is not shown to be superior to old in AUROC at the margin 0.4 (95% interval {}–{}). All values of the interval contradict the claim.",
    ),
    ({"alternative": "non_inferior", "margin": 0.02}, "auroc", "new is shown to be non-inferior to old in AUROC at the margin 0.02 (95% interval {}–{})."),
    ({"alternative": "equivalent", "margin": 0.5}, "auroc", "new and old are shown to be equivalent in AUROC at the margin 0.5 (95% interval {}–{})."),
    (
        {"alternative": "equivalent", "margin": 0.01},
        "auroc",
        "new and old are not shown to be equivalent in AUROC at the margin 0.01 (95% interval {}–{}). All values of the interval contradict the claim.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "metric", "sentence"), CLAIMS)
def test_a_decision_is_a_sentence(claim: dict[str, Any], metric: str, sentence: str) -> None:
    made = evaluated(metrics=[metric], groups=None, compare="all", **claim)
    (c,) = made.comparisons.difference
    from clinmetrics.report.text import numbers

    assert remarks(page_of(made))[0].startswith(sentence.format(*numbers(c.value, c.lower, c.upper)[1:]))


def test_a_claim_that_is_not_shown_is_not_called_wrong() -> None:
    some = DATA.iloc[:60]
    models = ["old", "like_old"]
    made = {
        claim: cm.evaluate(some, y_true="died", y_score=models, metrics="auroc", compare="all", alternative=claim, margin=margin)
        for claim, margin in (("two_sided", None), ("non_inferior", 0.001), ("superior", None), ("equivalent", 0.05))
    }
    for claim, result in made.items():
        (c,) = result.comparisons.difference
        assert c.decision == "not_shown", claim
    says = {claim: remarks(page_of(result))[0] for claim, result in made.items()}
    assert says["two_sided"].startswith(
        "The data do not show a difference between old and like_old in AUROC; this is no evidence that there is none."
    )
    assert re.match(
        r"old is not shown to be non-inferior to like_old in AUROC at the margin 0.001 \(95% interval .*\). This is no evidence against the claim.",
        says["non_inferior"],
    )
    assert "). This is no evidence against the claim." in says["superior"]
    assert "old and like_old are not shown to be equivalent in AUROC at the margin 0.05" in says["equivalent"]


def test_what_has_no_better_direction_is_not_judged() -> None:
    made = evaluated(metrics=["mean_calibration_difference"], groups=None, compare="all", alternative="superior")
    assert remarks(page_of(made)) == ["Nothing is judged, because neither more nor less of observed − predicted is better."]


def test_a_metric_without_its_margin_is_not_judged() -> None:
    made = evaluated(metrics=["auroc", "brier"], groups=None, compare="all", alternative="non_inferior", margin={"auroc": 0.02})
    assert remarks(page_of(made))[1].startswith("Nothing is judged, because no margin was given for this metric.")


def test_flags_are_said_in_words(result: Any, page: Node) -> None:
    assert any("identical" in c.flags for c in result.comparisons)
    assert any("Both models give the same result for every patient, so that there is no difference." in text for text in remarks(page))
    small = cm.evaluate(DATA.iloc[:100], y_true="died", y_score=["new", "old"], metrics=["ppv"], threshold=0.3, compare="all")
    assert "Predictive values or net benefits are compared, with fewer than 250 patients on a side." in remarks(page_of(small))[0]


def test_more_than_two_models_have_a_joint_test_and_adjusted_limits(result: Any, page: Node) -> None:
    (joint,) = [c for c in result.comparisons if c.kind == "joint" and not c.attribute]
    assert joint.test_p < 0.001
    text = section(page, "comparisons").text
    assert "All models at once: the data show that their AUROC is not the same for all (Joint DeLong test: χ² = " in text
    table = next(one for one in section(page, "comparisons").all("table") if "Simultaneous 95% limits" in one.text)
    c = next(iter(result.comparisons.where(metric="auroc", kind="models", scale="difference")))
    assert cells(table)[0][3] == limits(c.value, c.simultaneous_lower, c.simultaneous_upper)
    assert cells(table)[0][6] == str(c.n_judged)
    assert "All pairs at once" not in page_of(evaluated(compare="all")).text


def test_comparisons_inside_groups_and_ratios_are_folded(result: Any, page: Node) -> None:
    summaries = [node.text for node in section(page, "comparisons").all("summary")]
    inside = sum(bool(c.attribute) and c.kind == "models" for c in result.comparisons.difference)
    assert sum(int(found[1]) for text in summaries for found in [re.search(r"Inside .* \((\d+) diff", text)] if found) == inside
    assert any(text.startswith("Ratios (") for text in summaries)
    assert f"The number of differences judged is 12 over all patients and {inside} inside subgroups." in section(page, "comparisons").text


def gap_blocks(page: Node) -> list[Node]:
    return section(page, "gaps").all("section", "gap")


def test_every_attribute_has_its_gaps_worst_first(result: Any, page: Node) -> None:
    blocks = gap_blocks(page)
    assert [block.all("h3")[0].text for block in blocks] == [
        "sex 2 groups compared",
        "site 3 groups compared",
        "sex × site 6 groups compared",
    ]
    for block, attribute in zip(blocks, (("sex",), ("site",), ("sex", "site"))):
        ranges = [g for g in result.gaps.difference if g.kind == "range" and g.attribute == attribute]
        bounded = sorted((g for g in ranges if g.metric in ("auroc", "brier", "sensitivity")), key=lambda g: (-g.lower, -g.value))
        lines = [line for line in cells(block.all("table")[0]) if len(set(line)) > 1]
        assert [line[2].removesuffix(" test disagrees") for line in lines[: len(bounded)]] == [
            limits(g.value, g.lower, g.upper) for g in bounded
        ]
        assert f"Largest gaps judged: {len(ranges)} (5 metrics, 3 models)." in block.text
        assert lines[-1][0] == "Prevalence"  # once, and not for every model
        assert sum(line[0] == "Prevalence" for line in lines) == 1
    assert "the largest gap among the groups seen is too large on average" in section(page, "gaps").text


def test_the_forest_has_adjusted_p_and_simultaneous_limits(result: Any, page: Node) -> None:
    for block, attribute in zip(gap_blocks(page), (("sex",), ("site",), ("sex", "site"))):
        (forest,) = block.all("table", "forest")
        lines = [line for line in cells(forest) if len(set(line)) > 1]
        found = [g for g in result.gaps.difference if g.kind == "rest" and g.metric == "auroc" and g.attribute == attribute]
        assert len(lines) == len(found) == len(forest.all("svg", "strip"))
        for g in found:
            group = " × ".join(map(str, g.a or ()))
            assert [line for line in lines if line[0] == group and line[5] == limits(g.value, g.simultaneous_lower, g.simultaneous_upper)]
        worst = min((g for g in found if g.model == "new"), key=lambda g: g.value)
        assert lines[0][0] == " × ".join(map(str, worst.a or ()))


def test_heterogeneity_and_cross_group_aurocs_are_there(result: Any, page: Node) -> None:
    block = gap_blocks(page)[0]
    (g,) = result.gaps.where(kind="heterogeneity", metric="auroc", attribute="sex", model="new")
    line = next(one for one in cells(block.all("table")[0]) if one[:2] == ["AUROC", "new"])
    assert line[-1] == f"I² {100 * g.value:.0f}%, p {'< 0.001' if g.test_p < 0.001 else f'= {g.test_p:.3f}'}"
    assert [node.text for node in block.all("summary")] == [
        "Each group against the rest of sex (30 differences)",
        "Cross-group AUROC of sex (6 differences)",
    ]


def test_small_groups_are_compared_nowhere(result: Any, page: Node) -> None:
    assert any(e.status == "too_few" and e.group == ("tiny",) for e in result)
    for name in ("gaps", "comparisons", "published"):
        assert "tiny" not in section(page, name).text
    document = json.loads(json.dumps(result.to_json_dict()))
    for entry in [*document["gaps"], *document["comparisons"]]:  # as another program might write it
        for group in (entry["a"], entry["b"], entry.get("group")):
            for part in group if isinstance(group, list) else ():
                is_north = part["value"] == "north" and len(group) == 1
                part["value"] = "tiny" if is_north else part["value"]
    tampered = parse(render(document))
    for name in ("gaps", "comparisons"):
        assert "tiny" not in section(tampered, name).text
    assert "Groups that are not compared, because they are below the minimum size: 1." in gap_blocks(page)[1].text


@pytest.mark.parametrize(("gaps", "title"), [("reference", "Each group against the reference group"), ("pairs", "Pairs of groups")])
def test_other_gaps_have_their_tables(gaps: Any, title: str) -> None:
    made = evaluated(gaps=gaps, groups=["site"], **({"reference": {"site": "south"}} if gaps == "reference" else {}))
    block = gap_blocks(page_of(made))[0]
    n = sum(g.kind == gaps for g in made.gaps.difference)
    assert f"{title} of site ({n} differences)" in [node.text for node in block.all("summary")]
    assert ("less that of the reference group south" in block.text) == (gaps == "reference")


def test_published_limits_of_differences_stand_beside_the_new_ones(result: Any, page: Node) -> None:
    tables = {
        (strong[0].text if (strong := table.all("strong")) else "groups"): cells(table) for table in section(page, "published").all("table")
    }
    assert list(tables) == ["All patients", "Differences of models", "groups"]
    c = next(iter(result.comparisons.where(metric="auroc", a="new", b="old", kind="models", scale="difference")))
    line = ["AUROC", "new − old", limits(c.value, c.lower, c.upper), limits(c.value, c.published_lower, c.published_upper), "DeLong"]
    assert tables["Differences of models"][0] == line
    assert {row[-1] for row in tables["groups"]} == {"Miettinen–Nurminen"}


def test_methods_and_tests_are_explained_with_their_references(result: Any, page: Node) -> None:
    lists = {node.all("h3")[0].text: node for node in section(page, "reading").all("section")}
    terms, tests = (
        dict(zip([node.text for node in lists[title].all("dt")], [node.text for node in lists[title].all("dd")]))
        for title in ("Interval methods used", "Tests used")
    )
    from clinmetrics import _core

    about = {one["name"]: one for one in _core.method_catalogue()}
    used = {c.method for c in [*result.comparisons, *result.gaps]} - {"none"}
    used |= {c.published_method for c in [*result.comparisons.difference, *result.gaps.difference] if c.published_method != "none"}
    assert {"newcombe", "hull_mover_delong", "tango", "miettinen_nurminen", "split", "mover"} <= used
    for name in used:
        assert terms[about[name]["label"]] == f"{about[name]['meaning']} Reference: {about[name]['reference']}."
    assert {"DeLong", "Joint DeLong", "McNemar mid-p", "Miettinen–Nurminen", "Cochran’s Q"} <= set(tests)


def test_without_intervals_there_are_values_alone() -> None:
    page = page_of(evaluated(compare="all", gaps="auto", ci=None))
    assert set(remarks(page)) == {"Nothing is judged, because there is no interval."}
    assert "judged:" not in section(page, "gaps").text
    assert "published" not in ids(page)


def test_provenance_names_the_claim() -> None:
    made = evaluated(compare=[("old", "new")], alternative="non_inferior", margin={"auroc": 0.02}, metrics="auroc", groups=None)
    facts = section(page_of(made), "provenance")
    shown = dict(zip([node.text for node in facts.all("dt")], [node.text for node in facts.all("dd")]))
    assert shown["Models compared"] == "old − new"
    assert shown["Claim that is judged"] == "non_inferior"
    assert shown["Margin"] == "auroc: 0.02"
    assert "Gaps between groups" not in shown


def test_a_comparison_that_lacks_a_field_is_refused() -> None:
    document = evaluated(compare="all", groups=None).to_json_dict()
    document["comparisons"] = [{"a": "new"}]
    with pytest.raises(ValueError, match="an entry of `comparisons` lacks one of `kind`"):
        render(document)


def test_hostile_names_of_models_and_groups_stay_text() -> None:
    model, group = "<script>document.title='x'</script>", "</td><img src=x onerror=1>\u202e"
    data = DATA.rename(columns={"old": model}).assign(sex=DATA["sex"].replace("F", group))
    made = cm.evaluate(
        data,
        y_true="died",
        y_score=["new", model],
        threshold=0.3,
        metrics=METRICS,
        groups=["sex"],
        compare="all",
        gaps="auto",
        n_resamples=200,
    )
    page = page_of(made)
    assert not page.all("script")
    assert not page.all("img")
    assert "differ in AUROC; it is higher for new" in section(page, "comparisons").text
    assert "\u202e" not in page.text
    assert "<img src=x onerror=1>\\u202e" in section(page, "gaps").text


def test_headings_and_captions_are_whole(page: Node) -> None:
    for table in page.all("table"):
        assert len(table.all("caption")) == 1
        assert all(
            c.attributes.get("scope") in {"col", "row", "rowgroup"} or c.attributes.get("class") == "strip-cell" for c in table.all("th")
        )
    found = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(found) == len(set(found))
    headings = [int(node.tag[1]) for node in page.walk() if re.fullmatch("h[1-6]", node.tag)]
    assert all(later - earlier <= 1 for earlier, later in zip(headings, headings[1:]))
    links = [(node.attributes["href"] or "")[1:] for node in page.all("a")]
    assert set(links) <= set(found)
    assert not re.search(r"\bnan\b|None|https?:", page.text)
