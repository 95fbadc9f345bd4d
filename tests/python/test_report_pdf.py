# SPDX-License-Identifier: Apache-2.0
"""The PDF of a report: tagged and archivable, with the numbers of the page, the same bytes each time, whatever the names and the fonts are."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typst")
pytest.importorskip("pypdf")
pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

import pypdf
import typst
from audit_data import audit
from clinmetrics import Result, evaluate
from clinmetrics.report import render as page_of
from clinmetrics.report.pdf import Made, drawings, make, typeset
from clinmetrics.report.pdf.data import plain
from clinmetrics.report.read import read
from clinmetrics.report.tables import MOST_PRINTED_COLUMNS, MOST_PRINTED_LINES
from clinmetrics.report.view import build
from report_data import example
from report_page import Node, parse

RESULT = example(n=300, attributes={"sex": (("female", 0.5), ("male", 0.5))}, crosses=())
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def document(**changes: Any) -> dict[str, Any]:
    """A result of two models with groups, and its audit."""
    return {**RESULT, "audit": audit(), **changes}


@pytest.fixture(scope="module")
def made() -> Made:
    return make(document())


@pytest.fixture(scope="module")
def reader(made: Made) -> Any:
    return pypdf.PdfReader(io.BytesIO(made.pdf))


@pytest.fixture(scope="module")
def texts(reader: Any) -> list[str]:
    return [page.extract_text() for page in reader.pages]


def text_of(texts: list[str]) -> str:
    """The text of all pages, in which a long word may be broken anywhere."""
    return "\n".join(texts).replace("\u200b", "").replace("\u2068", "").replace("\u2069", "")


def pages_of(made: Made) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]


def tags_of(reader: Any) -> Counter[str]:
    """How often each structure tag occurs."""
    tags: Counter[str] = Counter()
    open_nodes = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while open_nodes:
        node = open_nodes.pop().get_object()
        if isinstance(node, list):
            open_nodes += node
        elif isinstance(node, dict):
            tags.update([node["/S"]] if "/S" in node else [])
            assert node.get("/S") != "/Figure" or node.get("/Alt")
            open_nodes += [node["/K"]] if "/K" in node else []
    return tags


def small(**columns: Any) -> dict[str, Any]:
    """A result of forty rows."""
    y = [0, 1] * 20
    scores = {name: [0.3 + 0.4 * yi + 0.01 * (i % 7) for i, yi in enumerate(y)] for name in columns.pop("models", ["model"])}
    found = evaluate(y_true=y, y_score=scores, metrics=["auroc", "sensitivity"], threshold=0.5, n_resamples=50, **columns)
    return found.to_json_dict()


def test_it_meets_the_standards_for_archives_and_for_assistive_technology(made: Made, reader: Any) -> None:
    assert made.standards == ("a-2a", "ua-1")
    assert made.notices == ()
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part\W+1\b", metadata)
    assert re.search(r"pdfaid:part\W+2\b", metadata)
    assert re.search(r"pdfaid:conformance\W+A\b", metadata)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.startswith("Audit of")


def test_its_tags_are_headings_tables_and_described_figures(reader: Any) -> None:
    tags = tags_of(reader)
    assert min(tags[tag] for tag in ("/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/Figure", "/Caption", "/L", "/LI")) > 0
    assert tags["/TD"] > tags["/TH"]
    assert any(one.title == "Goals" for one in reader.outline if not isinstance(one, list))


def test_each_page_has_its_number_and_the_run(texts: list[str]) -> None:
    last = len(texts)
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {last}" in text
        assert len(text) > 200
        assert number == 1 or f"Run {audit()['run_id']}" in text


def test_it_has_the_sections_and_the_numbers_of_the_page(texts: list[str]) -> None:
    page, text = parse(page_of(document())), text_of(texts)
    missing = [h.text for h in page.all("h2") if re.sub(r"\s", "", h.text) not in re.sub(r"\s", "", text)]
    assert missing == []
    found = set(NUMBER.findall(text))
    wanted = {number for table in page.all("table") if not is_left_out(page, table) for number in NUMBER.findall(without_hashes(table))}
    assert len(wanted) > 100
    assert wanted - found == set()


def is_left_out(page: Node, table: Node) -> bool:
    """Whether a table is folded on the page and too long to be printed."""
    is_folded = any(table in one.all("table") for one in page.all("details"))
    n_lines = sum(len(body.all("tr")) for body in table.all("tbody"))
    n_columns = len(table.all("thead")[0].all("th"))
    return is_folded and (n_lines > MOST_PRINTED_LINES or n_columns > MOST_PRINTED_COLUMNS)


def without_hashes(table: Node) -> str:
    return re.sub(r"\b[0-9a-f]{64}\b", "", " ".join(written(cell) for tag in ("th", "td") for cell in table.all(tag)))


def written(node: Node) -> str:
    """The text of an element without its drawings."""
    return "".join(child if isinstance(child, str) else "" if child.tag == "svg" else written(child) for child in node.children)


def test_what_is_left_out_is_announced(texts: list[str]) -> None:
    assert "Not printed because of their size" in text_of(texts)


def test_the_same_result_gives_the_same_bytes() -> None:
    first, second = make(small()), make(small())
    assert first.standards == ("a-2a", "ua-1")
    stripped = [{**small(), "provenance": {**small()["provenance"], "created": "2026-01-02T03:04:05Z"}} for _ in range(2)]
    assert make(stripped[0]).pdf == make(stripped[1]).pdf
    assert b"D:20260102030405" in make(stripped[0]).pdf
    assert second.pdf.startswith(b"%PDF-")


@pytest.mark.parametrize("created", [None, "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1960-01-01T00:00:00Z"])
def test_a_date_that_cannot_be_read_is_time_0(created: Any) -> None:
    result = small()
    result["provenance"]["created"] = created
    made = make(result)
    assert made.standards == ("a-2a", "ua-1")
    assert b"D:19700101000000" in made.pdf


NAMES = [
    '#eval("1 + 1")', "$x^2$", "*bold* _it_ `raw`", r"\u{41} \ #import", "= heading", "- item", "/ term: x", "[content] ]] {x}", "<label> @ref",
    "// no comment", "/* none */", '#image("/etc/passwd")', "~ --- ...", '" + json("page.json") + "', "%PDF", "http://example.org",
]  # fmt: skip


def test_names_are_shown_and_never_run() -> None:
    groups = [NAMES[i % len(NAMES)] for i in range(40)]
    result = small(models=[NAMES[0], NAMES[5]], groups={NAMES[3]: groups}, min_group_size=1)
    made = make(result)
    text = re.sub(r"\s", "", text_of(pages_of(made)))
    assert made.standards == ("a-2a", "ua-1")
    for name in NAMES:
        assert re.sub(r"\s", "", name.replace("\\", "\\\\")) in text


def test_characters_that_no_font_has_cost_the_mark_and_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    only_embedded = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(typeset, "_fonts", lambda: only_embedded)
    names = ["한국", "ไทย", "عربي", "\U0001f600", "a\x01b\u202ec", "中文" + "長" * 60, "plain"]
    result = small(models=["한국 모델"], groups={"g": [names[i % len(names)] for i in range(40)]}, min_group_size=1)
    made = make(result)
    text = re.sub(r"\s", "", text_of(pages_of(made)))
    assert made.standards == ("a-2a",)
    assert len(made.notices) == 1
    assert re.sub(r"\s", "", made.notices[0]) in text
    assert r"\ud55c\uad6d" in text  # each group keeps a name of its own
    assert r"a\u0001b\u202ec" in text


@pytest.mark.parametrize(("refused", "kept"), [({"ua-1"}, ("a-2a",)), ({"ua-1", "a-2a"}, ())])
def test_a_standard_that_cannot_be_met_costs_the_standard_alone(
    monkeypatch: pytest.MonkeyPatch, refused: set[str], kept: tuple[str, ...]
) -> None:
    whole = typeset._compiled

    def compiled(files: Any, facts: Any, standards: Any) -> bytes:
        if refused & set(standards):
            raise typst.TypstError("refused")
        return whole(files, facts, standards)

    monkeypatch.setattr(typeset, "_compiled", compiled)
    made = make(small())
    assert made.standards == kept
    assert "PDF/UA-1" in made.notices[0]
    assert ("PDF/A-2a" in made.notices[0]) == (not kept)


def test_a_chart_that_cannot_be_drawn_costs_no_standard() -> None:
    made = make(
        evaluate(y_true=[0, 1], y_score=[0.1, 0.9], metrics="clinical", threshold=0.3, curves="steps", n_resamples=50).to_json_dict()
    )
    assert made.standards == ("a-2a", "ua-1")


def test_drawings_carry_their_style_in_attributes() -> None:
    page = plain(build(read(document())), {})
    found = [one for one in walk(page) if isinstance(one, dict) and one.get("of") == "Drawing"]
    assert len(found) > 10
    for drawing in found:
        svg = re.sub(r">[^<]*<", "><", drawing["svg"])
        assert "class=" not in svg
        assert "var(" not in svg
    assert any("#0072b2" in drawing["svg"] for drawing in found)
    assert any("Calibration of" in drawing["about"] for drawing in found)


def test_each_class_of_a_drawing_has_a_rule() -> None:
    ruled = {name for _, classes, _ in drawings._rules() for name in classes} | {name for name, _ in drawings._series()}
    plain_ones = {"chart", "swatch", "strip", "strip-axis", "flow-chart", "d0", "muted"}
    used = set(" ".join(c for svg in parse(page_of(document())).all("svg") for n in svg.walk() if (c := n.attributes.get("class"))).split())
    assert used - plain_ones <= ruled


def walk(found: Any) -> Any:
    yield found
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from walk(one)


def test_the_ending_of_the_name_decides(tmp_path: Path) -> None:
    result = Result.from_json_dict(small())
    assert result.report(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert result.report(tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    result.to_json(tmp_path / "a.json")
    run = [sys.executable, "-m", "clinmetrics", "report", str(tmp_path / "a.json"), "--out", str(tmp_path / "b.PDF")]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "b.PDF").read_bytes().startswith(b"%PDF-")


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ImportError, match=r"clinmetrics\[pdf\]"):
        make(small())


def test_a_document_that_is_no_result_is_refused() -> None:
    with pytest.raises(ValueError, match="schema"):
        make({"schema": "secret"})
