# SPDX-License-Identifier: Apache-2.0
"""Writes python/clinmetrics/__init__.pyi, so that type checkers and editors know the functions that are made from the registry.

Run it with the built package after a metric was added; a test fails until then.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm

STUB = Path(__file__).resolve().parent.parent / "python" / "clinmetrics" / "__init__.pyi"
HEAD = """\
# Made by scripts/make_stubs.py from the registry of metrics.
from collections.abc import Callable, Mapping
from typing import Any, Literal

from ._core import DeviceError as DeviceError
from ._evaluate import evaluate as evaluate
from ._evaluate import resample_weights as resample_weights
from .result import Estimate as Estimate
from .result import Result as Result

__version__: str

def catalogue() -> list[dict[str, Any]]: ...
def register_metric(capsule: Any) -> Callable[..., Estimate]: ...
"""
TYPES = {
    "nan_policy": 'Literal["raise", "drop"]',
    "ci": "str | Mapping[str, str | None] | None",
    "level": "float",
    "n_resamples": "int",
    "resampling": 'Literal["multinomial", "poisson", "auto"]',
    "seed": "int",
    "backend": "str",
    "num_threads": "int | None",
    "max_memory": "int | None",
    "threshold": "float | None",
}


def parameter(p: inspect.Parameter, own: dict[str, Any]) -> str:
    kind = TYPES.get(p.name, "Any")
    if p.name in own:
        about = own[p.name]
        kind = f"Literal[{', '.join(repr(c) for c in about['choices'])}]" if about["choices"] else "int" if about["is_whole"] else "float"
    default = "" if p.default is inspect.Parameter.empty else f" = {p.default!r}"
    return f"{p.name}: {kind}{default}".replace("'", '"')


def function(about: dict[str, Any]) -> str:
    own = {p["name"]: p for p in about["parameters"]}
    given = [parameter(p, own) for p in inspect.signature(getattr(cm, about["name"])).parameters.values()]
    lines = "".join(f"    {p},\n" for p in [*given[:2], "*", *given[2:]])
    return f"def {about['name']}(\n{lines}) -> Estimate: ...\n"


def stub() -> str:
    """The stub's text."""
    catalogue = [about for about in cm.catalogue() if about["name"] in cm.__all__]
    aliases = [f"{alias} = {about['name']}\n" for about in catalogue for alias in about["aliases"] if alias.isidentifier()]
    return HEAD + "".join(map(function, catalogue)) + "\n" + "".join(aliases)


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(stub())
    else:
        STUB.write_text(stub(), encoding="utf-8")
