# SPDX-License-Identifier: Apache-2.0
"""Exit codes, and the errors whose text is written for the person at the command line."""

from __future__ import annotations

from .._text import file_fault

DONE, FAILED, USAGE, INPUT, DIFFERS, INTERRUPTED = 0, 1, 2, 3, 6, 130

TEXT = """\
exit codes:
  0    done; all goals are met
  1    a check of selftest failed, or an internal error
  2    the command line is wrong
  3    the input cannot be used: a file, a specification, a column, an option's value or a missing extra; or a file cannot be written
  4    a goal is missed
  5    no goal is missed, but one is not shown or not judged; with --allow undecided the code is 0
  6    diff: the results differ; dataset verify: the data are not the registered ones
  130  interrupted
"""


class CommandError(Exception):
    """The command cannot be carried out. The messages, mostly one, name options, files and columns, and contain no cell of the data."""

    code = INPUT


class UsageError(CommandError):
    """The options contradict each other for any data."""

    code = USAGE


def file_error(e: OSError, done: str = "read or written", name: object = None) -> CommandError:
    """The error about a file that cannot be read or written; its name is that of the error unless one is given."""
    return CommandError(file_fault(done, name or e.filename or "a file", e))
