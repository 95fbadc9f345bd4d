# SPDX-License-Identifier: Apache-2.0
"""Arrays in device memory: the backend `cuda` copies them and may also read them in place."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from .._core import DeviceError, fetch_from_device, layout_of_dlpack
from .shape import one_dimension

if TYPE_CHECKING:
    from .kinds import Array


def is_on_device(x: Any) -> bool:
    """The array's own information about its device.

    It can be missing for arrays without values, such as torch's "meta" tensors, which are refused later.
    """
    on_host = (1, 3, 11)  # DLPack's numbers of CPU memory, and of host memory pinned for CUDA and for ROCm
    with contextlib.suppress(Exception):  # the other library can raise any exception
        return int(x.__dlpack_device__()[0]) not in on_host
    try:
        return x.__cuda_array_interface__ is not None
    except AttributeError:
        return False
    except Exception:  # the attribute exists but cannot be read now: a tensor that requires a gradient, a column with nulls
        return True


class FromDevice(np.ndarray[Any, Any]):
    """A host copy of rows that are also in device memory. Arrays derived from it are ordinary arrays."""

    on_device: tuple[int, int, Any] | None = None
    """Address of the first row, bytes from row to row, owner of the memory; None if the backend `cuda` cannot read it in place."""


def from_device(x: Any, argument: str) -> Array:
    """The array behind `__cuda_array_interface__` or DLPack, copied by the backend `cuda` after the work on the array's stream."""
    legacy_default_stream = 1
    capsule = None  # owns the memory
    try:
        about = getattr(x, "__cuda_array_interface__", None)
        if about is None or ("stream" not in about and hasattr(x, "__dlpack__")):  # version 2, as torch's: it names no stream to wait for
            capsule = x.__dlpack__(stream=legacy_default_stream)  # the owner lets this stream wait for the array's own stream
            about = {**layout_of_dlpack(capsule), "stream": legacy_default_stream}
        shape, dtype, pointer = tuple(about["shape"]), np.dtype(about["typestr"]), int(about["data"][0])
        strides = about.get("strides") or tuple(np.cumprod((1, *shape[:0:-1]))[::-1] * dtype.itemsize)[: len(shape)]
        reach = [(size - 1) * stride for size, stride in zip(shape, strides)]
        before, after = -sum(r for r in reach if r < 0), sum(r for r in reach if r > 0)
        stream = int(about.get("stream") or 0)
        is_read = dtype.kind in "biuf" and about.get("mask") is None
    except Exception:  # the other library can raise any exception, as above
        is_read = False
    try:
        if not is_read:
            raise DeviceError("neither its __cuda_array_interface__ nor its DLPack shows plain numbers of a CUDA device")
        if 0 in shape:
            return one_dimension(np.empty(shape, dtype), argument)
        raw = np.empty(before + after + dtype.itemsize, np.uint8)
        is_here = fetch_from_device(pointer - before, stream, raw)
    except DeviceError as e:
        raise DeviceError(
            f"`{argument}` is on a device; copy it to the host first (torch: x.cpu(), CuPy: cupy.asnumpy(x), JAX: jax.device_get(x)), "
            f"since it cannot be read there: {e}"
        ) from None
    rows = one_dimension(np.ndarray(shape, dtype, raw, before, strides), argument).view(FromDevice)
    if is_here and np.may_share_memory(rows, raw):  # still a view, and therefore in the layout of the device
        first = pointer - before + rows.ctypes.data - raw.ctypes.data
        rows.on_device = first, rows.strides[0], (x, capsule)
    return rows
