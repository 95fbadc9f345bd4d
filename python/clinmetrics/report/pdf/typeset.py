# SPDX-License-Identifier: Apache-2.0
"""Makes the PDF of a result with Typst: tagged, archivable, the same bytes each time.

The strictest standards are asked for first. Where a document cannot meet them, the report is made all the same and says so.
"""

from __future__ import annotations

import calendar
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..._files import write_files
from ..text import visible
from .data import plain, shown
from .drawings import FONTS

_HERE = Path(__file__).parent
_TEMPLATES = ("report.typ", "parts.typ", "tables.typ", "sections.typ", "look.typ")
_ALL, _ARCHIVE = ("a-2a", "ua-1"), ("a-2a",)
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_LONGEST_RUNNING = 70
_ROUNDS = 3  # characters that no font has: a second round finds those that a replacement has uncovered
_ABOUT_GLYPHS = (
    "No font on this computer has some of the characters in this report. Each is written as an escape with its number, so the PDF does"
    " not claim to be accessible (PDF/UA-1). The HTML report shows them if the reader's computer has a font for them."
)
_ABOUT_STANDARDS = "This PDF could not be made by the standards {missed}, which are for archives and for assistive technology."


@dataclass(frozen=True)
class Made:
    """A PDF, the standards that it meets, and what its reader must know about it."""

    pdf: bytes
    standards: tuple[str, ...]
    notices: tuple[str, ...]


def make(document: Mapping[str, Any]) -> Made:
    """The PDF of a result with the standards that it meets and notices about it.

    Parameters
    ----------
    document
        A result in the schema ``clinmetrics.result/2`` (or the earlier ``/1``), as ``json.load`` gives it.

    Raises
    ------
    ValueError
        `document` is not of that schema; the message names the field, never a label, an id or a score.
    ImportError
        Typst is missing; ``pip install 'clinmetrics[pdf]'`` installs it.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> from clinmetrics.report.pdf import make
    >>> made = make(cm.evaluate(y_true=[0, 1] * 20, y_score=[i / 40 for i in range(40)], metrics="auroc").to_json_dict())
    >>> made.standards, len(made.notices)
    (('a-2a', 'ua-1'), 0)
    """
    typst = _typst()
    from ..read import read
    from ..view import build

    page, facts = build(read(document)), _facts(document)
    replaced: dict[int, str] = {}
    notices: tuple[str, ...] = ()
    for _ in range(_ROUNDS):
        with_notices = replace(page, notices=(*page.notices, *notices))
        files = _files(with_notices, facts, replaced)
        try:
            return Made(_compiled(files, facts, _ARCHIVE if replaced else _ALL), _ARCHIVE if replaced else _ALL, notices)
        except typst.TypstError as error:
            missing = _missing_characters(error) - replaced.keys()
            if not missing:
                break
            replaced.update((character, _escape(character)) for character in missing)
            notices = (_ABOUT_GLYPHS,)
    return _weaker(page, facts, replaced, notices)


def render(document: Mapping[str, Any]) -> bytes:
    """The PDF of a result. See `make`, which says what standards it meets."""
    return make(document).pdf


def write(document: Mapping[str, Any], path: str | os.PathLike[str]) -> Made:
    """Writes the PDF of a result to `path` and returns it. The file appears whole or not at all."""
    made = make(document)
    write_files({path: made.pdf})
    return made


def _weaker(page: Any, facts: Mapping[str, Any], replaced: Mapping[int, str], notices: tuple[str, ...]) -> Made:
    """The PDF by fewer standards, with a notice about those that it misses."""
    typst = _typst()
    for standards, missed in ((_ARCHIVE, "PDF/UA-1"), ((), "PDF/A-2a and PDF/UA-1")):
        about = (*notices, _ABOUT_STANDARDS.format(missed=missed))
        try:
            files = _files(replace(page, notices=(*page.notices, *about)), facts, replaced)
            return Made(_compiled(files, facts, standards), standards, about)
        except typst.TypstError:
            continue
    raise ValueError("Typst cannot make a PDF of this result; the HTML report can be made")


def _files(page: Any, facts: Mapping[str, Any], replaced: Mapping[int, str]) -> dict[str, bytes]:
    """The templates and their data, which stay in memory."""
    added = {**facts, "running": shown(_running(page.title), replaced), "fonts": FONTS}
    data = {**plain(page, replaced), **added}
    files = {name: (_HERE / name).read_bytes() for name in _TEMPLATES}
    return {"main": files.pop("report.typ"), **files, "page.json": json.dumps(data, ensure_ascii=False).encode("utf-8")}


def _compiled(files: dict[str, bytes], facts: Mapping[str, Any], standards: Sequence[str]) -> bytes:
    pdf: bytes
    seconds = calendar.timegm((*facts["date"], 0, 0, 0))
    pdf, _ = _typst().compile_with_warnings(files, pdf_standards=list(standards), font_paths=_fonts(), timestamp=seconds)
    return pdf


def _running(title: str) -> str:
    """The title as it stands at the top of each page."""
    return title if len(title) <= _LONGEST_RUNNING else f"{title[:_LONGEST_RUNNING]}…"


def _missing_characters(error: Any) -> set[int]:
    """The characters beyond ASCII that Typst could not show."""
    found = _NO_GLYPH.findall(str(getattr(error, "diagnostic", "")) or str(error))
    texts = (re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), text) for text in found)
    return {ord(character) for text in texts for character in text if ord(character) > 126}


def _escape(character: int) -> str:
    return f"\\u{character:04x}" if character <= 0xFFFF else f"\\U{character:08x}"


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the PDF has in addition to the page: the identification of the run, and its date in parts.

    A PDF for archives must have a date, and only that of the result gives the same bytes each time. Without one it is that of time 0.
    """
    audit = document.get("audit")
    run = audit.get("run_id") if isinstance(audit, Mapping) else None
    created = (document.get("provenance") or {}).get("created")
    try:
        at = datetime.fromisoformat(str(created).replace("Z", "+00:00")).astimezone(timezone.utc)
        date = [at.year, at.month, at.day, at.hour, at.minute, at.second]
    except (ValueError, OverflowError):
        date = []
    shown_run = visible(run)[:_LONGEST_RUNNING] if isinstance(run, str) else ""
    return {"run": shown_run, "date": date if date and date[0] >= 1970 else [1970, 1, 1, 0, 0, 0]}


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return _typst().Fonts()


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise ImportError("the PDF needs Typst: pip install 'clinmetrics[pdf]'") from error
    return typst
