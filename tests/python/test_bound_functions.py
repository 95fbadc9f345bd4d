# SPDX-License-Identifier: Apache-2.0
"""No function of the compiled module prints its arguments, whatever it is given: not in its message, nor in what it was raised from.

The functions are found by introspection, so that a new one is tried as well.
"""

from __future__ import annotations

import inspect
import itertools
import traceback
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from clinmetrics import _core
from clinmetrics._options import OPTIONS as OPTION_TABLE
from clinmetrics._tables import TABLES, stored_types

CANARIES = ("quokka", "83731", "9182736", "axolotl")
N = 30
Y, SCORE = np.arange(N) % 2, np.linspace(0.1, 0.9, N)
OPTIONS: dict[str, Any] = {"metrics": ["auroc"], "n_resamples": 10}


class Talkative:
    """Whatever is asked of it, it tells what it holds."""

    def _talk(self, *_: Any, **__: Any) -> Any:
        raise ValueError("quokka 0.8373117 of 918273600")

    __index__ = __float__ = __int__ = __iter__ = __len__ = __bool__ = __array__ = __getitem__ = __call__ = __bytes__ = __fspath__ = _talk
    __eq__ = __lt__ = __contains__ = __next__ = __dlpack__ = __complex__ = _talk  # type: ignore[assignment]
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "<quokka 0.8373117>"

    __str__ = __repr__


def generator() -> Iterator[str]:
    yield "quokka-918273600"
    raise ValueError("quokka 0.8373117")


STRANGE: dict[str, Callable[[], Any]] = {
    "text": lambda: "quokka-918273600",
    "surrogate": lambda: "quokka \ud83d 918273600",
    "bytes": lambda: b"quokka-918273600",
    "nul": lambda: "quokka\0axolotl",
    "float": lambda: 0.8373117,
    "whole": lambda: 918273600,
    "large": lambda: 918273600 * 10**30,
    "negative": lambda: -918273600,
    "nan": lambda: float("nan"),
    "complex": lambda: 918273600 + 0.8373117j,
    "list of text": lambda: ["quokka 83731", "axolotl-9182736"],
    "list of numbers": lambda: [0.8373117, 918273600],
    "tuple": lambda: ("quokka", 0.8373117),
    "pairs": lambda: [("quokka", 0.8373117)],
    "set": lambda: {"quokka"},
    "frozenset": lambda: frozenset({0.8373117}),
    "dict": lambda: {"quokka 83731": 0.8373117, 918273600: "axolotl"},
    "dict of options": lambda: {"metrics": 0.8373117, "quokka": 1},
    "None": lambda: None,
    "True": lambda: True,
    "array": lambda: np.array([0.8373117, 918273600.0]),
    "text array": lambda: np.array(["quokka", "axolotl"]),
    "objects": lambda: np.array(["quokka", 0.8373117], dtype=object),
    "records": lambda: np.array([(0.8373117, 918273600)], dtype=[("quokka", "f8"), ("b", "i8")]),
    "two dimensions": lambda: np.full((3, 3), 0.8373117),
    "scalar": lambda: np.float64(0.8373117),
    "times": lambda: np.array(["2018-03-01"], dtype="M8[D]"),
    "swapped": lambda: np.array([0.8373117]).astype(">f8"),
    "long double": lambda: np.array([0.8373117], dtype=np.longdouble),
    "memory": lambda: memoryview(b"quokka-918273600"),
    "bytearray": lambda: bytearray(b"quokka"),
    "generator": generator,
    "range": lambda: range(918273600, 918273610),
    "slice": lambda: slice("quokka", 918273600),
    "talkative": Talkative,
    "list of talkative": lambda: [Talkative()],
    "talkative pairs": lambda: [("quokka", Talkative())],
    "class": lambda: Talkative,
    "function": lambda: lambda: "quokka",
    "exception": lambda: ValueError("quokka 0.8373117"),
    "options": lambda: options(),
    "evaluation": lambda: evaluation(),
}


def options(**given: Any) -> Any:
    return _core.Options({**OPTIONS, **given})


def evaluation(**given: Any) -> Any:
    return _core.evaluate(**{**EVALUATE, **given})


