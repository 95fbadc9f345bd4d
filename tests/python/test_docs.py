# SPDX-License-Identifier: Apache-2.0
"""README, CONTRIBUTING and docs: their code runs and prints what they say, every metric is described, and every link has a target."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import clinmetrics as cm
import numpy as np
import pytest
from clinmetrics import _core
from cohorts import estimate, seeded

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MARKDOWN = sorted(ROOT.glob("*.md")) + sorted((ROOT / "examples").rglob("*.md"))
PAGES = sorted(DOCS.rglob("*.rst"))


class Block(NamedTuple):
    file: Path
    line: int
    language: str
    code: str


def blocks(file: Path) -> Iterator[Block]:
    """Code blocks: fences in Markdown, code-block directives in reStructuredText."""
    lines = file.read_text(encoding="utf-8").splitlines()
    opening = re.compile(r"(\s*)```(\w+)$" if file.suffix == ".md" else r"(\s*)\.\. code-block:: (\w+)$")
    at = 0
    while at < len(lines):
        found = opening.match(lines[at])
        at += 1
        if not found:
            continue
        start = at
        if file.suffix == ".md":
            while lines[at].strip() != "```":
                at += 1
        else:
            indent = found[1] + " "
            while at < len(lines) and (not lines[at].strip() or lines[at].startswith(indent)):
                at += 1
        yield Block(file, start, found[2], textwrap.dedent("\n".join(lines[start:at])).strip("\n") + "\n")


BLOCKS = [block for file in MARKDOWN + PAGES for block in blocks(file)]


def where(block: Block) -> str:
    return f"{block.file.relative_to(ROOT)}:{block.line}"


def of_language(*languages: str) -> list[Block]:
    return [b for b in BLOCKS if b.language in languages]


@pytest.mark.parametrize("file", sorted({b.file for b in of_language("pycon")}), ids=lambda f: f.name)
def test_python_prints_what_the_page_says(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page are one session."""
    monkeypatch.chdir(ROOT)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    globs: dict[str, object] = {}
    said: list[str] = []
    for block in of_language("pycon"):
        if block.file == file:
            test = parser.get_doctest(block.code, globs, where(block), str(file), block.line)
            runner.run(test, out=said.append, clear_globs=False)
            globs = test.globs
    assert runner.failures == 0, "".join(said)
    assert runner.tries > 0


@pytest.mark.parametrize("block", of_language("python"), ids=where)
def test_python_compiles(block: Block) -> None:
    compile(block.code, where(block), "exec")


@pytest.mark.parametrize("block", of_language("r"), ids=where)
def test_r_agrees(block: Block) -> None:
    """The code compares its result with that of the engine, which the page also prints."""
    program = shutil.which("Rscript") or pytest.skip("no R")
    subprocess.run([program, "--vanilla", "-e", block.code], check=True)


