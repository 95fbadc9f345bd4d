# SPDX-License-Identifier: Apache-2.0
"""Shows the progress of the bootstrap on standard error if this is a terminal."""

from __future__ import annotations

import sys
from typing import Any

from . import streams


class Progress:
    """A bar of tqdm if it is installed, otherwise a line that is overwritten and finally removed."""

    def __init__(self, quiet: bool) -> None:
        self.callback: Any = None
        self._bar: Any = None
        if quiet or not streams.is_terminal():
            return
        self.callback = self._show_line
        try:
            from tqdm import tqdm
        except ModuleNotFoundError:
            return
        self._bar = tqdm(unit=" replicates", leave=False)
        self.callback = self._show_bar

    def _show_bar(self, done: int, total: int) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def _show_line(self, done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} of {total} replicates ")
        sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self.callback is not None:
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
