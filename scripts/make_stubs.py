# SPDX-License-Identifier: Apache-2.0
"""Writes python/clinmetrics/__init__.pyi and _literals.py, so that type checkers and editors know the functions of the registry and names.

Run it with the built package after a metric was added; a test fails until then.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import clinmetrics as cm
from clinmetrics import _core

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
TYPES = {
    "nan_policy": "NanPolicy",
    "ci": "Method | None",
    "level": "float",
    "n_resamples": "int",
    "resampling": "Resampling",
    "seed": "int",
    "backend": "Backend | str",
    "num_threads": "int | None",
    "max_memory": "int | None",
    "threshold": "float | None",
    "weight_kind": "WeightKind",
    "labels": "Sequence[Any] | None",
    "binning": "Binning",
}


def built_in() -> list[dict[str, Any]]:
    return [about for about in cm.catalogue() if about["name"] in cm.__all__]


def parameter(p: inspect.Parameter, own: dict[str, Any]) -> str:
    kind = TYPES.get(p.name, "Any")
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
        "NanPolicy": ["raise", "drop"],
        "Resampling": ["multinomial", "poisson", "auto"],
        "Backend": ["auto", "reference", "cpu", "cuda"],
        "WeightKind": ["sampling", "frequency"],
        "Curves": ["steps", "exact", "none"],
        "Binning": binning,
        "Method": ["auto", *_core.methods],
        "Metric": names,
    }
    return LITERALS + "".join(literal(name, texts) for name, texts in kinds.items())


FILES = {"__init__.pyi": stub, "_literals.py": literals}

if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(stub())
    elif sys.argv[1:] == ["--check"]:
        sys.exit(", ".join(name for name, text in FILES.items() if (PACKAGE / name).read_text(encoding="utf-8") != text()) or 0)
    else:
        for name, text in FILES.items():
            (PACKAGE / name).write_text(text(), encoding="utf-8")
