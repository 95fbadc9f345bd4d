# SPDX-License-Identifier: Apache-2.0
"""Columns that lie on a device are read through the plugin where there is one, here a stand-in whose device is the host; elsewhere they are
refused with a separate exception before any work. Columns in host memory are read from any library."""

from __future__ import annotations

import ctypes
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest
from clinmetrics import _core

N = 24
COLUMNS: dict[str, np.ndarray] = {
    "y_true": np.arange(N) % 2,
    "y_score": np.linspace(0.123456, 0.876543, N),
    "y_pred": np.arange(N) // 3 % 2,
    "sample_weight": 1.0 + np.arange(N) % 3,
    "unit": np.arange(N) // 2,
    "strata": np.arange(N) // 12,
    "groups": np.arange(N) // 2 % 2,
}


class WithInterface:
    """As a Numba array."""

    def __init__(self, a: np.ndarray) -> None:
        self.__cuda_array_interface__ = {"shape": a.shape, "typestr": a.dtype.str, "data": (4096, True), "version": 3}


class WithDlpack:
    def __init__(self, a: np.ndarray) -> None:
        self._a = a

    def __dlpack__(self, **given: Any) -> Any:
        raise AssertionError("its memory was asked for")

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, 0

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise AssertionError("it was copied through the host")

    def __len__(self) -> int:
        return len(self._a)

    def __repr__(self) -> str:
        return repr(self._a)


class OnRocm(WithDlpack):
    def __dlpack_device__(self) -> tuple[int, int]:
        return 10, 1


class WithGradient(WithDlpack):
    """As a torch tensor on a device that takes part in a gradient, before DLPack could say where it lies."""

    def __dlpack_device__(self) -> tuple[int, int]:
        raise BufferError("requires grad")

    @property
    def __cuda_array_interface__(self) -> Any:
        raise RuntimeError("requires grad")


class OnHost(WithDlpack):
    """As a torch tensor on the host: it has the other attribute's name, and says that it is none."""

    def __dlpack__(self, **given: Any) -> Any:
        return self._a.__dlpack__(**given)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._a.__dlpack_device__()

    @property
    def __cuda_array_interface__(self) -> Any:
        raise AttributeError("not on a device")

    __array__ = property()  # type: ignore[assignment]


EXPORTERS = [WithInterface, WithDlpack, OnRocm, WithGradient]


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(*_: Any) -> Any:
        raise AssertionError("work was begun")

    monkeypatch.setattr(_core, "evaluate", work)


def expect_refused(argument: str, call: Any) -> None:
    with pytest.raises(cm.DeviceError, match=rf"^`{argument}` is on a device; copy it to the host first \(torch: .*\.cpu\(\)") as caught:
        call()
    text = str(caught.value).replace(str(Path(cm.__file__).parent), "")  # the place of the plugin may have digits
    assert not any(character.isdigit() for character in text)  # no value of the column


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("role", list(COLUMNS))
def test_evaluate_refuses_what_lies_on_a_device(role: str, exporter: type) -> None:
    column = exporter(COLUMNS[role])
    given: dict[str, Any] = {"y_true": COLUMNS["y_true"], "y_score": COLUMNS["y_score"], "metrics": ["auroc"]}
    given[role] = {"site": column} if role == "groups" else column
    expect_refused("site" if role == "groups" else role, lambda: cm.evaluate(**given))


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("role", [r for r in COLUMNS if r != "groups"])
def test_one_metric_refuses_what_lies_on_a_device(role: str, exporter: type) -> None:
    column = exporter(COLUMNS[role])
    second = "y_pred" if role == "y_pred" else "y_score"
    given: dict[str, Any] = {"y_true": COLUMNS["y_true"], second: COLUMNS[second], role: column}
    expect_refused(role, lambda: (cm.sensitivity if second == "y_pred" else cm.auroc)(**given))


@pytest.mark.usefixtures("no_work")
def test_a_model_by_name_and_a_column_of_a_mapping() -> None:
    y, s = COLUMNS["y_true"], COLUMNS["y_score"]
    expect_refused("boosting", lambda: cm.evaluate(y_true=y, y_score={"plain": s, "boosting": WithInterface(s)}))
    expect_refused("score", lambda: cm.evaluate({"y": y, "score": WithDlpack(s)}, y_true="y", y_score="score"))
    expect_refused("y_true", lambda: cm.auroc(WithDlpack(y), s, pos_label=1))
    expect_refused("y_score", lambda: cm.auroc(y, WithInterface(s), backend="cpu"))


