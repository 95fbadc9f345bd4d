# SPDX-License-Identifier: Apache-2.0
"""The Sphinx directives `metric-stanzas` and `method-stanzas`, which describe the metrics and interval methods of the installed package."""

from __future__ import annotations

import clinmetrics
from clinmetrics import _core
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from stanza import method_stanza, stanza


class MetricStanzas(SphinxDirective):
    """Describes every metric of the family that is named in the argument."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        family = self.arguments[0]
        lines = [line for about in clinmetrics.catalogue() if about["family"] == family for line in stanza(about)]
        if not lines:
            raise self.error(f"there is no metric of the family {family!r}")
        self.content = StringList(lines, source="the registry of clinmetrics")
        return self.parse_content_to_nodes(allow_section_headings=True)


class MethodStanzas(SphinxDirective):
    """Describes every interval method."""

    def run(self) -> list[nodes.Node]:
        lines = [line for about in _core.method_catalogue() for line in method_stanza(about)]
        self.content = StringList(lines, source="the methods of clinmetrics")
        return self.parse_content_to_nodes(allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("metric-stanzas", MetricStanzas)
    app.add_directive("method-stanzas", MethodStanzas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
