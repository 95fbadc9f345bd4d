# SPDX-License-Identifier: Apache-2.0
"""The report in the format that the name of the file asks for: ``.pdf`` is a PDF, everything else an HTML page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._files import write_files


@dataclass(frozen=True)
class Content:
    """The content of a report's file, and what its reader must know about the file."""

    data: str | bytes
    notices: tuple[str, ...] = ()


def is_pdf(path: str | os.PathLike[str]) -> bool:
    """Whether a file of this name is a PDF."""
    return Path(path).suffix.lower() == ".pdf"


def content_of(document: Mapping[str, Any], path: str | os.PathLike[str]) -> Content:
    """The report of a result for a file of this name. Raises ImportError if the extra for the format is missing."""
    if is_pdf(path):
        from .pdf import make

        made = make(document)
        return Content(made.pdf, made.notices)
    from . import render

    return Content(render(document))


def write_content(content: Content, path: str | os.PathLike[str]) -> None:
    """Writes the file, which appears whole or not at all."""
    write_files({path: content.data})
