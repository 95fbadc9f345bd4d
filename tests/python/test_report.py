# SPDX-License-Identifier: Apache-2.0
"""The report says what the result says: every number, every reason, every group, in well-formed HTML that stands alone."""

from __future__ import annotations

import copy
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from clinmetrics._text import number_texts
from clinmetrics.report import render, write
from clinmetrics.report.text import count, number, numbers, parameter, percent, percent_span, span, threshold_texts, visible
from clinmetrics.report.words import flag_entry
from report_data import ATTRIBUTES, example
from report_page import Node, cells, parse

SMALL = {"sex": ATTRIBUTES["sex"]}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return example()


@pytest.fixture(scope="module")
def page(result: dict[str, Any]) -> Node:
    return parse(render(result))


def shapes() -> list[Any]:
    """Audits of every shape that a user may ask for."""
    crowd = {"site": [(f"site {i:02d}", 1.0) for i in range(40)]}
    return [
        pytest.param(lambda: example(["a"], n=300, attributes=SMALL, crosses=()), id="one model"),
        pytest.param(
            lambda: example(list("abcde"), n=900, attributes=crowd, crosses=(), thresholds=(0.1, 0.2)), id="five models, 40 groups"
        ),
        pytest.param(lambda: example(["a"], n=200, attributes={}, crosses=()), id="no groups"),
        pytest.param(lambda: example(["a", "b"], n=200, attributes=SMALL, crosses=(), probabilities=False), id="no probabilities"),
        pytest.param(lambda: example(["rule"], n=200, attributes=SMALL, crosses=(), hard=["rule"]), id="decisions alone"),
        pytest.param(lambda: example(["rule", "b"], n=200, attributes=SMALL, crosses=(), hard=["rule"]), id="decisions and scores"),
        pytest.param(lambda: example(["a"], n=30, attributes=SMALL, crosses=(), intercept=-40), id="no events"),
        pytest.param(lambda: example(["a"], n=30, attributes=SMALL, crosses=(), intercept=40), id="events alone"),
        pytest.param(lambda: example(["a"], n=200, attributes={}, crosses=(), thresholds=()), id="no thresholds"),
        pytest.param(lambda: {**example(["a"], n=50, attributes={}, crosses=()), "rows": [], "curves": []}, id="no rows"),
        pytest.param(lambda: {**example(["a"], n=50, attributes={}, crosses=()), "curves": []}, id="no curves"),
        pytest.param(lambda: example(["a"], n=1, attributes=SMALL, crosses=()), id="one row"),
        pytest.param(
            lambda: {**example(["a"], n=50, attributes=SMALL, crosses=()), "notices": [{"code": "c", "text": "A notice."}]}, id="notices"
        ),
    ]


def as_number(x: Any) -> float:
    return math.nan if x is None else float(x)


def written(row: dict[str, Any]) -> str:
    """What a row's cell must say: the digits are those of the terminal."""
    value, lower, upper = (as_number(row[key]) for key in ("value", "lower", "upper"))
    if math.isnan(value):
        reasons = {
            "too_few": "not estimated (too few rows)",
            "no_positives": "not defined (no events)",
            "no_negatives": "not defined (only events)",
        }
        return reasons.get(row["status"], "not defined (zero in the denominator)")
    texts = [text.replace("-", "−") for text in number_texts(value, lower, upper)]
    if math.isnan(lower):
        return texts[0]
    return f"{texts[0]} ({texts[1]}{' to ' if lower < 0 or upper < 0 else '–'}{texts[2]})"


def sized(row: dict[str, Any]) -> str:
    """What stands under n: the counts of a share, else the rows."""
    return f"{row['n']:,}" if row["denominator"] is None else f"{row['numerator']:,}/{row['denominator']:,}"


def plain(text: str) -> str:
    """A cell with any reason after a value taken off."""
    return text if text.startswith("not") else re.sub(r" \((?!\d|−|∞)[^)]*\)$", "", text)


def label_of(metric: str) -> str:
    from clinmetrics.report import words

    return words.metric(metric).label


