# SPDX-License-Identifier: Apache-2.0
"""The layers check finds what it is there to find."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("layers", Path(__file__).parents[1] / "layers.py")
layers = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(layers)

INCLUDE = "include/clinmetrics"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (f"{INCLUDE}/core/value.hpp", '#include "clinmetrics/tally/ranked.hpp"'),
        (f"{INCLUDE}/tally/ranked.hpp", '#include "clinmetrics/metric/ratio.hpp"'),
        (f"{INCLUDE}/metric/ratio.hpp", '#include "clinmetrics/inference/wilson.hpp"'),
        (f"{INCLUDE}/inference/wilson.hpp", '#  include "clinmetrics/engine/result.hpp"'),
        (f"{INCLUDE}/core/value.hpp", "#include <iostream>"),
        (f"{INCLUDE}/core/value.hpp", "#include <boost/math/special_functions/beta.hpp>"),
        (f"{INCLUDE}/engine/result.hpp", "#include <tbb/parallel_for.h>"),
        (f"{INCLUDE}/engine/result.hpp", "#include <hwy/highway.h>"),
        (f"{INCLUDE}/engine/result.hpp", "#include <sys/mman.h>"),
        (f"{INCLUDE}/compare/split.hpp", "#include <Eigen/Core>"),
        ("src/engine/plan.cpp", "#include <Eigen/Core>"),
        (f"{INCLUDE}/engine/result.hpp", '#include "plan.hpp"'),
        (f"{INCLUDE}/engine/result.hpp", '#include "clinmetrics/clinmetrics.hpp"'),
        (f"{INCLUDE}/engine/result.hpp", "#include <clinmetrics/core/value.hpp>"),
        (f"{INCLUDE}/odds/ends.hpp", '#include "clinmetrics/core/value.hpp"'),
        ("src/engine/plan.cpp", "#include <pybind11/pybind11.h>"),
        ("src/engine/plan.cpp", "#include <iostream>"),
        ("src/engine/plan.cpp", '#include "cuda/ranked.cuh"'),
        ("cuda/ranked.cuh", '#include "clinmetrics/metric/ratio.hpp"'),
        ("python/bindings/module.cpp", "#include <tbb/task_arena.h>"),
        ("python/clinmetrics/result.py", "from .cli import main"),
        ("python/clinmetrics/result.py", "from . import cli"),
        ("python/clinmetrics/audit/run.py", "from ..cli.exits import CommandError"),
        ("python/clinmetrics/audit/run.py", "import clinmetrics.cli.exits"),
        ("python/clinmetrics/audit/specification/read.py", "from ... import cli"),
    ],
)
def test_a_wrong_include_is_found(tmp_path: Path, path: str, line: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(f"{'#' if path.endswith('.py') else '//'} a file\n{line}\n")
    found = list(layers.complaints(tmp_path))
    assert len(found) == 1
    assert found[0].startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (f"{INCLUDE}/tally/ranked.hpp", '#include "clinmetrics/core/cohort.hpp"'),
        (f"{INCLUDE}/engine/result.hpp", '#include "clinmetrics/version.hpp"'),
        (f"{INCLUDE}/engine/parallel.hpp", "#include <tbb/parallel_for.h>"),
        (f"{INCLUDE}/clinmetrics.hpp", '#include "clinmetrics/engine/evaluate.hpp"'),
        ("src/inference/quantiles.cpp", "#include <boost/math/special_functions/beta.hpp>"),
        ("src/compare/joint_delong_test.cpp", "#include <Eigen/Eigenvalues>"),
        ("src/fit/logistic.cpp", "#include <Eigen/Core>"),
        ("src/engine/plan.cpp", '#include "plan.hpp"'),
        ("python/bindings/module.cpp", "#include <pybind11/pybind11.h>"),
        ("tests/cpp/core/value_test.cpp", "#include <gtest/gtest.h>"),
        ("examples/audit.cpp", "#include <clinmetrics/clinmetrics.hpp>"),
        ("python/clinmetrics/__main__.py", "from .cli import main"),
        ("python/clinmetrics/cli/audit.py", "from .exits import CommandError"),
        ("python/clinmetrics/result.py", "from .client import x"),
        ("python/clinmetrics/audit/draft/cli.py", "from .. import cli"),
    ],
)
def test_a_right_include_passes(tmp_path: Path, path: str, line: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(f"{line}\n")
    assert list(layers.complaints(tmp_path)) == []


def test_the_project_keeps_its_layers() -> None:
    assert list(layers.complaints(Path(__file__).parents[2])) == []
