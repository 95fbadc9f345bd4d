# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: reads every #include, and every import of the Python package, and fails on one that points the wrong way.

core ◄ fit ◄ random ◄ ordering ◄ pass ◄ tally ◄ metric ◄ inference ◄ compare ◄ planning ◄ engine ◄ src, cuda ◄ python/bindings: the right one
may use the left one.
Heavy libraries have one home each, so that public headers stay light. In Python, only the command line uses the command line.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LAYERS = ["core", "fit", "random", "ordering", "pass", "tally", "metric", "inference", "compare", "planning", "engine"]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Library (by the start of the name of its header) → the folders where it may be included.
HOMES = {
    "boost/context/": ["cuda/", "tests/cuda/"],  # fibers, for kernels that run on the host
    "boost/": ["src/", "tests/"],
    "Eigen/": ["src/inference/", "src/compare/", "src/fit/", "tests/"],
    "hwy/": ["src/", "tests/", "benchmarks/"],
    "tbb/": ["src/", "include/clinmetrics/engine/parallel.hpp", "tests/", "benchmarks/"],
    "oneapi/": ["src/", "include/clinmetrics/engine/parallel.hpp", "tests/", "benchmarks/"],
    "pybind11/": ["python/bindings/", "examples/"],
    "Python.h": ["python/bindings/"],
    "cuda": ["cuda/", "tests/cuda/"],
    "cub/": ["cuda/", "tests/cuda/"],
    "gtest/": ["tests/"],
    "gmock/": ["tests/"],
    "benchmark/": ["benchmarks/"],
    "iostream": ["tests/", "benchmarks/", "examples/"],
}
# What the plugin may see: it is built where the library is not.
CUDA_SEES = ["core", "random", "pass", "engine/plugin"]


def layer_of(path: str) -> str | None:
    """Layer of a file under include/clinmetrics, None for the umbrella header, the version and files elsewhere."""
    parts = path.removeprefix("include/").split("/")
    return parts[1] if path.startswith("include/clinmetrics/") and len(parts) > 2 else None


def complaint(path: str, quoted: bool, header: str) -> str | None:
    """Why the file at `path` may not include `header`; None if it may."""
    homes = next((homes for start, homes in HOMES.items() if header.startswith(start) and not quoted), None)
    if homes is not None and not path.startswith(tuple(homes)):
        return f"<{header}> belongs to {', '.join(homes)}"
    if homes is None and path.startswith("include/") and not quoted and ("/" in header or header.endswith(".h")):
        return f"<{header}>: public headers use the standard library alone"
    if path.startswith("include/") and quoted and not header.startswith("clinmetrics/"):
        return f'"{header}": public headers are included by their full name, "clinmetrics/…"'
    if not header.startswith("clinmetrics/"):
        return None
    if not quoted and path.startswith("include/"):
        return f'<{header}>: write "{header}"'
    if header == "clinmetrics/clinmetrics.hpp":
        return "the umbrella header is for users" if path.startswith(("include/", "src/", "cuda/", "python/")) else None
    target = layer_of("include/" + header)
    if target is None:
        return None
    if target not in LAYERS:
        return f'"{header}": the layer {target} is not in the list'
    if path.startswith("cuda/") and not any(header.startswith(f"clinmetrics/{seen}") for seen in CUDA_SEES):
        return f'"{header}": cuda/ sees {", ".join(CUDA_SEES)} only'
    own = layer_of(path)
    if own is not None and own not in LAYERS:
        return f"the layer {own} is not in the list"
    if own is not None and LAYERS.index(target) > LAYERS.index(own):
        return f'"{header}": {own} may not use {target}'
    return None


def imported(node: ast.AST, package: list[str]) -> list[str]:
    """The modules that a statement of a file in `package` imports, by their full names; of `from x import y` also x.y."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = package[: len(package) - node.level + 1] if node.level else []
    module = ".".join([*above, *([node.module] if node.module else [])])
    return [module, *(f"{module}.{alias.name}" for alias in node.names)]


def python_complaints(root: Path) -> Iterator[str]:
    """Every import of the command line by the library."""
    folder = root / "python"
    for file in sorted((folder / "clinmetrics").rglob("*.py")):
        parts = list(file.relative_to(folder).parts)
        if parts[1] in ("cli", "__main__.py"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if any(f"{name}.".startswith("clinmetrics.cli.") for name in imported(node, parts[:-1])):
                line = getattr(node, "lineno", 0)
                yield f"{file.relative_to(root).as_posix()}:{line}: the library may not use the command line"


def complaints(root: Path) -> Iterator[str]:
    """Every wrong include and import below `root`, as file:line: reason."""
    yield from python_complaints(root)
    for folder in ("include", "src", "cuda", "python/bindings", "tests", "benchmarks", "examples"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in {".hpp", ".cpp", ".cu", ".cuh", ".h"}:
                continue
            path = file.relative_to(root).as_posix()
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                found = INCLUDE.match(line)
                reason = complaint(path, found[1] == '"', found[2]) if found else None
                if reason:
                    yield f"{path}:{number}: {reason}"
                if found and path.startswith("src/") and "cuda/" in found[2]:
                    yield f"{path}:{number}: src/ opens the plugin at run time and never includes cuda/"


def main() -> int:
    """Print the wrong includes; 1 if there are any."""
    wrong = list(complaints(Path(__file__).resolve().parent.parent))
    print("\n".join(wrong) if wrong else "layers: every include points the right way")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
