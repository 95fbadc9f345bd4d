# The compiled module, as the package uses it.
from typing import Any, Callable

import numpy as np
import numpy.typing as npt

__version__: str
compiler: str
statuses: list[str]
interval_statuses: list[str]
methods: list[str]
flags: list[str]

class DeviceError(RuntimeError): ...

class Cohort:
    def __init__(
        self,
        y_true: npt.NDArray[Any],
        y_score: list[tuple[str, npt.NDArray[Any]]],
        y_pred: list[tuple[str, npt.NDArray[Any]]],
        sample_weight: npt.NDArray[Any] | None,
        unit: npt.NDArray[Any] | None,
        strata: npt.NDArray[Any] | None,
        attributes: list[tuple[str, npt.NDArray[np.int32], list[str]]],
        drop_nan: bool,
        is_frequency: bool,
    ) -> None: ...
    @property
    def n_received(self) -> int: ...
    @property
    def n_dropped(self) -> int: ...
    @property
    def n_rows(self) -> int: ...

def evaluate(cohort: Cohort, options: dict[str, Any], progress: Callable[[int, int], None] | None) -> dict[str, Any]: ...
def estimate(
    metric: str,
    y_true: npt.NDArray[Any],
    y_score: npt.NDArray[Any] | None,
    y_pred: npt.NDArray[Any] | None,
    sample_weight: npt.NDArray[Any] | None,
    unit: npt.NDArray[Any] | None,
    strata: npt.NDArray[Any] | None,
    drop_nan: bool,
    is_frequency: bool,
    options: dict[str, Any],
) -> tuple[Any, ...]: ...
def resample_weights(stratum_begin: list[int], n_resamples: int, seed: int, poisson: bool, stream: int = 0) -> npt.NDArray[np.uint32]: ...
def catalogue() -> list[dict[str, Any]]: ...
def method_catalogue() -> list[dict[str, Any]]: ...
def metric_group(name: str) -> list[str]: ...
def canonical_metric(text: str) -> str: ...
def register_metric(capsule: Any) -> dict[str, Any]: ...
def backends() -> list[str]: ...
def instruction_sets() -> list[str]: ...
def layout_of_dlpack(capsule: Any) -> dict[str, Any]: ...
def fetch_from_device(pointer: int, stream: int, to: npt.NDArray[np.uint8]) -> bool: ...
