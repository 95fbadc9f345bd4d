# SPDX-License-Identifier: Apache-2.0
"""The bytes of a specification as text: limited in size, UTF-8, and without control characters."""

from __future__ import annotations

import re

from .faults import Fault, SpecificationError

MOST_BYTES = 1 << 20
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_TAB = re.compile("\t")


def text_of(content: bytes, tabs: bool) -> str:
    """The text, with line feeds alone at the ends of lines. `tabs` says whether tabs are allowed."""
    if len(content) > MOST_BYTES:
        raise SpecificationError([Fault("", f"the file is larger than 1 MiB ({MOST_BYTES:,} bytes); a specification is a short text")])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise SpecificationError([Fault(line, "the file is not UTF-8; save it as UTF-8")]) from None
    text = text[1:] if text.startswith("\ufeff") else text  # some editors begin a file so
    found = _REFUSED.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise SpecificationError([Fault(line, f"the character U+{ord(found[0]):04X} is not allowed")])
    found = None if tabs else _TAB.search(text)
    if found is not None:
        raise SpecificationError([Fault(text.count("\n", 0, found.start()) + 1, "there is a tab; use spaces")])
    return text.replace("\r\n", "\n")
