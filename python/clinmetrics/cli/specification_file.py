# SPDX-License-Identifier: Apache-2.0
"""The specification that a command is given, with the name of the file in each message."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .._text import printable
from ..audit.specification import Specification, SpecificationError, read_specification
from .exits import CommandError, file_error


def read_file(path: Path, settings: Iterable[str] = ()) -> Specification:
    """The specification of the file, with the values of --set.

    Raises
    ------
    CommandError
        With one line for each fault.
    """
    name = printable(path.name)
    try:
        return read_specification(path, settings=settings)
    except OSError as e:
        raise file_error(e, "read", path) from None
    except ImportError as e:
        raise CommandError(str(e)) from None
    except SpecificationError as e:
        raise CommandError(*(_with_name(fault, name) for fault in e.faults)) from None


def _with_name(fault: str, name: str) -> str:
    if fault.startswith("--set "):
        return fault
    return f"{name}, {fault}" if fault.startswith("line ") else f"{name}: {fault}"
