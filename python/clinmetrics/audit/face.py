# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics.audit`: a specification in, a result out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from ..result import Result
    from .specification.model import Specification

    Source = Union[Specification, str, "os.PathLike[str]", Mapping[str, Any]]


def audit(specification: Source, *, truth: Any = None, predictions: Any = None) -> Result:
    """Carry out an audit: join truth and predictions, count the rows, evaluate, and judge the goals.

    Parameters
    ----------
    specification : path, mapping or Specification
        What is analysed, and where the files are: the path of a file in YAML or JSON, a mapping with the same keys, or what
        `read_specification` has returned.
    truth : dataframe, mapping of columns, or path, optional
        The outcome, the id and the attributes, in place of the file ``site.truth``.
    predictions : dataframe, mapping of columns, path, or list of these, optional
        The ids and the outputs of the models, in place of the files ``site.predictions``; an empty list if the truth has them.

    Returns
    -------
    Result
        As from `evaluate`, with curves. ``result.audit`` is a dict: `run_id`, `specification` with its digest, `flow`, `manifest` and `goals`.

    Raises
    ------
    ValueError
        The specification or the data cannot be used. The message names the key of the specification, the table, the count, the first row and
        the remedy, and no cell of the data.
    OSError
        The file of the specification cannot be read.

    Notes
    -----
    Each row of the truth falls into the first step that holds: duplicate (an earlier row has its id), excluded by a filter, missing label,
    missing prediction (of any model), analysed. ``analysis.policies`` says whether such rows are an error or are left out. Ids are compared as
    text: '012' is not '12'. Paths in a file are relative to its folder, other paths to the working directory.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> truth = {"id": ["a", "b", "c", "d", "e"], "died": [1, 0, 1, 0, None]}
    >>> predictions = {"id": ["d", "c", "b", "a"], "risk": [.2, .7, .8, .9]}
    >>> result = cm.audit(
    ...     {
    ...         "schema": "clinmetrics.audit/1",
    ...         "analysis": {
    ...             "outcome": {"column": "died"},
    ...             "models": [{"name": "model", "score": "risk"}],
    ...             "policies": {"labels": "drop"},
    ...             "metrics": ["auroc"],
    ...             "minimum_group_size": 0,
    ...         },
    ...         "site": {"truth": "truth.csv"},
    ...     },
    ...     truth=truth,
    ...     predictions=predictions,
    ... )
    >>> result["auroc"].one().value
    0.75
    >>> step = result.audit["flow"]["steps"][0]
    >>> step["received"], step["missing_label"], step["analysed"]
    (5, 1, 4)
    """
    from .run import run

    given, folder = specification_from(specification)
    return run(given, truth, predictions, folder=folder, describe=True).result


def specification_from(source: Source) -> tuple[Specification, Path]:
    """The specification, checked, and the folder to which its paths are relative."""
    from .specification import SpecificationError, read_specification
    from .specification.checks import check
    from .specification.model import Specification

    if not isinstance(source, Specification):
        folder = Path() if isinstance(source, Mapping) else Path(source).parent
        return read_specification(source), folder
    faults = check(source)
    if faults:
        raise SpecificationError(faults)
    return source, Path()
