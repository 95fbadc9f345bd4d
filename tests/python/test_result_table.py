# SPDX-License-Identifier: Apache-2.0
"""Tables for papers: what stands in which cell, reasons in footnotes, and formats that keep every text a text."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pandas")
import clinmetrics as cm
import pandas as pd
from clinmetrics.result import Result
from clinmetrics.result_table import ResultTable
from made_results import NAN, made, usual
from report_page import Node, parse

ROOT = Path(__file__).resolve().parents[2]
UNDEFINED = {"value": NAN, "lower": NAN, "upper": NAN, "method": "none", "interval_status": "undefined_value"}
HOSTILE = r"""=SUM(A1) <b>&%$#_{}~^\|"'`*[x] – β −1 [^a]"""


def small(**changes: Any) -> Result:
    """Two models by two metrics, one of them undefined and one without an interval."""
    return made(
        ["new", "old"], [([], [[]])], [("auroc", {}), ("sensitivity", {"threshold": 0.2})],
        changes={
            0: {"value": 0.875, "lower": 0.75, "upper": 0.9375},
            2: {**UNDEFINED, "status": "no_positives"},
            3: {"lower": NAN, "upper": NAN, "method": "none", "interval_status": "zero_variance"},
        },
        **changes,
    )  # fmt: skip


def texts(table: ResultTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.cells]


# --- what stands where ----------------------------------------------------------------------------------------------------------------


def test_one_group_is_metrics_by_models() -> None:
    table = small().table()
    assert table.row_names == ("Metric",)
    assert table.rows == (("AUROC",), ("Sensitivity at 0.2",))
    assert table.columns == (("new",), ("old",))
    assert texts(table)[0][0] == "0.88 (0.75–0.94)"
    assert texts(table)[1] == ["0.75 (0.50–0.88)", "0.75"]


def test_groups_are_by_metrics_with_their_sizes() -> None:
    table = usual().where(attribute="sex", metric="auroc").table()
    assert table.row_names == ("Group", "n", "Events", "Model")
    assert table.column_names == ("Metric",)
    assert table.rows[:2] == (("sex=F", "100", "40", "risk"), ("sex=F", "100", "40", "Old score"))
    assert [row[0] for row in table.rows][2:] == ["sex=M", "sex=M", "sex=(missing)", "sex=(missing)"]


def test_every_cell_is_the_estimate_of_its_headings() -> None:
    data = pd.read_csv(ROOT / "examples/demo/predictions.csv").head(400)
    result = cm.evaluate(
        data, y_true="died", y_score=["logistic", "boosting"], threshold=[0.1, 0.2], groups="sex", metrics=["auroc", "ppv"], ci=None
    )
    table = result["ppv"].table(rows=["model", "threshold"], columns=["attribute", "group"], cell="{value:.6f} {n}")
    assert len(table.rows) == 4
    assert len(table.columns) == 3
    for (model, threshold), line in zip(table.rows, texts(table)):
        for (attribute, level), cell in zip(table.columns, line):
            group = "all" if attribute == "All" else f"{attribute}={level}"
            one = result["ppv"].where(model=model, threshold=float(threshold), group=group).one()
            assert cell == f"{one.value:.6f} {one.n}"


def test_rows_are_sorted_by_their_first_name() -> None:
    table = usual()["sensitivity"].where(model="risk", attribute="sex").table(rows=["threshold", "group"], columns="metric")
    assert table.rows[:3] == (("0.2", "sex=F"), ("0.2", "sex=M"), ("0.2", "sex=(missing)"))
    assert table.columns == (("Sensitivity",),)


def test_what_was_not_given_is_completed() -> None:
    table = usual().where(model="risk", attribute="sex", threshold=0.2).table(columns="group")
    assert table.rows == (("Sensitivity at 0.2",), ("Fβ (beta 2) at 0.2",))
    assert table.columns == (("sex=F",), ("sex=M",), ("sex=(missing)",))


