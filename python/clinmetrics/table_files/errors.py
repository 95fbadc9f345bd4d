# SPDX-License-Identifier: Apache-2.0
"""The error for a file that cannot be read as a table, in the words of each of its users."""

from __future__ import annotations

import re
from collections.abc import Callable

_ARGUMENT = re.compile(r"`(encoding|delimiter|decimal|missing|pos_label|neg_label)(?:='([^'`]*)')?`")


class TableFileError(Exception):
    """The file cannot be used. The message contains no cell of it, and names arguments as in `encoding` or `encoding='latin-1'`."""

    def said(self, form: Callable[[str, str], str]) -> str:
        """The message with `form(argument, value)` in place of each argument; the value may be empty.

        Everything else, such as the names of columns, stays as it is, even if it is also the name of an argument.
        """
        return said(str(self), form)


class UnfitArgumentError(TableFileError):
    """An argument does not fit the kind of file, whatever the file contains."""


def said(text: str, form: Callable[[str, str], str]) -> str:
    """The same for the text of a message."""
    return _ARGUMENT.sub(lambda found: form(found[1], found[2] or ""), text)
