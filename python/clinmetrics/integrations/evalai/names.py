# SPDX-License-Identifier: Apache-2.0
"""Codenames and labels that EvalAI takes: ASCII letters, digits and underscores, each once, and not too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MOST = 60


def legal(text: str, taken: Collection[str] = ()) -> str:
    """The text as a codename that is not taken: "sex female" becomes sex_female, and "age >=65" age_ge_65.

    Examples
    --------
    >>> from clinmetrics.integrations.evalai.names import legal
    >>> legal("age >=65"), legal("sex f"), legal("sex f", taken={"sex_f"})
    ('age_ge_65', 'sex_f', 'sex_f_2')
    """
    for mark, words in ((">=", " ge "), ("<=", " le "), ("<", " lt "), (">", " gt ")):
        text = text.replace(mark, words)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    found = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:MOST] or "group"
    name, n = found, 1
    while name in taken:
        n += 1
        name = f"{found}_{n}"
    return name


def is_legal(codename: str) -> bool:
    """Whether a codename is one that `legal` could return."""
    return re.fullmatch(r"[A-Za-z0-9_]{1,100}", codename) is not None