def test_every_overall_number_is_the_results(result: dict[str, Any], page: Node) -> None:
    sections: dict[tuple[str, str, str], tuple[str, str]] = {}
    heading = ""
    for line in cells(page.all("table", "overall")[0]):
        if len(set(line)) == 1:
            heading = line[0]
            continue
        metric, model, estimate, _, n = line
        sections[heading, metric, model] = (estimate, n)
    overall = [row for row in result["rows"] if not row["group"]]
    assert len(sections) == len(overall) == 30
    for row in overall:
        threshold = row["parameters"].get("threshold")
        found = [
            value
            for (h, metric, model), value in sections.items()
            if metric == label_of(row["metric"]) and model == row["model"] and (threshold is None) == ("threshold" not in h)
        ]
        assert len(found) == 1
        assert plain(found[0][0]) == written(row)
        assert found[0][1] == sized(row)


def everything(row: dict[str, Any]) -> str:
    """A value as the table of all metrics has it: with its interval, its reason, its counts and its warnings."""
    size = sized(row)
    flags = "".join(f" [{flag_entry(flag)[0]}]" for flag in row["flags"])
    return written(row) + (f" {size}" if "/" in size else "") + flags


def test_every_group_number_is_the_results(result: dict[str, Any], page: Node) -> None:
    shown: dict[tuple[str, ...], str] = {}
    for attribute, section in zip(result["attributes"], page.all("section", "attribute")):
        for table in section.all("table", "every"):
            heads = [head.text for head in table.all("thead")[0].all("th")]
            at = {head: heads.index(head) for head in ("Model", "n", "Events")}
            for line in cells(table):
                where = f" at {line[2]}" if "Threshold" in heads else ""
                for metric, estimate in list(zip(heads, line))[at["Events"] + 1 :]:
                    names = line[0].split(" × ")
                    shown[(attribute["name"], *names, f"{metric}{where}", line[1])] = f"{estimate}|{line[at['n']]}|{line[at['Events']]}"
    rows = [row for row in result["rows"] if row["group"]]
    assert len(shown) == len(rows) > 600
    for row in rows:
        group = tuple("(missing)" if part["value"] is None else part["value"] for part in row["group"])
        events = "–" if row["status"] == "too_few" else f"{row['n_positive']:,}"
        metric = label_of(row["metric"]) + (" at 0.2" if row["parameters"] else "")
        assert shown[(row["attribute"], *group, metric, row["model"])] == f"{everything(row)}|{row['n']:,}|{events}"


def test_forest_tables_show_every_group_of_every_model(result: dict[str, Any], page: Node) -> None:
    for attribute, section in zip(result["attributes"], page.all("section", "attribute")):
        groups = {json.dumps(row["group"]) for row in result["rows"] if row["attribute"] == attribute["name"]}
        for forest in section.all("table", "forest"):
            assert "95% intervals" in forest.all("caption")[0].text
        lines = [len(cells(forest)) for forest in section.all("table", "forest")]
        assert sum(lines) == 4 * (len(groups) + 1)


def test_small_groups_stand_with_n_and_reason(page: Node) -> None:
    small = [node.text for node in page.all("p", "small-groups")]
    assert small[0].startswith("Too small for an estimate: other (n")
    assert any("not estimated (too few rows)" in " ".join(line) for table in page.all("table", "forest") for line in cells(table))


def test_missing_is_a_visible_group(page: Node) -> None:
    education = page.all("section", "attribute")[3]
    assert [node.text for node in education.all("em", "missing")]
    assert "(missing)" in [line[0] for forest in education.all("table", "forest") for line in cells(forest)]


def test_a_value_that_is_called_missing_is_told_apart() -> None:
    made = example(["a"], n=300, attributes={"sex": [("(missing)", 0.5), (None, 0.5)]}, crosses=())
    names = [line[0] for line in cells(parse(render(made)).all("table", "forest")[0])]
    assert names == ["All patients", r"\(missing)", "(missing)"]


