# SPDX-License-Identifier: Apache-2.0
"""The drawings of the page as SVG files of their own: what the style sheet says for paper becomes attributes, because a PDF has no style sheet."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

FONTS = ("DejaVu Sans", "Noto Sans", "Liberation Sans", "Arial", "Libertinus Serif")
"""The families that are tried first, in this order. The last one is part of Typst."""

_STYLE = Path(__file__).parent.parent / "style.css"
_RULE = re.compile(r"((?:svg [^{},]+,?\s*)+)\{([^{}]*)\}")
_START = re.compile(r'<(\w+)((?: [\w:-]+="[^"]*")*)')
_CLASS = re.compile(r' class="([^"]*)"')
_SERIES = re.compile(r"\.(s\d+) \{ --series: var\(--(\w+)\);? \}")
_STRETCHED = re.compile(r'<svg[^>]* preserveAspectRatio="none"[^>]*>.*?</svg>')  # Typst stretches lines with the drawing
_STRIP_HEIGHT = {"strip": 16, "strip-axis": 20}  # of the drawings without a size of their own

Rule = tuple[str, frozenset[str], Mapping[str, str]]


def standalone(svg: str) -> str:
    """An inline drawing of the page as a file: with a namespace, a size, and attributes in place of classes."""
    drawn = _START.sub(lambda start: f"<{start[1]}{_attributes(start[1], start[2])}", svg)
    root = _CLASS.search(svg)
    height = _STRIP_HEIGHT.get(root[1] if root else "")
    size = "" if height is None else f' width="100%" height="{height}"'
    drawn = _STRETCHED.sub(lambda inner: inner[0].replace('stroke-width="1"', 'stroke-width="0.4"'), drawn)
    return drawn.replace("<svg", f'<svg xmlns="http://www.w3.org/2000/svg"{size}', 1)


def description(svg: str) -> str:
    """The title and the description that a drawing gives of itself."""
    found = (re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", svg, re.DOTALL) for tag in ("title", "desc"))
    return ". ".join(html.unescape(text[1]).rstrip(".") for text in found if text)


def _attributes(tag: str, given: str) -> str:
    """The attributes of an element, with those that its classes stand for."""
    found = _CLASS.search(given)
    classes = found[1] if found else ""
    if not classes and tag != "text":
        return given
    return _CLASS.sub("", given) + _styled(tag, classes)


@lru_cache(maxsize=256)
def _styled(tag: str, classes: str) -> str:
    names = frozenset(classes.split())
    styled: dict[str, str] = {}
    for of, needed, declared in _rules():
        if (not of or of == tag) and needed <= names:
            styled.update(declared)
    series = next((color for name, color in _series() if name in names), "#000000")
    return "".join(f' {key}="{value.replace("var(--series)", series)}"' for key, value in styled.items())


@lru_cache(maxsize=1)
def _rules() -> Sequence[Rule]:
    """The rules about drawings, in the order of the style sheet."""
    rules: list[Rule] = []
    for selectors, body in _RULE.findall(_STYLE.read_text(encoding="utf-8")):
        declared = dict(_declaration(one) for one in body.split(";") if one.strip())
        for selector in selectors.split(","):
            tag, *classes = selector.strip()[4:].split(".")
            if " " not in selector.strip()[4:]:
                rules.append((tag, frozenset(classes), declared))
    return rules


def _declaration(text: str) -> tuple[str, str]:
    key, _, value = (part.strip() for part in text.partition(":"))
    colors = _paper_colors()
    value = re.sub(r"var\(--(\w[\w-]*)\)", lambda name: colors.get(name[1], name[0]), value)
    if key == "font-family":
        return key, f'{", ".join(FONTS)}" font-stretch="condensed'  # as narrow as the fonts of the screen, for which the drawings have room
    return key, value[:-2] if value.endswith("px") else value


@lru_cache(maxsize=1)
def _paper_colors() -> Mapping[str, str]:
    """The colors of the style sheet for paper."""
    _, _, paper = _STYLE.read_text(encoding="utf-8").partition("@media print")
    return dict(re.findall(r"--([\w-]+): (#\w+);", paper))


@lru_cache(maxsize=1)
def _series() -> Sequence[tuple[str, str]]:
    colors = _paper_colors()
    return [(name, colors[color]) for name, color in _SERIES.findall(_STYLE.read_text(encoding="utf-8"))]