ATTRIBUTE = {"name": "site", "codes": np.zeros(N, np.int32), "levels": ["a"]}
EVALUATE: dict[str, Any] = {
    "y_true": Y,
    "y_score": [("model", SCORE)],
    "y_pred": [],
    "sample_weight": None,
    "unit": None,
    "strata": None,
    "attributes": [ATTRIBUTE],
    "options": options(),
    "progress": None,
}
DOCUMENT: dict[str, Any] = {
    "provenance": {"version": "x"},
    "models": ["model"],
    "has_model": [True],
    "partitions": [{"parts": [], "groups": [[]]}],
    "lines": [{"metric": "auroc", "parameters": {}}],
    "columns": {name: np.zeros(1, dtype) for name, dtype in stored_types(TABLES["rows"]).items()},
    **{
        table: {name: np.zeros(0, dtype) for name, dtype in stored_types(TABLES[table]).items()}
        for table in ("counts", "comparisons", "gaps")
    },
    "notices": [],
    "audit": {},
    "curves": [],
    "replicates": None,
}
LEVEL = {"level": 0.95}
AUROC = {"prevalence": 0.2, "variance": "binormal", **LEVEL}
TRUTH = {"expected": 1.0, "intercept": 0.0}
PLANS: dict[str, dict[str, Any]] = {
    "rows_for_class": {"rows": 10, "prevalence": 0.2, "assurance": 0.9},
    "proportion_power": {"n": 20, "expected": 0.9, "goal": 0.7, **LEVEL},
    "proportion_rows_for_power": {"power": 0.8, "expected": 0.9, "goal": 0.7, **LEVEL},
    "proportion_width": {"n": 20, "expected": 0.9, "method": "wilson", **LEVEL},
    "proportion_rows_for_width": {"width": 0.2, "expected": 0.9, "method": "wilson", **LEVEL},
    "auroc_power": {"n": 100, "expected": 0.8, "goal": 0.7, **AUROC},
    "auroc_rows_for_power": {"power": 0.8, "expected": 0.8, "goal": 0.7, **AUROC},
    "auroc_width": {"n": 100, "expected": 0.8, **AUROC},
    "auroc_rows_for_width": {"width": 0.1, "expected": 0.8, **AUROC},
    "auroc_correlation": {"a": 0.8, "b": 0.7, "r_positive": 0.5, "r_negative": 0.4, "prevalence": 0.2},
    "difference_power": {"n": 100, "expected": (0.8, 0.7, 0.5), "margin": 0.0, **AUROC},
    "difference_rows_for_power": {"power": 0.8, "expected": (0.8, 0.7, 0.5), "margin": 0.0, **AUROC},
    "difference_width": {"n": 100, "expected": (0.8, 0.7, 0.5), **AUROC},
    "difference_rows_for_width": {"width": 0.1, "expected": (0.8, 0.7, 0.5), **AUROC},
    "observed_expected_width": {"n": 100, "prevalence": 0.2, "expected": 1.0, **LEVEL},
    "observed_expected_rows": {"width": 0.2, "prevalence": 0.2, "expected": 1.0, **LEVEL},
    "information_of_risks": {"risks": [0.2, 0.4], **TRUTH},
    "information_of_normal": {"mean": -1.0, "sd": 1.0, **TRUTH},
    "information_of_beta": {"alpha": 1.0, "beta": 2.0, **TRUTH},
    "information_of_binormal": {"auroc": 0.8, "prevalence": 0.2, **TRUTH},
    "slope_width": {"n": 100, "row": (0.2, 0.0, 0.2), **LEVEL},
    "slope_rows": {"width": 0.2, "row": (0.2, 0.0, 0.2), **LEVEL},
    "standardized_net_benefit": {"decisions": (0.8, 0.9, 0.2, 0.3)},
    "net_benefit_width": {"n": 100, "decisions": (0.8, 0.9, 0.2, 0.3), **LEVEL},
    "net_benefit_rows": {"width": 0.2, "decisions": (0.8, 0.9, 0.2, 0.3), **LEVEL},
    "mcnemar_power": {"n": 100, "discordant": (0.2, 0.1), "test": "mid_p", **LEVEL},
    "mcnemar_rows": {"power": 0.8, "discordant": (0.2, 0.1), "test": "mid_p", **LEVEL},
}
# A call of each function that is taken; None where a call from here cannot be.
GOOD: dict[str, dict[str, Any] | None] = {
    "Options": {"given": OPTIONS},
    "Evaluation": None,
    "evaluate": EVALUATE,
    "result_json": {"document": DOCUMENT},
    "contrast_of_independent": {
        "a": (0.5, 0.25, 0.75),
        "b": (0.5, 0.25, 0.75),
        "scale": "ratio",
        "alternative": "superior",
        "margin": 0.1,
        "better": "higher",
    },
    "curve_bands": {"tp": [0.0, 1.0], "fp": [0.0, 1.0], "level": 0.9},
    "rule_text": {"rule": "youden"},
    **{f"plan_{name}": given for name, given in PLANS.items()},
    "tables": {},
    "option_table": {},
    "sections": {},
    "resample_weights": {"stratum_begin": [0, 5], "n_resamples": 3, "seed": 1, "poisson": False, "stream": 0},
    "metric_group": {"name": "clinical"},
    "canonical_metric": {"text": "f_beta", "parameters": {"beta": 2}},
    "register_metric": None,
    "layout_of_dlpack": None,
    "fetch_from_device": None,
    "catalogue": {},
    "method_catalogue": {},
    "backends": {},
    "instruction_sets": {},
}


