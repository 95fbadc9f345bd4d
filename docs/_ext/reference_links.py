# SPDX-License-Identifier: Apache-2.0
"""Turns doi:10.… and arXiv:… in the text of any page into links."""

from __future__ import annotations

import re
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_FOUND = re.compile(r"\b(?:doi:(?P<doi>10\.\d{4,9}/\S+)|arXiv:(?P<arxiv>\d{4}\.\d{4,5}))")


def _pieces(text: str) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    at = 0
    for found in _FOUND.finditer(text):
        shown = found[0]
        while shown[-1] in ".,;:" or (shown[-1] == ")" and shown.count("(") < shown.count(")")):
            shown = shown[:-1]  # the end of a sentence, and not of the identifier
        site = "https://doi.org/" if found["doi"] else "https://arxiv.org/abs/"
        target = site + quote(shown.partition(":")[2], safe="/:;()")
        made += [nodes.Text(text[at : found.start()]), nodes.reference("", shown, refuri=target)]
        at = found.start() + len(shown)
    return [*made, nodes.Text(text[at:])] if made else []


class ReferenceLinks(SphinxTransform):
    """Works on the text outside links and code."""

    default_priority = 700

    def apply(self) -> None:
        for text in list(self.document.findall(nodes.Text)):
            if isinstance(text.parent, (nodes.reference, nodes.literal, nodes.literal_block)):
                continue
            if pieces := _pieces(str(text)):
                text.parent.replace(text, pieces)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(ReferenceLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
