# SPDX-License-Identifier: Apache-2.0
"""Writes the files of the package that repeat what the engine's tables say: types for editors, fields of rows, and the JSON Schema.

Run it with the built package after a metric, a column or an option was added; a test fails until then.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import clinmetrics as cm
from clinmetrics import _core
from clinmetrics._json_schema import result_schema
from clinmetrics._names import about_rows
from clinmetrics._options import OPTIONS
from clinmetrics._tables import COMPARISONS, COUNTS, GAPS, ROWS, WORDS, Column
from clinmetrics.audit.goals import REASONS
from clinmetrics.metrics import example_call

ROOT = Path(__file__).resolve().parent.parent
PACKAGE, DOCS = ROOT / "python" / "clinmetrics", ROOT / "docs"
HEAD = """\
# Made by scripts/make_stubs.py from the registry of metrics.
from collections.abc import Callable, Sequence
from typing import Any, Literal

from . import dataset as dataset
from . import plan as plan
from ._compare_results import compare_results as compare_results
from ._confusion import ConfusionMatrix as ConfusionMatrix
from ._confusion import confusion_matrix as confusion_matrix
from ._core import DeviceError as DeviceError
from ._curve_frames import pr_curve as pr_curve
from ._curve_frames import roc_curve as roc_curve
from ._evaluate import evaluate as evaluate
from ._ingest import Bins as Bins
from ._ingest import bins as bins
from ._literals import Backend, Binning, Method, NanPolicy, Resampling, WeightKind
from ._weights import resample_weights as resample_weights
from .audit import audit as audit
from .audit.goals import judge as judge
from .audit.specification import Specification as Specification
from .audit.specification import SpecificationError as SpecificationError
from .audit.specification import read_specification as read_specification
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
EXAMPLES_HEAD = '''\
# SPDX-License-Identifier: Apache-2.0
"""What the examples of the metrics print. Made by scripts/make_stubs.py."""

from __future__ import annotations

EXAMPLES = {
'''
FIELDS = '''\
# SPDX-License-Identifier: Apache-2.0
"""The fields of an estimate, a count, a comparison and a gap. Made by scripts/make_stubs.py from the engine's tables of columns."""

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


class Comparison(NamedTuple):
    """A comparison of two models, or of all models, on the same rows.

    Attributes
    ----------
@COMPARISON_ATTRIBUTES@
    """

@COMPARISON_FIELDS@


class Gap(NamedTuple):
    """A gap of one model between groups.

    Attributes
    ----------
@GAP_ATTRIBUTES@
    """

@GAP_FIELDS@
'''
CELL_TYPES = {
    "parameters": "dict[str, Any]", "attribute": "tuple[str, ...]", "group": "tuple[str | None, ...]", "flags": "tuple[str, ...]",
    "real": "float", "optional_real": "float | None", "count": "int", "optional_text": "str | None",
    "optional_model": "str | None", "optional_group": "tuple[str | None, ...] | None",
}  # fmt: skip
CHOICE_TYPES = {
    "nan_policy": "NanPolicy", "resampling": "Resampling", "weight_kind": "WeightKind", "curves": "Curves",
    "gaps": "Gaps", "alternative": "Alternative", "adjustment": "Adjustment",
}  # fmt: skip
OPTION_TYPES = {"ci": "Method | None", "backend": "Backend | str", "threshold": "float | str | None"}
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
    }
    for name, table in (("COUNT", COUNTS), ("COMPARISON", COMPARISONS), ("GAP", GAPS)):
        texts[f"{name}_ATTRIBUTES"] = attribute_lines(table)
        texts[f"{name}_FIELDS"] = "\n".join(f"    {column.name}: {cell_type(column)}" for column in table)
    return re.sub(r"@(\w+)@", lambda found: texts[found[1]], FIELDS)


def built_in() -> list[dict[str, Any]]:
    return [about for about in cm.catalogue() if about["name"] in cm.__all__]


def parameter(p: inspect.Parameter, own: dict[str, Any]) -> str:
    kind = option_type(p.name) or TYPES.get(p.name, "Any")
    if p.name in own and p.name not in TYPES:
        choices = own[p.name]["choices"]
        kind = f"Literal[{', '.join(map(repr, choices))}]" if choices else "int" if own[p.name]["is_whole"] else "float"
        kind += " | None" if p.default is None else ""
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
    binning = next(p["choices"] for about in built_in() for p in about["parameters"] if p["name"] == "binning")
    kinds = {
        **{kind: OPTIONS[name].choices for name, kind in CHOICE_TYPES.items()},
        "Backend": OPTIONS["backend"].choices,
        "Binning": binning,
        "Method": ["auto", "published", *WORDS["method"]],
        "Metric": names,
    }
    return LITERALS + "".join(literal(name, texts) for name, texts in kinds.items())


