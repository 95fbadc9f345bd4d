# SPDX-License-Identifier: Apache-2.0
"""The C++ reference: Doxygen reads the main public headers, and Breathe shows them. Without Doxygen the page says so."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

INCLUDE = Path(__file__).resolve().parents[2] / "include"
# What a program that uses the library meets: the rest of the headers is described by their own comments.
HEADERS = {
    "Data": ("core/column.hpp", "core/cohort.hpp", "core/error.hpp"),
    "Evaluation": ("engine/evaluate.hpp", "engine/options.hpp", "engine/threshold.hpp"),
    "Results": ("core/value.hpp", "core/interval.hpp", "engine/result.hpp", "engine/comparison.hpp", "engine/json.hpp"),
    "Metrics": ("metric/descriptor.hpp", "engine/metric_record.hpp", "engine/registry.hpp"),
}
SETTINGS = {
    "GENERATE_XML": "YES", "GENERATE_HTML": "NO", "GENERATE_LATEX": "NO", "QUIET": "YES", "WARN_IF_UNDOCUMENTED": "NO", "WARN_AS_ERROR": "FAIL_ON_WARNINGS",
    "ENABLE_PREPROCESSING": "YES", "MACRO_EXPANSION": "YES", "EXPAND_ONLY_PREDEF": "YES", "EXTRACT_ALL": "YES", "EXTRACT_PRIVATE": "NO",
    "EXCLUDE_SYMBOLS": "*detail* *::rows_", "JAVADOC_AUTOBRIEF": "YES", "AUTOLINK_SUPPORT": "NO", "XML_PROGRAMLISTING": "NO", "MAX_INITIALIZER_LINES": "3",
    "PREDEFINED": "CLINMETRICS_NAMESPACE=clinmetrics CLINMETRICS_EXPORT=",
}  # fmt: skip


def is_there() -> bool:
    """Whether both programs are installed."""
    return shutil.which("doxygen") is not None and importlib.util.find_spec("breathe") is not None


def settings(folder: Path) -> str:
    """The settings of Doxygen, as its program reads them from the standard input."""
    files = [INCLUDE / "clinmetrics" / header for headers in HEADERS.values() for header in headers]
    paths = {
        "INPUT": " ".join(map(str, files)),
        "OUTPUT_DIRECTORY": str(folder),
        "STRIP_FROM_PATH": str(INCLUDE),
        "INCLUDE_PATH": str(INCLUDE),
    }
    return "".join(f"{name} = {value}\n" for name, value in {**SETTINGS, **paths}.items())


def lines() -> list[str]:
    """The page: a section of each kind, and in it what the headers declare."""
    if not is_there():
        return ["*This copy of the documentation was built without Doxygen and Breathe. The headers contain the same text.*"]
    made: list[str] = []
    for title, headers in HEADERS.items():
        made += [title, "~" * len(title), ""]
        for header in headers:
            made += [f".. rubric:: clinmetrics/{header}", "", f".. doxygenfile:: {Path(header).name}", ""]
    return made


class CppReference(SphinxDirective):
    """What the main headers declare."""

    def run(self) -> list[nodes.Node]:
        self.content = StringList(lines(), source="the headers of clinmetrics")
        return self.parse_content_to_nodes(allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("cpp-reference", CppReference)
    if is_there():
        folder = Path(app.doctreedir) / "doxygen"
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(shutil.which("doxygen")), "-"]
        done = subprocess.run(command, input=settings(folder), text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"Doxygen: {done.stderr.strip()}")
        app.setup_extension("breathe")
        app.config.breathe_projects = {"clinmetrics": str(folder / "xml")}
        app.config.breathe_default_project = "clinmetrics"
        app.config.breathe_default_members = ("members", "undoc-members")
        app.config.breathe_show_include = False
        app.config.suppress_warnings += ["duplicate_declaration.cpp"]  # the namespace, in each header
    return {"parallel_read_safe": True, "parallel_write_safe": True}
