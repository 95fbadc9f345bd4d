# SPDX-License-Identifier: Apache-2.0
"""The meaning of the names for `Result.where`: models, metrics, attributes, groups and thresholds of a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TypeVar

from . import _core
from ._groups import Level, Partition, attribute_text, group_label, group_text
from ._metric_names import canonical, line_text, metric_text
from ._names import METRICS
from ._text import names_text, printable, shortened

Line = tuple[str, dict[str, Any]]
Code = TypeVar("Code")


def models_named(model: str, models: Sequence[str], used: Iterable[int]) -> set[int]:
    """The code of a model, as a set of one."""
    return find("model", model, [(models[m], m) for m in used])


def lines_named(metric: str, lines: Sequence[Line], used: Iterable[int]) -> set[int]:
    """The lines of a metric: by its name or an alias all of them, with parameters as in "f_beta(beta=2)" those, and as printed, "ppv @ 0.2"."""
    if not isinstance(metric, str):
        raise TypeError("`metric` must be a name such as 'auroc' or 'f_beta(beta=2)'")
    of = {i: lines[i] for i in used}
    printed = {i for i, line in of.items() if "threshold" in line[1] and line_text(*line) == metric}
    if printed:
        return printed
    head, bracket, tail = metric.partition("(")
    name = _metric_name(head.strip(), {name for name, _ in of.values()})
    if bracket:
        wanted = canonical(f"{name}({tail}")
        found = {i for i, (m, p) in of.items() if m == name and canonical(metric_text(m, p)) == wanted}
    else:
        found = {i for i, (m, _) in of.items() if m == name}
    return found or unknown("metric", metric, [metric_text(*line) for line in of.values()])


def _metric_name(text: str, present: set[str]) -> str:
    """The metric's own name for a name or an alias, without regard to case if this is unambiguous."""
    if text in present:
        return text
    names = {str(alias): str(about["name"]) for about in METRICS.about.values() for alias in (about["name"], *about["aliases"])}
    names.update({name: name for name in present})
    if text in names:
        return names[text]
    alike = {name for alias, name in names.items() if alias.casefold() == text.casefold()}
    return alike.pop() if len(alike) == 1 else text


def lines_at(threshold: float | str, lines: Sequence[Line], used: Iterable[int]) -> set[int]:
    """The lines whose threshold is exactly this double, or is chosen by this rule."""
    if isinstance(threshold, (bytes, bool)):
        raise TypeError("`threshold` must be a number or a rule")
    wanted: float | str
    if isinstance(threshold, str):
        wanted = str(_core.rule_text(threshold))
    else:
        try:
            wanted = float(threshold)
        except (TypeError, ValueError):
            raise TypeError("`threshold` must be a number or a rule") from None
    at = {i: lines[i][1]["threshold"] for i in used if "threshold" in lines[i][1]}
    return {i for i, t in at.items() if t == wanted} or unknown("threshold", repr(wanted), map(repr, at.values()), quoted=False)


def partitions_named(attribute: str | Sequence[str], partitions: Sequence[Partition], used: Iterable[int]) -> set[int]:
    """The partitions by an attribute ("sex"), by a cross ("sex*age_band" or a tuple), or over all rows ("all" or ())."""
    names = {p: partitions[p][0] for p in used}
    if not isinstance(attribute, str):
        found = {p for p, parts in names.items() if tuple(parts) == tuple(attribute)}
        return found or unknown("attribute", "*".join(map(str, attribute)), _attribute_texts(names.values()))
    forms = [(text, p) for p, parts in names.items() if parts for text in {attribute_text(parts) or "", "*".join(parts)}]
    overall = [("all", p) for p, parts in names.items() if not parts]
    return find("attribute", attribute, forms, overall, shown=_attribute_texts(names.values()))


def _attribute_texts(parts: Iterable[Sequence[str]]) -> list[str]:
    return [attribute_text(names) or "all" for names in parts]


def groups_named(group: Any, partitions: Sequence[Partition], used: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    r"""The groups of a name: as printed ("sex=F, age_band=65+", "all"), as in frames ("F*65+"), its level alone ("F"), or a tuple of levels.

    A printed name wins over a level of the same text. "(missing)" is the missing group; a level of that name is `\(missing)`, or "(missing)"
    where nothing is missing.
    """
    keys = {(p, g): (partitions[p][0], partitions[p][1][g]) for p, g in used}
    labels = [group_label(*key) for key in keys.values()]
    if isinstance(group, (tuple, list)):
        found = {at for at, (_, levels) in keys.items() if tuple(levels) == tuple(_level(x) for x in group)}
        return found or unknown("group", ", ".join(str(_level(x)) for x in group), labels)
    forms, weaker = [], []
    for at, (parts, levels) in keys.items():
        forms += [(text, at) for text in {group_text(levels), *_unescaped(parts, levels)} if parts and text is not None]
        if levels == ["(missing)"]:
            weaker.append(("(missing)", at))
    return find("group", str(_level(group)), list(zip(labels, keys)), forms, weaker, shown=labels)


def _unescaped(parts: Sequence[str], levels: Sequence[Level]) -> set[str]:
    """The label of a group, and its level alone, with the original characters of the data."""
    if any(v is not None and v.lstrip("\\") == "(missing)" for v in levels):
        return set()
    whole = ", ".join(f"{a}={'(missing)' if v is None else v}" for a, v in zip(parts, levels))
    return {whole, levels[0]} if len(levels) == 1 and levels[0] is not None else {whole}


def _level(x: Any) -> Level:
    """A level in the form of the engine: text, or None if missing. Numbers and booleans are also accepted."""
    return None if x is None else str(x)


def find(what: str, wanted: str, *forms: Sequence[tuple[str, Code]], shown: Iterable[str] | None = None) -> set[Code]:
    """Finds an entry by its exact name in the first of the forms that has it, otherwise without regard to case if only one name fits."""
    if not isinstance(wanted, str):
        raise TypeError(f"`{what}` must be a name")
    alike = {text for given in forms for text, _ in given if text.casefold() == wanted.casefold()}
    name = next(iter(alike)) if len(alike) == 1 else wanted
    found = ({code for text, code in given if text == name} for given in forms)
    return next(filter(None, found), set()) or unknown(what, wanted, [text for text, _ in forms[0]] if shown is None else shown)


def unknown(what: str, wanted: str, known: Iterable[str], quoted: bool = True) -> NoReturn:
    """Raises the KeyError that lists the known names and the nearest one."""
    import difflib

    names = list(dict.fromkeys(known))
    lowered: dict[str, str] = {}
    for name in names:
        lowered.setdefault(name.casefold(), name)
        lowered.setdefault(name.rpartition("=")[2].casefold(), name)  # "femal" is near to sex=female
    near = difflib.get_close_matches(wanted.casefold(), lowered, n=1) if quoted and len(wanted) <= 200 else []
    asked = shortened(printable(wanted))
    message = f"no {what} {asked!r}" if quoted else f"no {what} {asked}"
    if near:
        message += f"; did you mean {shortened(printable(lowered[near[0]]))!r}?"
    listed = f"are {names_text(names)}" if len(names) > 1 else f"is only {names_text(names)}" if names else "is none"
    raise KeyError(f"{message}{' There' if near else '; there'} {listed}")