@pytest.mark.parametrize("role", list(COLUMNS))
def test_dlpack_on_the_host_is_read(role: str) -> None:
    def rows(column: Any) -> Any:
        given: dict[str, Any] = {"y_true": COLUMNS["y_true"], "y_score": COLUMNS["y_score"], "n_resamples": 100, "min_group_size": 2}
        given[role] = {"site": column} if role == "groups" else column
        return cm.evaluate(**given, metrics=["sensitivity" if role == "y_pred" else "auroc"], threshold=0.5).to_json_dict()["rows"]

    assert OnHost(COLUMNS[role]).__dlpack_device__() == (1, 0)
    pd.testing.assert_frame_equal(pd.DataFrame(rows(OnHost(COLUMNS[role]))), pd.DataFrame(rows(COLUMNS[role])))


def test_dlpack_on_the_host_in_one_metric() -> None:
    y, s, w = (COLUMNS[k] for k in ("y_true", "y_score", "sample_weight"))
    assert cm.auroc(OnHost(y), OnHost(s), sample_weight=OnHost(w)) == cm.auroc(y, s, sample_weight=w)


def test_the_class() -> None:
    assert issubclass(cm.DeviceError, RuntimeError)
    assert not issubclass(cm.DeviceError, (TypeError, ValueError))
    copy = pickle.loads(pickle.dumps(cm.DeviceError("no device")))
    assert type(copy) is cm.DeviceError
    assert str(copy) == "no device"


# Its device is the host. It has nothing done but says on stderr what it was asked for: BUSY is what its functions return, FETCH `fetch`'s own.
PLUGIN = """
#include <cstdio>
#include <cstring>
#include "clinmetrics/engine/plugin.hpp"
using namespace clinmetrics;
extern "C" {
uint32_t clinmetrics_device_version() { return device_interface_version; }
int32_t clinmetrics_device_probe(char* name, uint64_t size, uint64_t* memory) { return snprintf(name, size, "none"), *memory = 1, 0; }
int32_t clinmetrics_device_fetch(void const* from, uint64_t bytes, uint64_t stream, void* to, uint32_t* is_here) {
  if (FETCH != 0) return FETCH;
  memcpy(to, from, bytes), *is_here = stream != 9;
  return fprintf(stderr, "stream %d\\n", (int)stream), 0;
}
int32_t clinmetrics_device_order(device_order const* o) {
  return fprintf(stderr, "score %s %d\\n", o->score.is_on_device ? "there" : "here", (int)o->score.stride), BUSY;
}
void clinmetrics_device_release(void*) {}
int32_t clinmetrics_device_open(device_request const* r, void**) {
  return fprintf(stderr, "outcome %s %d\\n", r->ranked->label.is_on_device ? "there" : "here", (int)r->ranked->label.stride), BUSY;
}
int32_t clinmetrics_device_run(void*, device_range const*) { return BUSY; }
void clinmetrics_device_close(void*) {}
char const* clinmetrics_device_message() { return "a stand-in"; }
}
"""


def with_plugin(folder: Path, status: int, code: str) -> subprocess.CompletedProcess[str]:
    """Runs `code` where the backend `cuda` is a stand-in whose calls end with `status`; with 0 it hands over columns but takes no work."""
    source, plugin = folder / "plugin.cpp", folder / "plugin.so"
    source.write_text(PLUGIN, encoding="utf-8")
    ways = [f"-DFETCH={status}", f"-DBUSY={status or 6}", f"-I{Path(__file__).parents[2] / 'include'}"]
    subprocess.run(["c++", "-std=c++20", "-shared", "-fPIC", *ways, "-o", plugin, source], check=True)
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CLINMETRICS_CUDA_PLUGIN": str(plugin), "PYTHONPATH": str(Path(__file__).parent)},
    )


needs_compiler = pytest.mark.skipif(not shutil.which("c++"), reason="needs a C++ compiler")
CALL = """
import clinmetrics as cm
try:
    cm.auroc([0, 1, 1, 0, 1, 0], [.1, .8, .4, .3, .2, .6], ci="percentile", backend="cuda")
except cm.DeviceError as e:
    print(e)
"""


@needs_compiler
@pytest.mark.parametrize(("status", "text"), [(2, "too little memory"), (4, "a stand-in")])
def test_errors_of_a_plugin_have_the_same_class(tmp_path: Path, status: int, text: str) -> None:
    done = with_plugin(tmp_path, status, CALL)
    assert text in done.stdout
    assert "backend='cpu'" in done.stdout


