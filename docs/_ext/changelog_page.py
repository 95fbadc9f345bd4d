# SPDX-License-Identifier: Apache-2.0
"""The Sphinx directive `changelog`, which shows CHANGELOG.md: headings, lists, bold, code and links are all the Markdown that it has."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

SOURCE = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
UNDERLINES = {"##": "-", "###": "~"}


def lines(markdown: str) -> list[str]:
    """The text as reStructuredText, without the title."""
    made: list[str] = []
    for line in markdown.splitlines():
        heading = re.match(r"(#{2,3}) (.+)", line)
        if heading:
            title = heading[2].strip("[]")
            made += [title, UNDERLINES[heading[1]] * len(title)]
        elif not line.startswith("# "):
            made.append(_text(line))
    return made


def _text(line: str) -> str:
    """Code keeps its text and is not bold, because reStructuredText has no bold code; links to pages become links of Sphinx."""
    line = re.sub(r"\*\*([^*`]*`[^*]*)\*\*", r"\1", line)
    parts = re.split(r"(`[^`]+`)", line)
    return "".join(f"`{part}`" if part.startswith("`") else _links(part) for part in parts)


def _links(text: str) -> str:
    text = re.sub(r"\[([^\]]+)\]\(docs/([\w/]+)\.rst\)", r":doc:`\1 <\2>`", text)
    return re.sub(r"\[([^\]]+)\]\((https?://[^)]+)\)", r"`\1 <\2>`__", text)


class Changelog(SphinxDirective):
    """The changelog of the repository."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(SOURCE))
        self.content = StringList(lines(SOURCE.read_text(encoding="utf-8")), source=str(SOURCE))
        return self.parse_content_to_nodes(allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("changelog", Changelog)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
