# SPDX-License-Identifier: Apache-2.0
"""Messages of the library in the words of its users: of the command line, of specifications."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any


class Words:
    """Translates messages of the library into the words of one of its faces, by the name that each argument has there.

    `form` joins such a name with a value, and `limits` makes the groups of a column of numbers.
    """

    def __init__(self, names: Mapping[str, str], form: Callable[[str, str], str], limits: Callable[[str, str], str]) -> None:
        any_name = "|".join(sorted(names, key=len, reverse=True))
        unmistakable = "|".join(name for name in names if "_" in name)

        def option(found: re.Match[str]) -> str:
            given = next((value for value in found.groups()[1:] if value), "")
            given = {"None": "none", "True": "true", "False": "false"}.get(given, given)
            return form(names[found[1]], given) if given else names[found[1]]

        self._rules: tuple[tuple[re.Pattern[str], Any], ...] = (
            (re.compile(r"labels=\(negative, positive\)"), names["labels"]),
            (re.compile(r"groups=\{'([^'`]*)': cm\.bins\(([\d., ]*)\)\}"), lambda found: limits(found[1], found[2])),
            # `nan_policy='drop'`, nan_policy='drop', level=0.95, pos_label=
            (re.compile(rf"`?(?<![\w.])({any_name})(?:=|\s=\s)(?:'([^'`]*)'|\"([^\"`]*)\"|([\w.]+)|(?![=\w(\[{{]))`?"), option),
            (re.compile(rf"`({any_name})`"), option),
            (re.compile(rf"(?<![\w.`'-])({unmistakable})(?![\w`'=])"), option),
            (re.compile(r"`data`"), "the table"),
            (re.compile(r"nown are: None, "), "nown are: "),  # of methods, where `none` is the option's word
        )

    def translate(self, text: str) -> str:
        """The text of a message with the names of this face in place of the arguments."""
        for pattern, replacement in self._rules:
            text = pattern.sub(replacement, text)
        return text


def is_meant_for_people(text: str) -> bool:
    """Whether a message of the library is meant for the user. Other messages may contain data and are not shown."""
    return "`" in text or re.match(r"the metric '\w+' has no parameter|more than [\d,]+ groups", text) is not None