READ = """
import numpy as np
import clinmetrics as cm
from test_device_inputs import COLUMNS, OnDevice

layouts = {
    "plain": lambda a: a, "strided": lambda a: np.repeat(a, 3)[::3], "reversed": lambda a: a[::-1].copy()[::-1],
    "column": lambda a: a[:, None], "slice": lambda a: np.column_stack([a, a])[:, 1],
}
given = {k: COLUMNS[k] for k in ("y_true", "y_score", "sample_weight", "unit", "strata")}
def rows(columns):
    document = cm.evaluate(**columns, metrics=["auroc", "brier"], n_resamples=60).to_json_dict()
    del document["provenance"]["created"]  # the second in which it was made
    return repr(document)
for name, layout in layouts.items():
    for dtype in ("<f4", "<f8", ">f8", "<f2"):
        host = {k: layout(v.astype(dtype) if k in ("y_score", "sample_weight") else v) for k, v in given.items()}
        lifted = {k: OnDevice(v) for k, v in host.items()}
        assert rows(lifted) == rows(host), (name, dtype)
        assert cm.auroc(lifted["y_true"], lifted["y_score"]) == cm.auroc(host["y_true"], host["y_score"])
flags = OnDevice(COLUMNS["y_true"] == 1, stream=7)
print(cm.auroc(flags, COLUMNS["y_score"]) == cm.auroc(COLUMNS["y_true"], COLUMNS["y_score"]))
print(repr(cm.auroc(OnDevice(np.zeros(0)), OnDevice(np.zeros(0)))) == repr(cm.auroc(np.zeros(0), np.zeros(0))))
"""


class OnDevice:
    """As a CuPy array, if the host were a device."""

    def __init__(self, a: np.ndarray, stream: int | None = None) -> None:
        self._held = a
        about = dict(a.__array_interface__)
        self.__cuda_array_interface__ = {k: about[k] for k in ("shape", "typestr", "strides", "data")} | {"version": 3, "stream": stream}


READ_DLPACK = """
import numpy as np
import clinmetrics as cm
from test_device_inputs import COLUMNS, AsTorch, OnDeviceByDlpack

layouts = {
    "plain": lambda a: a, "strided": lambda a: np.repeat(a, 3)[::3], "reversed": lambda a: a[::-1].copy()[::-1],
    "column": lambda a: a[:, None], "slice": lambda a: np.column_stack([a, a])[:, 1],
}
for name, layout in layouts.items():
    for dtype in ("f4", "f8", "f2"):
        y, s = layout(COLUMNS["y_true"]), layout(COLUMNS["y_score"].astype(dtype))
        assert cm.auroc(OnDeviceByDlpack(y), OnDeviceByDlpack(s)) == cm.auroc(y, s), (name, dtype)
for y in (COLUMNS["y_true"] == 1, COLUMNS["y_true"].astype("u1"), COLUMNS["y_true"].astype("i2")):
    assert cm.auroc(OnDeviceByDlpack(y), COLUMNS["y_score"]) == cm.auroc(y, COLUMNS["y_score"]), y.dtype
print(OnDeviceByDlpack.asked)
# As torch's tensors: an interface that names no stream, beside DLPack, which waits.
print(cm.auroc(AsTorch(COLUMNS["y_true"]), AsTorch(COLUMNS["y_score"])) == cm.auroc(COLUMNS["y_true"], COLUMNS["y_score"]))
for odd in ({"device_type": 10}, {"lanes": 2}, {"type_code": 5}):  # ROCm, pairs, complex
    try: cm.auroc(COLUMNS["y_true"], OnDeviceByDlpack(COLUMNS["y_score"], **odd))
    except cm.DeviceError as e: print("refused" if "plain numbers" in str(e) else e)
"""


class OnDeviceByDlpack:
    """As an array that only speaks DLPack, if the host were a device: the host's capsule, with another device written in."""

    asked: ClassVar[set[int]] = set()

    def __init__(self, a: np.ndarray, **odd: int) -> None:
        self._held, self._odd = a, {"device_type": 2, **odd}

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, 0

    def __dlpack__(self, stream: int) -> Any:
        class Header(ctypes.Structure):
            _fields_: ClassVar = [
                ("data", ctypes.c_void_p),
                ("device_type", ctypes.c_int32),
                ("device_number", ctypes.c_int32),
                ("n_dimensions", ctypes.c_int32),
                ("type_code", ctypes.c_uint8),
                ("bits", ctypes.c_uint8),
                ("lanes", ctypes.c_uint16),
            ]

        self.asked.add(stream)
        capsule = self._held.__dlpack__()
        pointer = ctypes.pythonapi.PyCapsule_GetPointer
        pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        header = Header.from_address(pointer(capsule, b"dltensor"))
        for name, value in self._odd.items():
            setattr(header, name, value)
        return capsule


