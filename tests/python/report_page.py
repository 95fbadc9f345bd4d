# SPDX-License-Identifier: Apache-2.0
"""A rendered report as tests look at it: a strict parse to a tree, its tables as cells of text, its links and its styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "base", "col", "wbr"}


class Node:
    """An element with its attributes and children; text children are strings."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes = tag, attributes
        self.children: list[Node | str] = []

    def walk(self) -> Iterator[Node]:
        """This element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str, class_: str | None = None) -> list[Node]:
        """Elements of a tag, of a class where one is named."""
        return [
            node for node in self.walk() if node.tag == tag and (class_ is None or class_ in (node.attributes.get("class") or "").split())
        ]

    @property
    def text(self) -> str:
        """All text below, white space folded; titles and descriptions of charts left out."""
        inner = "".join(
            child if isinstance(child, str) else "" if child.tag in ("title", "desc", "style") and self.tag != "head" else child.raw
            for child in self.children
        )
        return re.sub(r"\s+", " ", inner).strip()

    @property
    def raw(self) -> str:
        """All text below as it is."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> repeats an attribute"
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(page: str) -> Node:
    """The page as a tree; fails on any tag that is not closed where it should be."""
    parser = _Strict()
    parser.feed(page)
    parser.close()
    assert parser.open == [parser.root], f"<{parser.open[-1].tag}> is never closed"
    return parser.root


def cells(table: Node) -> list[list[str]]:
    """A table's body as rows of text, with spanned cells repeated."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in [row for body in table.all("tbody") for row in body.all("tr")]:
        line: list[str] = []
        fresh = [child for child in row.children if isinstance(child, Node)]
        while fresh or len(line) in hanging:
            if len(line) in hanging:
                left, text = hanging.pop(len(line))
                if left > 1:
                    hanging[len(line)] = (left - 1, text)
                line.append(text)
                continue
            cell = fresh.pop(0)
            rowspan = int(cell.attributes.get("rowspan") or 1)
            for _ in range(int(cell.attributes.get("colspan") or 1)):
                if rowspan > 1:
                    hanging[len(line)] = (rowspan - 1, cell.text)
                line.append(cell.text)
        rows.append(line)
    return rows


def without_checklists(page: Node) -> str:
    """The text of the page without the checklists, which name what other reports have."""
    sections = [node for node in page.all("section") if node.attributes.get("id") in ("checklist", "model-card", "tripod")]
    text = page.text
    for section in sections:
        text = text.replace(section.text, "")
    return text