def test_what_the_intervals_of_subgroups_are_is_said_beside_them(page: Node) -> None:
    section = next(node for node in page.all("section") if node.attributes.get("id") == "subgroups")
    assert "95% interval for its own subgroup, not adjusted for the number of subgroups" in section.text
    assert "a reason to look further, not a finding" in section.text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"value": None, "lower": None, "upper": None, "status": "no_positives", "interval_status": "undefined_value"},
            "not defined (no events)",
        ),
        (
            {"value": None, "lower": None, "upper": None, "status": "no_negatives", "interval_status": "undefined_value"},
            "not defined (only events)",
        ),
        ({"value": None, "lower": None, "upper": None, "status": "empty", "interval_status": "undefined_value"}, "not defined (no rows)"),
        (
            {"value": None, "lower": None, "upper": None, "status": "zero_denominator", "interval_status": "undefined_value"},
            "not defined (zero in the denominator)",
        ),
        (
            {"value": None, "lower": None, "upper": None, "status": "a_new_status", "interval_status": "undefined_value"},
            "not defined (a new status)",
        ),
        ({"value": "inf", "lower": 2.31, "upper": "inf", "status": "zero_denominator"}, "∞ (2.310–∞) (zero in the denominator)"),
        (
            {"lower": None, "upper": None, "interval_status": "refused_clusters"},
            "(no interval: the method is not valid with several rows of one unit)",
        ),
        (
            {"lower": None, "upper": None, "interval_status": "too_few_replicates"},
            "(no interval: too few bootstrap replicates for this level)",
        ),
        ({"value": 0.5, "lower": -0.25, "upper": 0.75}, "0.500 (−0.250 to 0.750)"),
        ({"value": 0.00001, "lower": 0.0, "upper": 0.5}, "0.000010 (0.000–0.500)"),
        ({"value": 4.6e-12, "lower": 4.1e-12, "upper": 5e-12}, "4.6×10⁻¹² (4.1×10⁻¹² to 5.0×10⁻¹²)"),
        ({"value": 0.998, "lower": 0.988, "upper": 0.9996}, "0.998 (0.988–0.9996)"),
        ({"flags": ["prevalence_fixed_by_design"]}, "prevalence fixed by design"),
    ],
)
def test_reasons_and_edges_are_written_out(change: dict[str, Any], says: str) -> None:
    made = example(["a"], n=300, attributes={}, crosses=())
    row = next(row for row in made["rows"] if row["metric"] == "ppv")
    row.update(change)
    line = next(line for line in cells(parse(render(made)).all("table", "overall")[0]) if line[0] == "PPV")
    assert says in line[1]


def test_each_method_status_and_flag_used_is_explained(result: dict[str, Any]) -> None:
    made = copy.deepcopy(result)
    made["rows"][0]["flags"] = ["threshold_rounding", "prevalence_fixed_by_design"]
    from clinmetrics.report.words import method_label

    terms = [node.text for node in parse(render(made)).all("dt")]
    for row in made["rows"]:
        assert row["lower"] is None or method_label(row["method"]) in terms
        assert label_of(row["metric"]) in terms
    assert {"threshold rounding", "prevalence fixed by design", "too few rows"} <= set(terms)


def test_provenance_is_all_there(result: dict[str, Any], page: Node) -> None:
    section = next(node for node in page.all("section") if node.attributes.get("id") == "provenance")
    facts = dict(zip([node.text for node in section.all("dt")], [node.text for node in section.all("dd")]))
    assert facts["clinmetrics version"] == "0.1.0"
    assert facts["Rows received"] == "1,637"
    assert facts["Rows analysed"] == "1,629"
    assert facts["Seed"] == "7"
    assert facts["Kind of bootstrap weights"] == "multinomial"
    assert facts["Bootstrap replicates"] == "2,000"
    assert facts["Backend"] == "reference"
    assert facts["Unit of resampling"] == "the row"
    assert facts["Outcome"] == "died"
    assert facts["Thresholds"] == "0.2"
    assert facts["Missing values"] == "drop"
    assert facts["Subgroups"].startswith("sex, race")
    digests = [[one["name"], one["argument"], one["sha256"]] for one in result["provenance"]["input_sha256"]]
    assert cells(section.all("table", "hashes")[0]) == digests


def test_units_with_several_rows_are_said_and_their_rows_are_called_rows() -> None:
    made = example(["a"], n=300, attributes={}, crosses=())
    made["provenance"]["unit"] = "patient_id"
    assert "300 patients, of whom" in render(made)
    for row in made["rows"]:
        row["n_units"] = 120
    page = parse(render(made)).text
    assert "300 rows of 120 units (“patient_id”), of which" in page
    assert "The intervals take into account that a unit has several rows." in page
    assert "patients" not in page


