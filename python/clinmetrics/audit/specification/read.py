# SPDX-License-Identifier: Apache-2.0
"""A specification from a file or a mapping."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Union

from .binding import bind
from .characters import MOST_BYTES
from .checks import check
from .faults import SpecificationError
from .json_reader import read_json
from .model import Specification
from .nodes import Node, from_values
from .settings import with_settings as put_settings
from .yaml_reader import read_yaml

Source = Union[str, "os.PathLike[str]", Mapping[str, Any]]


def read_specification(source: Source, *, settings: Iterable[str] = ()) -> Specification:
    """Reads and checks the specification of an audit.

    Parameters
    ----------
    source : path or mapping
        A file in YAML (needs PyYAML, ``clinmetrics[audit]``) or, with the ending .json, in JSON; or a mapping with the same keys.
    settings : iterable of str
        Values that replace those of the file, as with ``--set``: ``["analysis.intervals.seed=7"]``.

    Returns
    -------
    Specification
        Its `analysis` is what is analysed, its `site` where the data are. Paths stay as they are written: relative to the file's folder.

    Raises
    ------
    SpecificationError
        A ValueError with one line for each fault, at most ten; `line` is that of the first.
    OSError
        The file cannot be read.
    ImportError
        The file is YAML, and PyYAML is not installed.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> specification = cm.read_specification({
    ...     "schema": "clinmetrics.audit/1",
    ...     "analysis": {
    ...         "outcome": {"column": "died"},
    ...         "models": [{"name": "model", "score": "risk"}],
    ...         "thresholds": [0.2],
    ...         "goals": [{"metric": "sensitivity", "at_least": 0.8}],
    ...     },
    ...     "site": {"truth": "truth.csv", "predictions": ["predictions.csv"]},
    ... })
    >>> specification.analysis.goals[0].at_least
    0.8
    """
    specification, places = bind(put_settings(_nodes(source), settings), Specification)
    faults = check(specification, places)
    if faults:
        raise SpecificationError(faults)
    assert isinstance(specification, Specification)
    return specification


def _nodes(source: Source) -> Node:
    if isinstance(source, Mapping):
        return from_values(source)
    path = Path(source)
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return read_json(content) if path.suffix.lower() == ".json" else read_yaml(content)
