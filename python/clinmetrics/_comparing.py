# SPDX-License-Identifier: Apache-2.0
"""The options of comparisons and gaps: what is compared, which claim is judged, and with which margin."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._groups import attribute_text
from ._names import guess_text, known_instead, unique_names
from ._options import OPTIONS, margins_of, one_of
from ._thresholds import real

_COMPARE = '`compare` must be None, "all", a list of pairs of models such as [("a", "b")], or {"reference": "a"}'
_REFERENCE = '`reference` must map attributes to groups, such as {"sex": "F"}'


def claim_options(compare: Any, gaps: Any, groups: Any, reference: Any, margin: Any, alternative: Any) -> dict[str, Any]:
    """The options that need no data, after checks that they fit together."""
    claim = one_of(alternative, "alternative", *OPTIONS["alternative"].choices)
    if gaps is not None:
        one_of(gaps, "gaps", *OPTIONS["gaps"].choices)
    compares_groups = gaps is not None and gaps != "none"
    if compares_groups and groups is None:
        raise ValueError("`gaps` compares groups; give groups=")
    if reference is not None and gaps != "reference":
        raise ValueError("`reference` names the groups with which others are compared; give gaps='reference', too")
    is_asked = compares_groups or (compare is not None and not (isinstance(compare, str) and compare == "none"))
    if not is_asked and (margin is not None or claim != "two_sided"):
        raise ValueError(f"`{'alternative' if margin is None else 'margin'}` is for comparisons and gaps; give compare= or gaps=")
    if margin is not None and claim == "two_sided":
        raise ValueError("`margin` belongs to a claim; give alternative=, one of 'superior', 'non_inferior' and 'equivalent'")
    if margin is None and claim in ("non_inferior", "equivalent"):
        raise ValueError(f"`alternative` {claim!r} needs a margin; give margin=, for all metrics or for single ones")
    return _margins(margin)


def _margins(margin: Any) -> dict[str, Any]:
    if margin is None:
        return {}
    if isinstance(margin, Mapping):
        return {"margin_of": margins_of({metric: _margin(m) for metric, m in margin.items()})}
    return {"margin": _margin(margin)}


def _margin(margin: Any) -> float:
    number = real(margin, "margin")
    if not (math.isfinite(number) and number > 0):
        raise ValueError("`margin` must be finite and above 0, on the scale of the metric")
    return number


def compared_models(compare: Any, models: Iterable[str]) -> dict[str, Any]:
    """The option `compare`, or `compare_pairs` for some pairs."""
    known = list(dict.fromkeys(models))
    if compare is None or (isinstance(compare, str) and compare == "none"):
        return {}
    if isinstance(compare, str):
        if compare != "all":
            raise ValueError(_COMPARE)
        if len(known) < 2:
            raise ValueError(f"`compare` needs two models or more, and this call has {len(known)}")
        return {"compare": "all"}
    if isinstance(compare, Mapping):
        return {"compare_pairs": _with_reference(compare, known)}
    if not isinstance(compare, Iterable):
        raise TypeError(_COMPARE)
    return {"compare_pairs": _pairs(list(compare), known)}


def _with_reference(compare: Mapping[Any, Any], models: Sequence[str]) -> list[tuple[str, str]]:
    if list(compare) != ["reference"]:
        raise ValueError(_COMPARE)
    reference = _model(compare["reference"], models)
    if len(models) < 2:
        raise ValueError("`compare` names a reference model, and this call has no other model")
    return [(model, reference) for model in models if model != reference]


def _pairs(pairs: Sequence[Any], models: Sequence[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for i, pair in enumerate(pairs):
        if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2:
            raise TypeError(f"{_COMPARE}; its entry {i} is no pair")
        a, b = _model(pair[0], models), _model(pair[1], models)
        if a == b:
            raise ValueError(f"`compare` has a pair of a model with itself in its entry {i}; give two different models")
        if (a, b) in found or (b, a) in found:
            raise ValueError(f"`compare` has the same two models twice, for the second time in its entry {i}; give each pair once")
        found.append((a, b))
    if not found:
        raise ValueError(f"{_COMPARE}; the list is empty")
    return found


def _model(name: Any, models: Sequence[str]) -> str:
    text = str(name) if isinstance(name, (str, int)) else ""
    if text not in models:
        what = f"the model {text!r}" if guess_text(text, models) else "a model"
        raise ValueError(f"`compare` names {what}, which is not a model of this call{known_instead(text, models, models)}")
    return text


def reference_groups(reference: Any, crosses: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The reference groups by attribute, as tables print them: {"sex": "F", "sex*age_band": "F*65+"}."""
    if reference is None:
        return {}
    if not isinstance(reference, Mapping):
        raise TypeError(_REFERENCE)
    known = {tuple(parts): "*".join(parts) for parts in crosses}
    names = {form: text for parts, text in known.items() for form in (text, attribute_text(parts) or "")}
    keys = [known.get(tuple(map(str, key)), "") if isinstance(key, tuple) else names.get(str(key), "") for key in reference]
    for i, (key, text) in enumerate(zip(reference, keys)):
        if not text:
            shown = "*".join(map(str, key)) if isinstance(key, tuple) else str(key)
            what = f"the attribute {shown!r}" if guess_text(shown, names) else f"an attribute in its entry {i}"
            raise ValueError(f"`reference` names {what}, which is not in `groups`{known_instead(shown, names, known.values())}")
    return {"reference": dict(zip(unique_names(keys, "reference"), map(_group, reference.values())))}


def _group(group: Any) -> str:
    if isinstance(group, (tuple, list)):
        return "*".join(map(_group, group))
    return "(missing)" if group is None else str(group)
