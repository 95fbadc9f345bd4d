# SPDX-License-Identifier: Apache-2.0
"""The error for data that cannot be described. Its text names arguments, files and columns, and contains no cell of the data."""

from __future__ import annotations

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
def of_tables() -> Iterator[None]:
    """The errors of reading tables as those of this package."""
    from ..table_files.errors import TableFileError

    try:
        yield
    except TableFileError as e:
        raise DatasetError(str(e)) from None