def test_weights_are_said() -> None:
    made = example(["a"], n=300, attributes={}, crosses=())
    assert "Effective number" not in render(made)
    made["provenance"]["sample_weight"] = "w"
    for row in made["rows"]:
        row["n_eff"] = 123.25
    root = parse(render(made))
    facts = dict(zip([node.text for node in root.all("dt")], [node.text for node in root.all("dd")]))
    assert facts["Effective number of patients after weighting"] == "123.2"
    assert "(sum of weights) patients who died (above the line)" in root.text
    assert "All values are weighted; these counts are not." in root.text


@pytest.mark.parametrize("make", shapes())
def test_every_shape_is_well_formed_and_stands_alone(make: Any) -> None:
    page = render(make())
    root = parse(page)
    ids = [node.attributes["id"] for node in root.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in root.walk():
        assert node.tag not in {
            "script",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "form",
            "img",
            "foreignobject",
            "animate",
            "set",
            "use",
            "image",
        }
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "xlink:href", "action", "formaction", "style"}
            assert name != "href" or re.fullmatch(r"#[a-z-]+", value or "")
            if name in {"aria-labelledby", "aria-describedby"}:
                assert set((value or "").split()) <= set(ids)
            if name == "href":
                assert (value or "")[1:] in ids
    assert "url(" not in page
    assert "@import" not in page
    assert not re.search(r"https?:|//[a-z]", page)
    assert "nan" not in {word.lower() for node in root.all("td") for word in node.text.split()}
    for svg in root.all("svg", "chart"):
        assert [child.tag for child in svg.children if isinstance(child, Node)][:2] == ["title", "desc"]
        assert svg.attributes["role"] == "img"
        assert "NaN" not in "".join(str(v) for node in svg.walk() for v in node.attributes.values()).replace("nan", "NaN")


def test_policy_allows_nothing_but_inline_style(page: Node) -> None:
    policy = next(node for node in page.all("meta") if node.attributes.get("http-equiv") == "Content-Security-Policy")
    assert (policy.attributes["content"] or "").startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_tables_can_be_heard(page: Node) -> None:
    for table in page.all("table"):
        assert len(table.all("caption")) == 1
        assert all(
            cell.attributes.get("scope") in {"col", "row", "rowgroup"} or cell.attributes.get("class") == "strip-cell"
            for cell in table.all("th")
        )


@pytest.mark.parametrize("make", shapes())
def test_headings_skip_no_level(make: Any) -> None:
    headings = [int(node.tag[1]) for node in parse(render(make())).walk() if re.fullmatch("h[1-6]", node.tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(headings, headings[1:]))


def test_the_same_result_gives_the_same_bytes(result: dict[str, Any]) -> None:
    before = json.dumps(result, sort_keys=True)
    assert render(result) == render(json.loads(before))
    assert json.dumps(result, sort_keys=True) == before


def test_two_long_names_alike_stay_two_models() -> None:
    names = ["m" * 300 + "a" + "m" * 300, "m" * 300 + "b" + "m" * 300]
    root = parse(render(example(names, n=200, attributes={}, crosses=())))
    assert len(root.all("article", "card")) == 2
    assert max(len(node.text) for node in root.all("bdi")) < 160


def test_crossed_groups_have_a_column_a_part(page: Node) -> None:
    crossed = page.all("section", "attribute")[4]
    assert crossed.all("h3")[0].text.startswith("sex × age_band")
    heads = [node.text for node in crossed.all("table", "forest")[0].all("thead")[0].all("th", "first")]
    assert heads == ["sex × age_band"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": "clinmetrics.result/3"}, "`schema`"),
        ({"rows": None}, "`rows`"),
        ({"rows": [{}]}, "`rows`"),
        ({"models": "a"}, "`models`"),
        ({"provenance": None}, "`provenance`"),
        ({"curves": [{"model": "a", "tp": [1, 2], "fp": [1], "n_positive": 1, "n_negative": 1}]}, "`curves`"),
    ],
)
def test_what_is_no_result_is_refused(change: dict[str, Any], message: str) -> None:
    made = {**example(["a"], n=50, attributes={}, crosses=()), **change}
    with pytest.raises(ValueError, match=message):
        render(made)


def test_a_number_that_is_text_is_refused_without_being_echoed() -> None:
    made = example(["a"], n=50, attributes={}, crosses=())
    made["rows"][0]["value"] = "patient 4711"
    with pytest.raises(ValueError, match="`value`") as caught:
        render(made)
    assert "4711" not in str(caught.value)