def test_a_stored_result_gives_the_same_table() -> None:
    result = usual().where(attribute="sex")
    assert Result.from_json(result.to_json()).table() == result.table()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": "metric", "columns": "threshold"}, r"2 models, which neither `rows` nor `columns` names; .*where\(model=...\)"),
        ({"rows": "models"}, "`rows` must name at least one of model, metric, attribute, group, threshold, n, events, each once"),
        ({"columns": ["model", "model"]}, "`columns` must name"),
        ({"rows": []}, "`rows` must name"),
        ({"rows": "model", "columns": ["metric", "model"]}, "'model' is in `rows` and in `columns`"),
        ({"cell": "{vale:.2f}"}, "the field 'vale'; an estimate has model, metric, value"),
        ({"cell": "{value"}, "`cell` is not a valid format"),
        ({"cell": "{value.__class__}"}, "`cell` has the field"),
        ({"cell": "{value:d}"}, "a format that does not fit its field"),
        ({"cell": "none"}, "`cell` has no field"),
    ],
)
def test_what_makes_no_table_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small().table(**options)


# --- cells ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "cell", "text"),
    [
        ({"value": -0.1, "lower": -0.25, "upper": 0.05}, None, "−0.10 (−0.25 to 0.05)"),
        ({"value": 2.5, "lower": 1.0, "upper": float("inf")}, None, "2.50 (1.00–∞)"),
        ({"value": -0.001, "lower": -0.004, "upper": 0.004}, "{value:.2f} ({lower:.2f}–{upper:.2f})", "0.00 (0.00 to 0.00)"),
        ({"value": 0.5}, "{value:.1%} [{lower:.1%}, {upper:.1%}]", "50.0% [50.0%, 87.5%]"),
        ({"numerator": 30.0, "denominator": 40.0}, "{numerator:.0f}/{denominator:.0f}", "30/40"),
        ({}, "{method}, {n:,}", "wilson, 100"),
        ({"lower": NAN, "upper": NAN, "interval_status": "not_requested", "method": "none"}, None, "0.75"),
    ],
)
def test_a_cell_follows_its_format(change: dict[str, Any], cell: str | None, text: str) -> None:
    result = made(["m"], [([], [[]])], [("auroc", {})], changes={0: change})
    assert texts(result.table(**({} if cell is None else {"cell": cell}))) == [[text]]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((0.001, 0.00054, 0.00184), "0.0010 (0.00054–0.0018)"),  # 10 events in 10,000 rows, by Wilson
        ((0.99994, 0.99991, 0.99996), "0.99994 (0.99991–0.99996)"),
        ((0.0021, -0.00035, 0.0046), "0.0021 (−0.00035 to 0.0046)"),
        ((-0.001, -0.004, 0.004), "−0.0010 (−0.0040 to 0.0040)"),
        ((0.932, 0.928, 0.934), "0.932 (0.928–0.934)"),
        ((0.93, 0.87, 0.9996), "0.93 (0.87–0.9996)"),
        ((3e-7, 1e-8, 6e-7), "3.0×10⁻⁷ (1.0×10⁻⁸ to 6.0×10⁻⁷)"),
        ((1.0, 0.57, 1.0), "1.00 (0.57–1.00)"),
        ((0.0, -1e-17, 0.02), "0.00 (0.00 to 0.02)"),
        ((1.003, 0.95, 1.06), "1.00 (0.95–1.06)"),
        ((-0.004, -0.1, 0.11), "0.00 (−0.10 to 0.11)"),
        ((0.004, NAN, NAN), "0.0040"),
    ],
)
def test_the_usual_cell_hides_no_number(numbers: tuple[float, float, float], text: str) -> None:
    change = dict(zip(("value", "lower", "upper"), numbers))
    result = made(["m"], [([], [[]])], [("auroc", {})], changes={0: change})
    assert texts(result.table()) == [[text]]


def test_powers_of_ten_are_written_in_latex() -> None:
    from clinmetrics.result_table.latex import escaped

    assert escaped("4.6×10⁻¹²") == r"4.6$\times$10$^-$$^1$$^2$"


@pytest.mark.parametrize("cell", [None, "{value:.2f} [{lower:.2f}, {upper:.2f}]", "{lower:.2f}"])
def test_a_table_without_intervals_claims_none(cell: str | None) -> None:
    none = {"lower": NAN, "upper": NAN, "method": "none", "interval_status": "not_requested"}
    result = made(["m"], [([], [[]])], [("auroc", {}), ("brier", {})], changes={0: none, 1: none})
    assert result.table(cell=cell).notes == ("n = 100, 40 events.",)
    with_one = made(["m"], [([], [[]])], [("auroc", {}), ("brier", {})], changes={0: none})
    assert "95%" in with_one.table(cell=cell).notes[0]


