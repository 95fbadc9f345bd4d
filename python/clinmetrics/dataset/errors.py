# SPDX-License-Identifier: Apache-2.0
"""The error for data that cannot be described. Its text names arguments, files and columns, and contains no cell of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager


class DatasetError(ValueError):
    """The data, a manifest or a file of fingerprints cannot be used.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> try:
    ...     dataset.describe({"age": [50, 61], "sex": ["F"]})
    ... except dataset.DatasetError as error:
    ...     print(error)
    `data` has columns of different lengths; give each one entry per row
    """


@contextmanager
def in_arguments() -> Iterator[None]:
    """Errors of the readers of tables, in which options of the command line become arguments: --y-true becomes `y_true`."""
    from ..cli.exits import CommandError

    try:
        yield
    except CommandError as e:
        raise DatasetError(re.sub(r"(?<![\w-])--([a-z][a-z-]+)", lambda found: f"`{found[1].replace('-', '_')}`", str(e))) from None