def schema() -> str:
    """The text of result.schema.json."""
    return json.dumps(result_schema(), indent=1, ensure_ascii=False) + "\n"


# --- pages of the documentation -------------------------------------------------------------------------------------------------------


def in_rst(text: str) -> str:
    """A sentence with its names as code, and its begin in upper case."""
    text = re.sub(r"`([^`]+)`", r"``\1``", about_rows(text).replace("\\", "\\\\"))
    return text[0].upper() + text[1:].rstrip(".") + "."


def list_table(head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {' '.join(map(str, widths))}", ""]
    for row in (head, *rows):
        for i, cell in enumerate(row):
            lines += textwrap.wrap(
                cell,
                140,
                initial_indent="   * - " if i == 0 else "     - ",
                subsequent_indent=" " * 7,
                break_long_words=False,
                break_on_hyphens=False,
            ) or ["     -"]
    return "\n".join(lines)


def column_page(columns: Iterable[Column]) -> str:
    return list_table(("column", "meaning"), (26, 74), ((f"``{c.name}``", in_rst(c.meaning)) for c in columns))


def word_page(column: str, table: str = "rows") -> str:
    words = next(c["words"] for c in _core.tables()[table] if c["name"] == column)
    return list_table((column, "meaning"), (34, 66), ((f"``{w['name']}``", in_rst(w["meaning"])) for w in words))


def option_page() -> str:
    shown = [o for o in OPTIONS.values() if not o.part_of and o.name != "stream"]
    rows = ((f"``{o.name}``", f"``{o.default!r}``", in_rst(o.meaning)) for o in shown)
    return list_table(("option", "default", "meaning"), (20, 18, 62), rows)


PARTS = {
    "columns of the rows": lambda: column_page(ROWS),
    "columns of the counts": lambda: column_page(COUNTS),
    "columns of the comparisons": lambda: column_page(COMPARISONS),
    "columns of the gaps": lambda: column_page(column for column in GAPS if column not in COMPARISONS),
    "words of kind": lambda: word_page("kind", "comparisons"),
    "words of scale": lambda: word_page("scale", "comparisons"),
    "words of test": lambda: word_page("test", "comparisons"),
    "words of alternative": lambda: word_page("alternative", "comparisons"),
    "words of decision": lambda: word_page("decision", "comparisons"),
    "words of status": lambda: word_page("status"),
    "words of interval_status": lambda: word_page("interval_status"),
    "words of flags": lambda: word_page("flags"),
    "options": option_page,
    "reasons of goals": lambda: list_table(("reason", "meaning"), (26, 74), ((f"``{word}``", text) for word, text in REASONS.items())),
}


def page(path: Path) -> str:
    """A page with its generated parts, each between two comments, as they should be."""
    text = path.read_text(encoding="utf-8")
    for name, make in PARTS.items():
        begin, end = f".. {name}: begin\n", f".. {name}: end\n"
        if begin in text:
            before, rest = text.split(begin)
            text = f"{before}{begin}\n{make()}\n\n{end}{rest.split(end)[1]}"
    return text


def examples() -> str:
    """What the example of each metric prints."""
    died = [0, 0, 1, 0, 1, 0, 1, 0] * 8
    risk = [(7 * i % 31 + 11 * y + 1) / 44 for i, y in enumerate(died)]
    own = [about for about in cm.catalogue() if not about["name"].startswith("my_")]
    printed = {about["name"]: repr(eval(example_call(about), {"cm": cm, "died": died, "risk": risk})) for about in own}
    return EXAMPLES_HEAD + "".join(f'    "{name}": "{text}",\n' for name, text in printed.items()) + "}\n"


FILES: dict[Path, Callable[[], str]] = {
    PACKAGE / "_examples.py": examples,
    PACKAGE / "__init__.pyi": stub,
    PACKAGE / "_literals.py": literals,
    PACKAGE / "_fields.py": fields,
    PACKAGE / "result.schema.json": schema,
    **{path: functools.partial(page, path) for path in (DOCS / "results.rst", DOCS / "python.rst", DOCS / "goals.rst")},
}

if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(stub())
    elif sys.argv[1:] == ["--check"]:
        sys.exit(", ".join(path.name for path, text in FILES.items() if path.read_text(encoding="utf-8") != text()) or 0)
    else:
        for path, text in FILES.items():
            path.write_text(text(), encoding="utf-8")
