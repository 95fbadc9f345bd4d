# SPDX-License-Identifier: Apache-2.0
"""The help of a command in a terminal of any width: sentences are broken between words, and commands stay as they are written."""

from __future__ import annotations

import argparse
import re
import textwrap

_LEAD = re.compile(r" +\S+ {2,}| *")  # of "  4    a goal is missed", all before the words


def sentence(text: str) -> str:
    """The line of a command in a list of commands as the description of the command itself."""
    return f"{text[0].upper()}{text[1:]}."


class HelpText(argparse.RawDescriptionHelpFormatter):
    """Takes each line of a description as a paragraph; the default of argparse either joins all lines or breaks none."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "".join(f"{indent}{line}\n" for paragraph in text.splitlines() for line in _lines(paragraph, width - len(indent)))


def _lines(paragraph: str, width: int) -> list[str]:
    if len(paragraph) <= width or paragraph.lstrip().startswith("clinmetrics "):
        return [paragraph]
    lead = _LEAD.match(paragraph)
    return textwrap.wrap(paragraph, width, subsequent_indent=" " * (len(lead[0]) if lead else 0), break_long_words=False)
