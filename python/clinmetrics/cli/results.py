# SPDX-License-Identifier: Apache-2.0
"""Stored results that a command reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .._text import printable
from .exits import CommandError, file_error


def read_result(path: Path) -> Any:
    """The result of an audit.json, or the error in plain words."""
    from ..result import Result

    name = printable(str(path))
    try:
        return Result.from_json(path)
    except OSError as e:
        raise file_error(e, "read", path) from None
    except UnicodeError:
        raise CommandError(f"{name} is not UTF-8, and so no result of clinmetrics") from None
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        raise CommandError(f"{name} is not a result of clinmetrics{_reason(e)}") from None


def _reason(e: Exception) -> str:
    """The message of the reader of results about a field. Other texts may contain parts of the document."""
    text = str(e.args[0]) if e.args else ""
    return f": {printable(text)}" if type(e) is ValueError and text else ""
