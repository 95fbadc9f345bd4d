# SPDX-License-Identifier: Apache-2.0
"""Runs a command and returns its exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from .._text import printable
from .._words import is_meant_for_people
from ..table_files.errors import TableFileError, UnfitArgumentError
from . import streams
from .exits import FAILED, INTERRUPTED, CommandError, UsageError
from .messages import as_option, in_options
from .parser import parser

_NOT_ENOUGH = "not enough memory; lower --n-resamples or --max-memory, name fewer models or groups, or use a machine with more memory"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns the exit code."""
    streams.occupy()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        arguments = parser().parse_args(words)
        arguments.words = words
        code: int = arguments.run(arguments)
        return code
    except KeyboardInterrupt:
        streams.say("clinmetrics: interrupted")
        return INTERRUPTED
    except CommandError as e:
        for text in e.args:  # one line for each fault
            streams.say(f"clinmetrics: {printable(str(text))}")
        return e.code
    except TableFileError as e:
        streams.say(f"clinmetrics: {printable(e.said(as_option))}")
        return UsageError.code if isinstance(e, UnfitArgumentError) else CommandError.code
    except MemoryError as e:
        text = in_options(str(e)) if is_meant_for_people(str(e)) else _NOT_ENOUGH
        streams.say(f"clinmetrics: {printable(text)}")
        return CommandError.code
    except Exception as e:
        streams.say(f"clinmetrics: {_internal_error(e)}")
        return FAILED


def _internal_error(e: Exception) -> str:
    """The error in plain words, without the exception's own text, which may contain data."""
    if os.environ.get("CLINMETRICS_DEBUG") == "1":
        streams.say("".join(traceback.format_exception(type(e), e, e.__traceback__)).rstrip())
    frames = traceback.extract_tb(e.__traceback__)
    own = [f for f in frames if "clinmetrics" in Path(f.filename).parts]
    place = f" in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    return f"internal error ({type(e).__name__}{place}); please report it. CLINMETRICS_DEBUG=1 prints the details, which may quote the data"
