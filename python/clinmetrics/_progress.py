# SPDX-License-Identifier: Apache-2.0
"""Progress of the replicates, as a bar or for a program."""

from __future__ import annotations

from typing import Any


class Watcher:
    """Turns `progress` into a callback: nothing, the caller's own, or a bar."""

    def __init__(self, progress: Any) -> None:
        self.report: Any = None
        self._bar: Any = None
        if progress is True:
            try:
                from tqdm.auto import tqdm
            except ModuleNotFoundError:
                raise ImportError("`progress` = True shows a bar of tqdm; install clinmetrics[progress], or give a callable") from None

            self._bar = tqdm(unit="replicate", leave=False)
            self.report = self._show
        elif callable(progress):
            self.report = progress
        elif progress is not None and progress is not False:
            raise TypeError("`progress` must be True, a callable of (done, total), or None")

    def _show(self, done: int, total: int) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
