# SPDX-License-Identifier: Apache-2.0
"""The Sphinx directive `specification-keys`, which lists the keys of a specification."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from specification_keys import lines
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class SpecificationKeys(SphinxDirective):
    """A table for each mapping."""

    def run(self) -> list[nodes.Node]:
        self.content = StringList(lines(), source="the dataclasses of clinmetrics")
        return self.parse_content_to_nodes(allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("specification-keys", SpecificationKeys)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
