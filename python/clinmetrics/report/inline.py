# SPDX-License-Identifier: Apache-2.0
"""The report inside a notebook: a frame that runs nothing and loads nothing."""

from __future__ import annotations

from html import escape

# Links within the page lead to places of the page itself, and not to the notebook's own address.
_BASE = '<base href="about:srcdoc">'


class InlineReport:
    """A report that a notebook shows; `page` is its HTML."""

    def __init__(self, page: str) -> None:
        self.page = page

    def __repr__(self) -> str:
        return 'the report of a result; notebooks show it, and report("audit.html") writes it'

    def _repr_html_(self) -> str:
        page = self.page.replace("<head>", f"<head>{_BASE}", 1)
        style = "width:100%;height:45em;border:1px solid;box-sizing:border-box"
        return f'<iframe title="Report of the audit" sandbox="" srcdoc="{escape(page)}" style="{style}"></iframe>'