def test_write_is_whole_and_follows_no_link(tmp_path: Path, result: dict[str, Any]) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("untouched")
    target = tmp_path / "audit.html"
    target.symlink_to(victim)
    assert write(result, target) == target
    assert victim.read_text() == "untouched"
    assert not target.is_symlink()
    assert target.read_text(encoding="utf-8") == render(result)
    with pytest.raises(ValueError, match="schema"):
        write({}, tmp_path / "none.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.html", "victim.txt"]


def test_the_stored_example_still_renders() -> None:
    stored = json.loads((Path(__file__).parent.parent / "data" / "report" / "example.json").read_text(encoding="utf-8"))
    assert "Audit of logistic_regression and gradient_boosting" in parse(render(stored)).all("h1")[0].text


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (0.8354, "0.835"),
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (1.0, "1.000"),
        (0.9999, "0.9999"),
        (0.00042, "0.00042"),
        (-0.9999, "−0.9999"),
        (1.5e7, "1.5×10⁷"),
        (-4.6e-12, "−4.6×10⁻¹²"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "–"),
    ],
)
def test_number(x: float, says: str) -> None:
    assert number(x) == says


def test_span_and_parameter() -> None:
    assert span(*numbers(0.81, 0.857)) == "0.810–0.857"
    assert span(*numbers(-0.1, 0.2)) == "−0.100 to 0.200"
    assert span(*numbers(0.99951, 0.99952)) == "0.99951–0.99952"
    assert [parameter(x) for x in (0.2, 2.0, 10, -4.5, "equal_mass", True, None, 1e-9)] == [
        "0.2",
        "2",
        "10",
        "−4.5",
        "equal mass",
        "true",
        "none",
        "1e−09",
    ]


def test_percents_never_round_to_none_or_all() -> None:
    shown = [percent(x) for x in (0, 1, 0.5, 0.195212, 0.9997, 0.00004, 1 - 1e-9)]
    assert shown == ["0.0%", "100.0%", "50.0%", "19.5%", "99.97%", "0.004%", "99.9999999%"]
    assert percent_span(0.688, 0.784) == "68.8–78.4%"
    assert percent_span(0.99911, 0.99914) == "99.911–99.914%"


def test_counts_keep_what_weights_need() -> None:
    assert [count(n) for n in (1629, 1629.0, 12.34, 0.00042, math.nan)] == ["1,629", "1,629", "12.3", "0.00042", "–"]


def test_thresholds_are_written_as_people_write_them_and_told_apart() -> None:
    assert threshold_texts([0.1 + 0.2]) == {0.1 + 0.2: "0.3"}
    assert threshold_texts([0.1 + 0.2, 0.3, 0.5]) == {0.3: "0.3", 0.1 + 0.2: "0.30000000000000004", 0.5: "0.5"}
    assert threshold_texts([1e-310, -2.0, 1e15]) == {1e-310: "1×10⁻³¹⁰", -2.0: "−2", 1e15: "1×10¹⁵"}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("F", "F"),
        ("a\u202eb", r"a\u202eb"),
        ("a\\u202eb", r"a\\u202eb"),
        ("\x00\n\t", r"\u0000\u000a\u0009"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("\u200b\ufeff\u00ad", r"\u200b\ufeff\u00ad"),
        ("é中ع", "é中ع"),
        ("\u3164", r"\u3164"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + r"\u0301" * 2),
    ],
)
def test_visible(raw: str, says: str) -> None:
    assert visible(raw) == says


def _contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_colors_have_contrast(scheme: int) -> None:
    import clinmetrics.report

    style = (Path(clinmetrics.report.__file__).parent / "style.css").read_text(encoding="utf-8")
    colors: dict[str, str] = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", style.split(":root {")[scheme + 1].split("}")[0]))
    paper, raised = colors["paper"], colors["raised"]
    for ground in (paper, raised):
        assert _contrast(colors["ink"], ground) >= 7
        assert _contrast(colors["soft"], ground) >= 4.5
    assert _contrast(colors["link"], paper) >= 4.5
    assert _contrast(colors["care"], paper) >= 4.5
    for series in ("c0", "c1", "c2", "c3", "c4", "c5", "refer"):
        assert _contrast(colors[series], paper) >= 3, series
