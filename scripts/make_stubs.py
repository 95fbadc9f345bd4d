# SPDX-License-Identifier: Apache-2.0
"""Writes the files of the package that repeat what the engine's tables say: types for editors, fields of rows, and the JSON Schema.

Run it with the built package after a metric, a column or an option was added; a test fails until then.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import clinmetrics as cm
from clinmetrics._json_schema import result_schema
from clinmetrics._options import OPTIONS
from clinmetrics._tables import COUNTS, ROWS, WORDS, Column

PACKAGE = Path(__file__).resolve().parent.parent / "python" / "clinmetrics"
HEAD = """\
# Made by scripts/make_stubs.py from the registry of metrics.
from collections.abc import Callable, Sequence
from typing import Any

from ._confusion import ConfusionMatrix as ConfusionMatrix
from ._confusion import confusion_matrix as confusion_matrix
from ._core import DeviceError as DeviceError
from ._evaluate import evaluate as evaluate
from ._ingest import Bins as Bins
from ._ingest import bins as bins
from ._literals import Backend, Binning, Method, NanPolicy, Resampling, WeightKind
from ._weights import resample_weights as resample_weights
from .result import Estimate as Estimate
from .result import Result as Result

__version__: str

def catalogue() -> list[dict[str, Any]]: ...
def register_metric(capsule: Any) -> Callable[..., Estimate]: ...
"""
LITERALS = '''\
# SPDX-License-Identifier: Apache-2.0
"""Names as types, for type checkers and editors. Made by scripts/make_stubs.py from the registry of metrics."""

from __future__ import annotations

from typing import Literal

'''
FIELDS = '''\
# SPDX-License-Identifier: Apache-2.0
"""The fields of an estimate and of a count. Made by scripts/make_stubs.py from the engine's tables of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def _field(name: str) -> Any:
    """A read-only attribute."""
    return property(lambda e: e._fields[name])


ATTRIBUTES = """
    Attributes
    ----------
@ATTRIBUTES@
"""


class EstimateFields:
    """The fields of an estimate as attributes."""

    __slots__ = ()

@FIELDS@


class Count(NamedTuple):
    """The confusion counts of one model at one threshold in one group, in the unit of the weights.

    Attributes
    ----------
@COUNT_ATTRIBUTES@
    """

@COUNT_FIELDS@
'''
CELL_TYPES = {
    "parameters": "dict[str, Any]", "attribute": "tuple[str, ...]", "group": "tuple[str | None, ...]", "flags": "tuple[str, ...]",
    "real": "float", "optional_real": "float | None", "count": "int",
}  # fmt: skip
CHOICE_TYPES = {"nan_policy": "NanPolicy", "resampling": "Resampling", "weight_kind": "WeightKind", "curves": "Curves"}
OPTION_TYPES = {"ci": "Method | None", "backend": "Backend | str", "threshold": "float | None"}
TYPES = {"labels": "Sequence[Any] | None", "binning": "Binning"}


def option_type(name: str) -> str | None:
    """The type of an option in a signature; None for an argument that is no option."""
    option = OPTIONS.get(name)
    if option is None:
        return None
    kind = OPTION_TYPES.get(name) or CHOICE_TYPES.get(name) or option.type
    return f"{kind} | None" if option.is_optional and "None" not in kind else kind


def cell_type(column: Column) -> str:
    kind = CELL_TYPES.get(column.kind, "str")
    return f"{kind} | None" if column.is_hidden and column.kind == "count" else kind


def attribute_lines(columns: Iterable[Column]) -> str:
    lines: list[str] = []
    for column in columns:
        meaning = column.meaning[0].upper() + column.meaning[1:].replace("\\", "\\\\") + "."
        lines += [
            f"    {column.name} : {cell_type(column)}",
            *textwrap.wrap(meaning, 136, initial_indent=" " * 8, subsequent_indent=" " * 8),
        ]
    return "\n".join(lines)


def fields() -> str:
    """The text of _fields.py."""
    texts = {
        "ATTRIBUTES": attribute_lines(ROWS) + "\n    replicates : array or None\n        The bootstrap replicates, where they were kept.",
        "FIELDS": "\n".join(
            [f'    {column.name}: {cell_type(column)} = _field("{column.name}")' for column in ROWS]
            + ['    replicates: npt.NDArray[np.float64] | None = _field("replicates")']
        ),
        "COUNT_ATTRIBUTES": attribute_lines(COUNTS),
        "COUNT_FIELDS": "\n".join(f"    {column.name}: {cell_type(column)}" for column in COUNTS),
    }
    return re.sub(r"@(\w+)@", lambda found: texts[found[1]], FIELDS)


def built_in() -> list[dict[str, Any]]:
    return [about for about in cm.catalogue() if about["name"] in cm.__all__]


def parameter(p: inspect.Parameter, own: dict[str, Any]) -> str:
    kind = option_type(p.name) or TYPES.get(p.name, "Any")
    if p.name in own and p.name not in TYPES:
        kind = "int" if own[p.name]["is_whole"] else "float"
    default = "" if p.default is inspect.Parameter.empty else f" = {p.default!r}"
    return f"{p.name}: {kind}{default}".replace("'", '"')


def function(about: dict[str, Any]) -> str:
    own = {p["name"]: p for p in about["parameters"]}
    given = [parameter(p, own) for p in inspect.signature(getattr(cm, about["name"])).parameters.values()]
    lines = "".join(f"    {p},\n" for p in [*given[:2], "*", *given[2:]])
    return f"def {about['name']}(\n{lines}) -> Estimate: ...\n"


def stub() -> str:
    """The text of __init__.pyi."""
    aliases = [f"{alias} = {about['name']}\n" for about in built_in() for alias in about["aliases"] if alias.isidentifier()]
    return HEAD + "".join(map(function, built_in())) + "\n" + "".join(aliases)


def literal(name: str, texts: Iterable[str]) -> str:
    one = f"{name} = Literal[{', '.join(map(repr, texts))}]\n".replace("'", '"')
    return one if len(one) <= 141 else f"{name} = Literal[\n" + "".join(f'    "{text}",\n' for text in texts) + "]\n"


def literals() -> str:
    """The text of _literals.py."""
    names = ["clinical", *(name for about in built_in() for name in (about["name"], *about["aliases"]))]
    binning = next(p["choices"] for about in built_in() for p in about["parameters"] if p["choices"])
    kinds = {
        **{kind: OPTIONS[name].choices for name, kind in CHOICE_TYPES.items()},
        "Backend": OPTIONS["backend"].choices,
        "Binning": binning,
        "Method": ["auto", *WORDS["method"]],
        "Metric": names,
    }
    return LITERALS + "".join(literal(name, texts) for name, texts in kinds.items())


def schema() -> str:
    """The text of result.schema.json."""
    return json.dumps(result_schema(), indent=1, ensure_ascii=False) + "\n"


FILES = {"__init__.pyi": stub, "_literals.py": literals, "_fields.py": fields, "result.schema.json": schema}

if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(stub())
    elif sys.argv[1:] == ["--check"]:
        sys.exit(", ".join(name for name, text in FILES.items() if (PACKAGE / name).read_text(encoding="utf-8") != text()) or 0)
    else:
        for name, text in FILES.items():
            (PACKAGE / name).write_text(text(), encoding="utf-8")
