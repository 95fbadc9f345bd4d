# SPDX-License-Identifier: Apache-2.0
"""Pages by reader: the recipe for continuous integration is valid and its commands exist, CITATION.cff follows its schema, the changelog converts."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import jsonschema
import pytest
import yaml
from clinmetrics.cli.exits import TEXT
from clinmetrics.cli.parser import parser

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "continuous_integration.rst").read_text(encoding="utf-8")


def recipe() -> dict[Any, Any]:
    block = re.search(r"\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", PAGE)
    assert block is not None
    found: dict[Any, Any] = yaml.safe_load(re.sub(r"^   ", "", block[1], flags=re.M))
    return found


def commands() -> list[list[str]]:
    shown = [step["run"] for step in recipe()["jobs"]["audit"]["steps"] if "run" in step]
    return [shlex.split(line) for line in [*shown, *re.findall(r"^   (clinmetrics .+)$", PAGE, re.M)]]


def test_the_recipe_is_a_workflow() -> None:
    workflow = recipe()
    assert workflow.keys() == {"name", True, "permissions", "jobs"}  # YAML 1.1 reads `on` as true
    assert workflow["permissions"] == {"contents": "read"}
    job = workflow["jobs"]["audit"]
    assert job["timeout-minutes"] > 0
    assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    always = [step for step in job["steps"] if step.get("if") == "always()"]
    assert len(always) == 2  # what is written and uploaded when a goal is missed
    (upload,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact")]
    assert f"--view public --out {upload['with']['path']}" in always[0]["run"]


def test_the_commands_of_the_recipe_are_understood() -> None:
    assert [command[1] for command in commands()] == ["spec", "dataset", "audit", "report", "diff"]
    for command in commands():
        assert command[0] == "clinmetrics"
        parser().parse_args(command[1:])


def test_the_commands_of_the_recipe_do_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with the files that the page names, where a goal is missed."""
    from clinmetrics.cli import main

    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{i},{i % 3 // 2},{i * 7 % 50 / 50}\n" for i in range(200))
    (tmp_path / "truth.csv").write_text("id,died,risk\n" + rows, encoding="utf-8")
    (tmp_path / "audit.yaml").write_text(SPECIFICATION, encoding="utf-8")
    assert main(["dataset", "describe", "truth.csv", "--out", "cohort.json"]) == 0
    codes = {command[1]: main(command[1:]) for command in commands()[:4]}
    assert codes == {"spec": 0, "dataset": 0, "audit": 4, "report": 0}
    assert (tmp_path / "public.html").stat().st_size > 10_000
    (tmp_path / "released").mkdir()
    (tmp_path / "released" / "audit.json").write_bytes((tmp_path / "audit" / "audit.json").read_bytes())
    assert main(commands()[4][1:]) == 0


SPECIFICATION = """
schema: clinmetrics.audit/1
analysis:
  id: id
  outcome: {column: died}
  models: [{name: risk, score: risk}]
  metrics: [auroc]
  goals: [{metric: auroc, at_least: 0.9}]
site:
  truth: truth.csv
"""


def test_the_exit_codes_of_the_page_are_those_of_the_program() -> None:
    listed = {int(code) for code in re.findall(r"^  (\d+)  ", TEXT, re.M)}
    assert {int(code) for code in re.findall(r"^   \* - (\d+)$", PAGE, re.M)} == listed - {130}


# The required and the allowed keys of the Citation File Format 1.2.0, as far as this file uses them
CITATION = {
    "type": "object",
    "required": ["cff-version", "message", "title", "authors"],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": {"type": "string", "minLength": 1},
        "title": {"type": "string", "minLength": 1},
        "type": {"enum": ["software", "dataset"]},
        "version": {"type": ["string", "number"]},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "license": {"const": "Apache-2.0"},
        "abstract": {"type": "string", "minLength": 1},
        "keywords": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["name"], "additionalProperties": False, "properties": {"name": {"type": "string", "minLength": 1}}},
        },
    },
}  # fmt: skip


def test_the_citation_follows_its_schema_and_has_the_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(citation, CITATION)
    assert str(citation["version"]) == cm.__version__


def converted(markdown: str) -> list[str]:
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        spec = importlib.util.spec_from_file_location("changelog_page", DOCS / "_ext" / "changelog_page.py")
        assert spec is not None
        assert spec.loader is not None
        pytest.importorskip("sphinx")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        lines: list[str] = module.lines(markdown)
        return lines
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def test_the_changelog_becomes_a_page() -> None:
    assert converted("# Title\n\n## [Unreleased]\n\n- **New**: `cm.f(x)`, see [goals](docs/goals.rst) and [a page](https://a.org)") == [
        "",
        "Unreleased",
        "----------",
        "",
        "- **New**: ``cm.f(x)``, see :doc:`goals <goals>` and `a page <https://a.org>`__",
    ]
    assert converted("- **`a b`** and **c `d`**") == ["- ``a b`` and c ``d``"]
    whole = converted((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert whole.count("Added") == 1
    assert not [line for line in whole if re.search(r"\]\(|(?<!`)`[^`:<]+`(?!`|_)", re.sub(r"``.+?``|:doc:`[^`]+`", "", line))]


def test_the_page_on_validation_names_every_tool() -> None:
    page = (DOCS / "validation.rst").read_text(encoding="utf-8").lower()
    rows = [
        row
        for name in ("values", "intervals")
        for row in json.loads((ROOT / f"tests/golden/metrics/{name}.json").read_text(encoding="utf-8"))
    ]
    tools = {row["tool"].split()[0].split(",")[0] for row in rows} - {"R"}
    assert len(tools) > 10
    assert not [tool for tool in sorted(tools) if tool.lower() not in page]


def test_the_page_on_validation_links_tables_that_exist() -> None:
    page = (DOCS / "validation.rst").read_text(encoding="utf-8")
    linked = re.findall(r"<(_static/\w+\.csv)>`_", page)
    assert len(linked) == 3
    assert all((DOCS / name).is_file() for name in linked)


def test_the_three_commands_of_the_readme_end_with_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clinmetrics.cli import main

    pytest.importorskip("typst")
    block = re.search(r"```sh\n(clinmetrics init .+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert block is not None
    first, *others = [shlex.split(line, comments=True)[1:] for line in block[1].splitlines()]
    assert len(others) == 2
    monkeypatch.chdir(tmp_path)
    people = [(i, i % 3 // 2, "FM"[i % 2], (i * 7 % 50 + 40 * (i % 3 // 2)) / 100) for i in range(90)]
    (tmp_path / "truth.csv").write_text("id,died,sex\n" + "".join(f"{i},{y},{sex}\n" for i, y, sex, _ in people), encoding="utf-8")
    (tmp_path / "predictions.csv").write_text("id,risk\n" + "".join(f"{i},{risk}\n" for i, _, _, risk in people), encoding="utf-8")
    assert main(first) == 0
    draft = (tmp_path / "audit.yaml").read_text(encoding="utf-8")
    (tmp_path / "audit.yaml").write_text(draft.replace("goals: []", "goals: [{metric: auroc, at_least: 0.7}]"), encoding="utf-8")
    assert [main(command) for command in others] == [0, 0]
    assert (tmp_path / "audit" / "audit.pdf").read_bytes().startswith(b"%PDF")
    assert [goal["verdict"] for goal in cm.Result.from_json(tmp_path / "audit" / "audit.json").goals] == ["met"]