def functions() -> dict[str, Callable[..., Any]]:
    """All that can be called in the module, and in its classes."""
    found: dict[str, Callable[..., Any]] = {}
    for name, item in vars(_core).items():
        if not callable(item) or (inspect.isclass(item) and issubclass(item, BaseException)):
            continue  # an exception holds what it is given, as every exception does
        found[name] = item
        for own, member in vars(item).items() if inspect.isclass(item) else ():
            if isinstance(member, property):
                found.update({f"{name}.{own}.{k}": f for k in ("fget", "fset", "fdel") if (f := getattr(member, k)) is not None})
            elif callable(member):
                found[f"{name}.{own}"] = getattr(item, own)
    return found


FUNCTIONS = functions()
TAKEN = ("n_resamples",)  # a whole number of that size is taken, and takes its time


def said_by(call: Callable[[], Any]) -> str:
    """All that a failing call lets out: message, representation, notes, traceback with its causes, warnings. Empty where it is taken."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            call()
        except Exception as e:
            chain, at = [], e
            while at is not None and at not in chain:
                chain.append(at)
                at = at.__cause__ or at.__context__  # type: ignore[assignment]
            text = "\n".join(f"{x} {x!r} {getattr(x, '__notes__', '')} {getattr(x, 'object', '')}" for x in chain)
            return text + "\n".join(map(str, [*traceback.format_exception_only(type(e), e), *(w.message for w in warned)]))
    return "\n".join(str(w.message) for w in warned)


def expect_silence(call: Callable[[], Any]) -> str:
    said = said_by(call)
    assert not [c for c in CANARIES if c in said], said
    return said


def test_every_function_has_a_good_call_here() -> None:
    """So that each argument of a new function is tried beside good ones."""
    outer = {name for name in FUNCTIONS if "." not in name}
    assert outer == set(GOOD)
    for name, given in GOOD.items():
        if given is not None:
            assert said_by(lambda: FUNCTIONS[name](**given)) == "", name  # noqa: B023


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_is_printed_of_strange_arguments(name: str) -> None:
    function = FUNCTIONS[name]
    for count in range(12):
        for kind in STRANGE:
            expect_silence(lambda: function(*(STRANGE[kind]() for _ in range(count))))  # noqa: B023
    for first, second in itertools.product(STRANGE, repeat=2):
        expect_silence(lambda: function(STRANGE[first](), STRANGE[second]()))  # noqa: B023
    for kind in STRANGE:
        expect_silence(lambda: function(quokka=STRANGE[kind]()))  # noqa: B023
        expect_silence(lambda: function(STRANGE[kind](), **{"axolotl 9182736": STRANGE[kind]()}))  # noqa: B023


@pytest.mark.parametrize("name", [k for k, v in GOOD.items() if v])
@pytest.mark.parametrize("kind", STRANGE)
def test_nothing_is_printed_of_one_strange_argument_among_good_ones(name: str, kind: str) -> None:
    given = GOOD[name]
    assert given is not None
    for argument in given:
        if kind == "whole" and argument in TAKEN:
            continue
        said = expect_silence(lambda: FUNCTIONS[name](**{**given, argument: STRANGE[kind]()}))  # noqa: B023
        if "TypeError" in said:
            assert f"`{argument}`" in said or "`options`" in said or "`metrics`" in said, said
        positional = [STRANGE[kind]() if k == argument else v for k, v in given.items()]
        expect_silence(lambda: FUNCTIONS[name](*positional))  # noqa: B023


@pytest.mark.parametrize("kind", STRANGE)
def test_nothing_is_printed_of_parts_of_an_argument(kind: str) -> None:
    strange = STRANGE[kind]
    for option in (*OPTION_TABLE, "quokka"):
        if kind == "whole" and option in TAKEN:
            continue
        for given in (strange, lambda: [strange()], lambda: [[strange()]], lambda: {"name": "f_beta", "parameters": {"beta": strange()}}):
            expect_silence(lambda: evaluation(options=options(**{option: given()})))  # noqa: B023
            expect_silence(lambda: options().set(option, given()))  # noqa: B023
    expect_silence(lambda: options(metrics=[{"name": strange(), "parameters": {"beta": 2}}]))
    expect_silence(lambda: options(metrics=[{"name": "f_beta", "parameters": {"beta": strange()}}]))
    expect_silence(lambda: _core.Options({STRANGE["text"](): strange()}))
    expect_silence(lambda: evaluation(y_score=[("model", strange())]))
    expect_silence(lambda: evaluation(y_score=[strange()]))
    expect_silence(lambda: evaluation(y_score=[(strange(), SCORE)]))
    for part in ATTRIBUTE:
        expect_silence(lambda: evaluation(attributes=[{**ATTRIBUTE, part: strange()}]))  # noqa: B023
    expect_silence(lambda: evaluation(attributes=[{**ATTRIBUTE, "levels": [strange()]}]))
    for part in DOCUMENT:
        for given in (strange, lambda: [strange()], lambda: {"x": strange()}, lambda: [{"x": strange()}]):
            expect_silence(lambda: _core.result_json({**DOCUMENT, part: given()}))  # noqa: B023
    for name in DOCUMENT["columns"]:
        expect_silence(lambda: _core.result_json({**DOCUMENT, "columns": {**DOCUMENT["columns"], name: strange()}}))  # noqa: B023


def test_errors_name_the_argument_and_what_it_must_be() -> None:
    with pytest.raises(TypeError, match=r"^`seed` of resample_weights\(\) must be a whole number from 0 to 18446744073709551615$"):
        _core.resample_weights([0, 5], 3, "quokka", False)
    with pytest.raises(TypeError, match=r"^`seed` of resample_weights\(\) is missing$"):
        _core.resample_weights([0, 5], 3, poisson=False)
    with pytest.raises(TypeError, match=r"^`seed` of resample_weights\(\) was given twice$"):
        _core.resample_weights([0, 5], 3, 1, seed=2)
    with pytest.raises(ValueError, match=r"^`n_resamples` must lie between 1 and 4294967295$"):
        options(n_resamples=-1)
    with pytest.raises(TypeError, match=r"^`options` of evaluate\(\) must be Options$"):
        evaluation(options=_core.Options.__new__(_core.Options))


def test_codes_that_refer_to_nothing_are_refused() -> None:
    """The arrays of a document are checked, because a wrong code would read beyond a list."""
    for name in ("model", "line", "partition", "group", "status", "method", "interval_status"):
        for code in (-1, 10**6):
            columns = {**DOCUMENT["columns"], name: np.full(1, code, np.int32)}
            with pytest.raises(TypeError, match=r"`document` of result_json\(\) must be a result"):
                _core.result_json({**DOCUMENT, "columns": columns})
    with pytest.raises(TypeError, match=r"`document` of result_json\(\)"):
        _core.result_json({**DOCUMENT, "columns": {**DOCUMENT["columns"], "value": np.zeros(2)}})


def test_text_that_cannot_be_written_is_refused_with_its_name_and_row() -> None:
    codes = np.array([0] * 7 + [1] * 3 + [-1] * 20, np.int32)
    with pytest.raises(ValueError, match=r"^`site` has text that is not valid Unicode in 3 rows \(first at row 7\); ") as caught:
        evaluation(attributes=[{"name": "site", "codes": codes, "levels": ["a", "quokka\ud83d", "b"]}])
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    with pytest.raises(ValueError, match=r"^`y_score` of evaluate\(\) has text that is not valid Unicode"):
        evaluation(y_score=[("\ud83d", SCORE)])


def test_an_error_that_is_no_error_of_the_argument_goes_through() -> None:
    class Interrupted:
        def __index__(self) -> int:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _core.resample_weights([0, 5], Interrupted(), 1, False)
