# SPDX-License-Identifier: Apache-2.0
"""Turns doi:10.… and arXiv:… in the text of any page into links."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_FOUND = re.compile(r"\b(?:doi:(?P<doi>10\.\d{4,9}/\S+)|arXiv:(?P<arxiv>\d{4}\.\d{4,5}))")


def _pieces(text: str) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    at = 0
    for found in _FOUND.finditer(text):
        end = found.end()
        while text[end - 1] in ".,;:" or (text[end - 1] == ")" and text[found.start() : end].count("(") < text[found.start() : end].count(")")):
            end -= 1  # the end of a sentence, and not of the identifier
        shown = text[found.start() : end]
        name = shown.partition(":")[2]
        target = f"https://doi.org/{name}" if found["doi"] else f"https://arxiv.org/abs/{name}"
        made += [nodes.Text(text[at : found.start()]), nodes.reference("", shown, refuri=target)]
        at = end
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