def test_a_missing_number_has_its_reason_in_a_footnote() -> None:
    table = small().table()
    assert texts(table)[0][1] == "no events"
    reasons = list(table.footnotes.items())
    assert reasons[0][1] == "a"
    assert reasons[0][0].startswith("No row of the group has the outcome")
    assert reasons[1] == ("No interval: no variation in the data.", "b")
    assert "no events<sup>a</sup>" in table.to_markdown()
    assert "\n\n<sup>b</sup> No interval" in table.to_markdown()
    assert r"no events\textsuperscript{a}" in table.to_latex()
    assert "no events [a]" in table.to_csv()
    assert table.notes == ("Values with 95% intervals. n = 100, 40 events.",)


def test_marks_go_on_after_z() -> None:
    from clinmetrics.result_table.table import _mark

    assert [_mark(i) for i in (0, 25, 26, 27, 51, 52)] == ["a", "z", "aa", "ab", "az", "ba"]


# --- formats --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hostile() -> ResultTable:
    result = made([HOSTILE, "+1", "\u202eevil\x07"], [(["sex"], [["@F"], [HOSTILE]])], [("auroc", {})])
    return result.table(rows=["attribute", "group"], columns="model", caption=HOSTILE)


def test_markdown_is_a_table_of_the_same_cells(hostile: ResultTable) -> None:
    plain = small().table()
    lines = plain.to_markdown().splitlines()
    assert lines[0] == "| Metric | new | old |"
    assert lines[1] == "| :-- | --: | --: |"
    assert lines[2].startswith("| AUROC | 0.88 (0.75–0.94) | no events")
    for line in hostile.to_markdown().splitlines()[2:6]:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == len(hostile.row_names) + len(hostile.columns) + 1
    assert not re.search(r"(?<!\\)<(?!/?sup>)", hostile.to_markdown())


def test_markdown_escapes_only_what_it_would_read() -> None:
    from clinmetrics.result_table.markdown import escaped

    assert escaped("model_a, age=65+, 25-34 (n = 5)") == "model_a, age=65+, 25-34 (n = 5)"
    assert escaped("_a_ *b* [c](d) `e` 1 < 2 | 3") == r"\_a\_ \*b\* \[c\]\(d) \`e\` 1 \< 2 \| 3"
    assert escaped("+1") == r"\+1"


def test_csv_runs_no_formula(hostile: ResultTable) -> None:
    head, *rows = csv.reader(io.StringIO(hostile.to_csv(), newline=""))
    assert head[2].startswith("'=SUM(A1)")
    assert head[3] == "'+1"
    assert rows[0][1] == "'@F"
    assert {len(row) for row in rows} == {len(head)}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in [head, *rows] for cell in row)


def test_html_escapes_and_spans(hostile: ResultTable) -> None:
    tree = parse(hostile.to_html())
    assert not tree.all("b")
    assert "\u202e" not in hostile.to_html()
    assert tree.all("caption")[0].text.startswith("=SUM(A1) <b>&%$#")
    table = usual()["sensitivity"].where(attribute="sex", model="risk").table(rows="group", columns=["metric", "threshold"])
    (head, below) = parse(table.to_html()).all("thead")[0].all("tr")
    assert [(n.text, n.attributes.get("colspan"), n.attributes.get("rowspan")) for n in head.all("th")] == [
        ("Group", None, "2"), ("Sensitivity", "2", None),
    ]  # fmt: skip
    assert [n.text for n in below.all("th")] == ["0.2", "0.35"]
    assert _n_columns(parse(table.to_html())) == {3}


def _n_columns(tree: Node) -> set[int]:
    return {len([c for c in row.children if isinstance(c, Node)]) for body in tree.all("tbody") for row in body.all("tr")}


def test_latex_escapes_every_special_character() -> None:
    from clinmetrics.result_table.latex import escaped

    assert escaped("a_b & 50% #1 {x} $5 ~^\\") == r"a\_b \& 50\% \#1 \{x\} \$5 \textasciitilde{}\textasciicircum{}\textbackslash{}"
    assert escaped("0.1–0.2, −1, β") == r"0.1--0.2, $-$1, $\beta$"
    assert "[" not in escaped("[x]").replace("{[}", "")  # a bracket after \\ would be read as a length


