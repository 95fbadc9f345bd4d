# SPDX-License-Identifier: Apache-2.0
"""The form of a CSV file: its encoding, its delimiter, its decimal mark, and the texts that mean a missing cell."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "space": " "}


@dataclass(frozen=True)
class CsvFormat:
    """The values of the options. None means: the header line decides the delimiter, and the delimiter the decimal mark."""

    encoding: str = "utf-8"
    delimiter: str | None = None
    decimal: str | None = None
    missing: tuple[str, ...] = ()


def encoding(text: str) -> str:
    """The name of a text encoding that Python knows, for argparse."""
    try:
        found = codecs.lookup(text)
    except (LookupError, ValueError):
        raise ValueError from None
    if not found._is_text_encoding or found.name in ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs"):
        raise ValueError
    return "utf-8" if found.name in ("utf-8", "utf-8-sig") else found.name


def delimiter(text: str) -> str:
    """One character or its name, for argparse."""
    found = _DELIMITERS.get(text.lower(), text)
    if len(found) != 1 or not found.isascii() or found.isalnum() or found in "\"'\r\n\0+-.":
        raise ValueError
    return found
