# SPDX-License-Identifier: Apache-2.0
"""Sphinx directives that read the registry of the installed package: `metric-stanzas` and `metric-table`."""

from __future__ import annotations

import clinmetrics
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from stanza import method_link, stanza


class _FromRegistry(SphinxDirective):
    def from_lines(self, lines: list[str]) -> list[nodes.Node]:
        self.content = StringList(lines, source="the registry of clinmetrics")
        return self.parse_content_to_nodes(allow_section_headings=True)


class MetricStanzas(_FromRegistry):
    """All metrics of the family that is the argument."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        family = self.arguments[0]
        lines = [line for about in clinmetrics.catalogue() if about["family"] == family for line in stanza(about)]
        if not lines:
            raise self.error(f"no metric of the family {family!r}")
        return self.from_lines(lines)


class MetricTable(_FromRegistry):
    """Every metric with its default intervals."""

    def run(self) -> list[nodes.Node]:
        lines = [".. list-table::", "   :header-rows: 1", "", "   * - metric", "     - independent rows", "     - units or unequal weights"]
        for about in clinmetrics.catalogue():
            name = about["name"]
            lines += [
                f"   * - :ref:`{name} <metric-{name.replace('_', '-')}>`",
                f"     - {method_link(about['interval'])}",
                f"     - {method_link(about['interval_dependent'])}",
            ]
        return self.from_lines([*lines, ""])


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("metric-stanzas", MetricStanzas)
    app.add_directive("metric-table", MetricTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