def demo() -> Result:
    data = pd.read_csv(ROOT / "examples/demo/predictions.csv")
    return cm.evaluate(
        data, y_true="died", y_score=["logistic", "boosting"], threshold=0.2, groups=["sex", "age_band"],
        metrics=["auroc", "brier", "sensitivity", "ppv"], n_resamples=200,
    )  # fmt: skip


def pdf_text(table: ResultTable, folder: Path) -> None:
    program = shutil.which("pdflatex") or pytest.skip("no pdflatex")
    head = "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\begin{document}\n"
    (folder / "table.tex").write_text(f"{head}{table.to_latex()}\\end{{document}}\n", encoding="utf-8")
    done = subprocess.run([program, "-interaction=nonstopmode", "-halt-on-error", "table.tex"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (folder / "table.pdf").stat().st_size > 1000


def test_the_demos_table_compiles_in_latex(tmp_path: Path) -> None:
    pdf_text(demo().table(caption="Two models, deaths by 1992"), tmp_path)


def test_hostile_names_compile_in_latex(hostile: ResultTable, tmp_path: Path) -> None:
    pdf_text(hostile, tmp_path)


def test_the_demos_table_opens_in_word(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    table = demo().where(attribute="sex").table(caption="Two models")
    table.to_word(tmp_path / "table.docx")
    document = docx.Document(tmp_path / "table.docx")
    (read,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in read.rows]
    assert rows[0] == [*table.row_names, *(column[0] for column in table.columns)]
    n = len(table.row_names)
    assert [row[n:] for row in rows[1:]] == texts(table)
    assert rows[2][:n] == ["", "", "", "boosting"]
    assert document.paragraphs[0].text == "Two models"
    assert document.paragraphs[-1].text == "Values with 95% intervals."


def test_headings_above_each_other_are_merged_in_word(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    table = usual()["sensitivity"].where(attribute="sex", model="risk").table(rows="group", columns=["metric", "threshold"])
    table.to_word(tmp_path / "table.docx")
    rows = docx.Document(tmp_path / "table.docx").tables[0].rows
    assert [cell.text for cell in rows[0].cells] == ["", "Sensitivity", "Sensitivity"]
    assert rows[0].cells[1]._tc is rows[0].cells[2]._tc
    assert [cell.text for cell in rows[1].cells] == ["Group", "0.2", "0.35"]


def test_the_demos_table_opens_in_excel_and_stays_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    table = demo().table(caption="Two models", cell="{value:.3f}")
    table.to_excel(tmp_path / "table.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    n = len(table.row_names)
    assert sheet["A1"].value == "Two models"
    assert rows[0] == [*table.row_names, *(column[0] for column in table.columns)]
    assert [row[n:] for row in rows[1 : len(table.rows) + 1]] == texts(table)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_hostile_names_are_text_in_word_and_excel(hostile: ResultTable, tmp_path: Path) -> None:
    openpyxl, docx = pytest.importorskip("openpyxl"), pytest.importorskip("docx")
    hostile.to_excel(tmp_path / "table.xlsx")
    head = list(openpyxl.load_workbook(tmp_path / "table.xlsx").active[3])
    assert head[2].value.startswith("=SUM(A1)")
    assert {cell.data_type for cell in head} == {"s"}
    hostile.to_word(tmp_path / "table.docx")
    assert docx.Document(tmp_path / "table.docx").tables[0].rows[0].cells[3].text == "+1"


def test_names_in_cells_have_no_hidden_characters(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    table = made(["\u202eevil\x07"], [([], [[]])], [("auroc", {})]).table(cell="{model}: {value:.2f}")
    assert texts(table) == [["\\u202eevil\\u0007: 0.75"]]
    table.to_excel(tmp_path / "table.xlsx")


def test_a_styler_shows_the_same_texts_escaped(hostile: ResultTable) -> None:
    pytest.importorskip("jinja2")
    style = small().table().to_styler()
    assert style.data.iloc[0, 0] == "0.88 (0.75–0.94)"
    assert "no events [a]" in style.to_html()
    assert "<b>" not in hostile.to_styler().to_html()


@pytest.mark.parametrize(("package", "method"), [("docx", "to_word"), ("openpyxl", "to_excel")])
def test_a_missing_package_is_named(package: str, method: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=r"pip install 'clinmetrics\[tables\]'"):
        getattr(small().table(), method)(tmp_path / "table")