class AsTorch(OnDeviceByDlpack):
    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        about = self._held.__array_interface__
        return {"shape": about["shape"], "typestr": about["typestr"], "strides": about["strides"], "data": (4096, False), "version": 2}


@needs_compiler
def test_columns_are_read_by_dlpack(tmp_path: Path) -> None:
    done = with_plugin(tmp_path, 0, READ_DLPACK)
    assert done.stdout.splitlines() == ["{1}", "True", "refused", "refused", "refused"]
    assert set(done.stderr.splitlines()) == {"stream 1"}


def test_no_capsule() -> None:
    for wrong in (np.arange(3).__dlpack__(), COLUMNS["y_true"]):
        with pytest.raises((ValueError, TypeError)):
            _core.layout_of_dlpack(wrong)


@needs_compiler
def test_columns_are_read_where_they_lie(tmp_path: Path) -> None:
    done = with_plugin(tmp_path, 0, READ)
    assert done.stdout == "True\nTrue\n"
    assert set(done.stderr.splitlines()) == {"stream 0", "stream 7"}


LIES_THERE = """
import numpy as np
import clinmetrics as cm
from test_device_inputs import OnDevice, OnDeviceByDlpack

n = 65_536
y, s = np.arange(n, dtype="i2") % 2, np.modf(np.arange(n) * 0.6180339887)[0]
def value(y, s, **more): return cm.auroc(y, s, ci="percentile", n_resamples=20, backend="cuda", **more)
expected = cm.auroc(y, s, ci="percentile", n_resamples=20)
print(value(OnDevice(y), OnDevice(np.repeat(s, 3)[::3])) == expected)  # read where they lie, with their strides
print(value(OnDeviceByDlpack(y), OnDeviceByDlpack(s)) == expected)
print(value(OnDevice(y, stream=9), OnDevice(s, stream=9)) == expected)  # on another device
print(value(OnDevice(y), OnDevice(s.astype(">f8"))) == expected)  # of another byte order
print(value(OnDevice(y), OnDevice(s), sample_weight=np.arange(n) % 3) is not None)  # rows leave
"""


@needs_compiler
def test_the_backend_is_told_where_columns_lie(tmp_path: Path) -> None:
    done = with_plugin(tmp_path, 0, LIES_THERE)
    assert done.stdout.split() == ["True"] * 5
    said = [line for line in done.stderr.splitlines() if not line.startswith("stream")]
    assert said == [
        *("score there 24", "outcome there 2"),
        *("score there 8", "outcome there 2"),
        *("score here 8", "outcome here 1"),
        *("score here 8", "outcome there 2"),
        "outcome here 1",
    ]


REFUSED = """
import numpy as np
import clinmetrics as cm
from test_device_inputs import COLUMNS, OnDevice, OnRocm, WithGradient

broken = OnDevice(COLUMNS["y_score"])
del broken.__cuda_array_interface__["typestr"]
masked = OnDevice(COLUMNS["y_score"])
masked.__cuda_array_interface__["mask"] = OnDevice(COLUMNS["y_true"] == 1)
text = OnDevice(COLUMNS["y_score"].astype("U8"))
for column in (broken, masked, text, OnRocm(COLUMNS["y_score"]), WithGradient(COLUMNS["y_score"])):
    try: cm.auroc(COLUMNS["y_true"], column)
    except cm.DeviceError as e: print(e)
"""


@needs_compiler
def test_what_is_not_plain_numbers_is_refused(tmp_path: Path) -> None:
    lines = with_plugin(tmp_path, 0, REFUSED).stdout.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("`y_score` is on a device; copy it to the host first") and "plain numbers" in line for line in lines)


@needs_compiler
def test_a_device_that_cannot_hand_over_is_named(tmp_path: Path) -> None:
    code = "from test_device_inputs import *\ntry: cm.auroc(OnDevice(COLUMNS['y_true']), COLUMNS['y_score'])\nexcept cm.DeviceError as e: print(e)"
    assert "since it cannot be read there: a stand-in" in with_plugin(tmp_path, 6, code).stdout
    assert "until the process ends (a stand-in)" in with_plugin(tmp_path, 4, code).stdout