@pytest.mark.parametrize("block", of_language("console"), ids=where)
def test_command_prints_what_the_page_says(block: Block) -> None:
    for part in re.split(r"^\$ ", block.code, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        words = shlex.split(command)
        assert words[0] == "clinmetrics"
        got = subprocess.run([sys.executable, "-m", "clinmetrics.cli", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=True)
        assert got.stdout.strip() == expected.strip()


def test_readme_shows_the_consumer() -> None:
    """The C++ example is a program that is built and run, and its output is what was printed."""
    program = (ROOT / "tests/consumer/main.cpp").read_text(encoding="utf-8")
    shown = [b.code for b in of_language("cpp", "text") if b.file == ROOT / "README.md"]
    assert shown[0] == program.split("\n", 2)[2]
    assert shown[1] == (ROOT / "tests/consumer/audit.txt").read_text(encoding="utf-8")


def test_the_metric_of_contributing_compiles(tmp_path: Path) -> None:
    (header,) = [b.code for b in of_language("cpp") if b.file.name == "CONTRIBUTING.md"]
    compiler = shutil.which("c++") or pytest.skip("no C++ compiler")
    (tmp_path / "error_rate.hpp").write_text(header, encoding="utf-8")
    (tmp_path / "use.cpp").write_text(
        '#include "error_rate.hpp"\n#include "clinmetrics/engine/metric_record.hpp"\n'
        "auto const record = clinmetrics::entry_of<clinmetrics::error_rate>();\n"
        "static_assert(clinmetrics::error_rate::of({670, 202, 74, 640}).number == 276. / 1586);\n"
    )
    flags = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]
    done = subprocess.run([compiler, *flags, "-I", ROOT / "include", tmp_path / "use.cpp"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# --- the reference of metrics ---------------------------------------------------------------------------------------------------------


def stanza_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stanza", DOCS / "_ext/stanza.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OWN = [about for about in cm.catalogue() if not about["name"].startswith("my_")]


@pytest.mark.parametrize("about", OWN, ids=lambda a: a["name"])
def test_every_metric_has_its_stanza(about: dict) -> None:
    assert f".. metric-stanzas:: {about['family']}" in (DOCS / "metrics" / f"{about['family']}.rst").read_text(encoding="utf-8")
    text = "\n".join(stanza_module().stanza(about))
    for field in ("name", "formula", "meaning", "undefined", "reference"):
        assert about[field]
        assert about[field].replace("*", "\\*") in text.replace("   " + about["formula"], about["formula"].replace("*", "\\*"))
    assert all(f"``{alias}``" in text for alias in about["aliases"])
    assert all(p["name"] in text for p in about["parameters"])
    for method in () if about["interval"] == "none" else (about["interval"], about["interval_dependent"]):
        assert f"method-{method.replace('_', '-')}" in labels()


def rows_of_tables(page: Path) -> list[list[str]]:
    """The rows of every list-table of a page, as lists of cells."""
    rows: list[list[str]] = []
    is_inside = False
    for line in page.read_text(encoding="utf-8").splitlines():
        is_inside = line.startswith(".. list-table::") or (is_inside and (not line or line.startswith(" ")))
        if not is_inside:
            continue
        if re.match(r"\s+\* - ", line):
            rows.append([line.split("- ", 1)[1]])
        elif re.match(r"     - ", line):
            rows[-1].append(line.split("- ", 1)[1])
        elif line.startswith("       ") and rows:
            rows[-1][-1] += " " + line.strip()
    return rows


@pytest.mark.parametrize("about", _core.method_catalogue(), ids=lambda a: a["name"])
def test_every_method_has_its_stanza(about: dict) -> None:
    text = "\n".join(stanza_module().method_stanza(about))
    metrics = f"``{about['metrics'][0]}``" if about["metrics"] else "comparisons and gaps only"
    for part in (metrics, about["meaning"], about["reference"], f".. _method-{about['name'].replace('_', '-')}:"):
        assert part in text


@pytest.mark.parametrize("about", [a for a in OWN if a["interval"] == "none"], ids=lambda a: a["name"])
def test_the_page_says_that_a_metric_has_no_interval(about: dict) -> None:
    found = [row for row in rows_of_tables(DOCS / "intervals.rst") if f"``{about['name']}``" in row[0]]
    assert len(found) == 1
    assert found[0][1].startswith("none")


@pytest.mark.parametrize("about", [a for a in OWN if a["interval"] != "none"], ids=lambda a: a["name"])
def test_the_defaults_of_the_page_are_those_of_the_metric(about: dict) -> None:
    found = [row for row in rows_of_tables(DOCS / "intervals.rst") if f"``{about['name']}``" in row[0]]
    assert [[cell.strip("`") for cell in row[1:3]] for row in found] == [[about["interval"], about["interval_dependent"]]]
    rows = seeded(1, 400)
    published = [estimate(about["name"], of, ci="published").method for of in (rows, rows.given(unit=np.arange(400) // 2))]
    shown = [f"``{published[0]}``"] if published[0] != about["interval"] else []
    shown += [f"with units: ``{published[1]}``"] if published[1] != about["interval_dependent"] else []
    assert "".join(found[0][3:]) == "; ".join(shown)


def test_every_word_of_a_result_is_explained() -> None:
    """Methods, states, flags and columns: what a table may hold stands on the page that explains it."""
    from clinmetrics._tables import COLUMNS, COMPARISONS, WORDS

    results = (DOCS / "results.rst").read_text(encoding="utf-8")
    missing = [w for w in (*WORDS["status"], *WORDS["interval_status"], *WORDS["flags"], *COLUMNS) if f"``{w}``" not in results]
    described = (DOCS / "interval_methods.rst").read_text(encoding="utf-8")
    assert ".. method-stanzas::" in described
    methods = next(column.words for column in COMPARISONS if column.name == "method")
    assert ("none", *(about["name"] for about in _core.method_catalogue())) == methods
    assert not missing


def test_every_option_of_the_command_line_is_explained() -> None:
    page = (DOCS / "cli.rst").read_text(encoding="utf-8")
    shown = subprocess.run([sys.executable, "-m", "clinmetrics.cli", "audit", "--help"], capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", shown.partition("exit codes")[0])) - {"--help"}
    assert options
    assert not [option for option in sorted(options) if option not in page]


# --- links ----------------------------------------------------------------------------------------------------------------------------


def labels() -> set[str]:
    found = {label for page in PAGES for label in re.findall(r"^\.\. _([\w-]+):$", page.read_text(encoding="utf-8"), re.M)}
    made = {f"metric-{about['name'].replace('_', '-')}" for about in OWN}
    return found | made | {f"method-{about['name'].replace('_', '-')}" for about in _core.method_catalogue()}


def terms() -> set[str]:
    """The terms of the glossary, in lower case."""
    return {line.strip().lower() for line in re.findall(r"^   (?! |:)(.+)$", (DOCS / "glossary.rst").read_text(encoding="utf-8"), re.M)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r":doc:`(?:[^`<]*<)?([^`>]+)>?`", text):
        assert (page.parent / f"{target}.rst").is_file(), target
    for target in re.findall(r":ref:`(?:[^`<]*<)?([^`>]+)>?`", text):
        assert target in labels(), target
    for term in re.findall(r":term:`(?:[^`<]*<)?([^`>]+)>?`", text):
        assert term.lower() in terms(), term
    for target in re.findall(r"`[^`<]+ <(?![a-z]+:)([^`>]+)>`_", text):
        assert (page.parent / target).is_file(), target
    for target in re.findall(r"^\s*\.\. (?:literalinclude|image|include):: (\S+)", text, re.M):
        assert (page.parent / target).is_file(), target
    for trees in re.findall(r"^\.\. toctree::\n((?:   .*\n|\n)+)", text, re.M):
        for entry in re.findall(r"^   (?!:)(\S+)$", trees, re.M):
            assert (page.parent / f"{entry}.rst").is_file(), entry
    assert page.name == "index.rst" or re.search(rf"^   {page.stem}$", (page.parent / "index.rst").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_of_markdown_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pages_linked_from_markdown_read_well_on_a_code_host(page: Path) -> None:
    """A code host does not run Sphinx: a page whose text comes from one of these directives would be empty there."""
    for target in re.findall(r"\]\(([^)#\s]+\.rst)", page.read_text(encoding="utf-8")):
        text = (page.parent / target).read_text(encoding="utf-8")
        assert not re.search(r"^\s*\.\. (glossary|metric-stanzas|method-stanzas|auto\w+|toctree|literalinclude|include)::", text, re.M), (
            target
        )


CLUMSY = re.compile(
    r"\b(mends?|mended|turned round|unasked|is said|said so|complains? of|take[sn]? back|step aside|stand on it|ghosts?|"
    r"keeps it|speaks? of|look at once|as they come|goes away|rubbish|deaf)\b",
    re.I,
)


@pytest.mark.parametrize("page", MARKDOWN + PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pages_use_plain_words(page: Path) -> None:
    """Archaic or playful verbs that readers who are not native speakers must read twice."""
    assert not CLUMSY.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_no_page_loads_mathjax(page: Path) -> None:
    """Sphinx sets formulas by a script from another host."""
    assert not re.search(r":math:`|\.\. math::", page.read_text(encoding="utf-8"))


def test_the_picture_of_the_report_is_small() -> None:
    assert (DOCS / "_static/report.png").stat().st_size < 300_000
