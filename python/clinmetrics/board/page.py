# SPDX-License-Identifier: Apache-2.0
"""The leaderboard as one HTML page in the style of the report: no script, no network, every name escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import number_text, number_texts
from ..comparisons import p_text
from ..report.text import numbers

if TYPE_CHECKING:
    import jinja2

_HERE = Path(__file__).parent
_WIDTH = 110


@dataclass(frozen=True)
class Row:
    """A line of the main table; positions are those of the drawings, in pixels."""

    rank: int
    earlier: str
    name: str
    value: str
    interval: str
    bar: tuple[float, float, float]
    ranks: str
    rank_bar: tuple[float, float, float]
    p_first: str
    difference: str
    p: str


def page(document: Mapping[str, Any]) -> str:
    """The page of the document of a board."""
    entries = document["entries"]
    earlier = (document["earlier"] or {}).get("ranks") or [None] * len(entries)
    scale = _scale([entry[name] for entry in entries for name in ("value", "lower", "upper")])
    rows = [_row(entry, old, scale, len(entries)) for entry, old in zip(entries, earlier)]
    return _template().render(
        board=document, rows=rows, width=_WIDTH, level=f"{document['level']:.0%}".replace("%", " %"), sentence=_sentence(document),
        tables=_tables(document), number=number_text, n_resamples=f"{document['n_resamples']:,}",
    )  # fmt: skip


def _row(entry: Mapping[str, Any], old: int | None, scale: Any, n: int) -> Row:
    d = entry["difference"]
    value, lower, upper = number_texts(*(_float(entry[name]) for name in ("value", "lower", "upper")))
    return Row(
        entry["rank"],
        "–" if old is None else str(old),
        entry["submission"],
        value,
        f"[{lower}, {upper}]",
        (scale(entry["lower"]), scale(entry["value"]), scale(entry["upper"])),
        str(entry["rank_lower"]) if entry["rank_lower"] == entry["rank_upper"] else f"{entry['rank_lower']}–{entry['rank_upper']}",
        tuple(6 + (rank - 0.5) / n * (_WIDTH - 12) for rank in (entry["rank_lower"], entry["rank"], entry["rank_upper"])),
        _share(entry["p_first"]),
        "" if d is None else "{} [{}, {}]".format(*numbers(*(_float(d[name]) for name in ("value", "lower", "upper")))),
        "" if d is None or d["p_adjusted"] is None else p_text(d["p_adjusted"]),
    )


def _share(x: float) -> str:
    """A probability that is counted in replicates."""
    return "<0.001" if 0 < x < 0.001 else f"{x:.3f}"


def _float(x: Any) -> float:
    return float("nan") if x is None else float(x)


def _scale(numbers: Sequence[Any]) -> Any:
    """From values to pixels."""
    known = [float(x) for x in numbers if isinstance(x, (int, float))]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    return lambda x: 4 + (_WIDTH - 8) * (float(x) - low) / span if isinstance(x, (int, float)) else 0.0


def _sentence(document: Mapping[str, Any]) -> str:
    """What a reader must know first."""
    entries = document["entries"]
    if not entries:
        return "No submission could be scored."
    if len(entries) == 1:
        return "One submission was scored; there is nothing to compare it with."
    first = entries[0]
    rest = [entry for entry in entries[1:] if entry["difference"] and entry["difference"]["p_adjusted"] is not None]
    same = sum(entry["difference"]["p_adjusted"] >= 1 - document["level"] for entry in rest)
    return (
        f"The rank of the first submission has an interval from {first['rank_lower']} to {first['rank_upper']} of {len(entries)}. "
        f"Of the {len(rest)} others, {same} {'is' if same == 1 else 'are'} not shown to differ from it: the adjusted p value is "
        f"{1 - document['level']:.2g} or more."
    )


def _tables(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By the ordering metric in each group, and by each metric over all rows."""
    if not document["entries"]:
        return []
    own = document["order_by"]["label"][: -len("_lo")]
    groups = [o for o in document["orders"] if o["label"] == own]
    metrics = [o for o in document["orders"] if o["group"] == "all"]
    found = []
    for title, orders, key in ((f"By {own} in groups", groups, "group"), ("By each metric, all rows", metrics, "label")):
        if len(orders) > 1:
            found.append({"title": title, "heads": [o[key] for o in orders], "taus": [o["tau"] for o in orders],
                          "lines": [[o["ranks"][i] for o in orders] for i in range(len(document["entries"]))]})  # fmt: skip
    return found


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError:
        raise ImportError("the page needs Jinja2: pip install 'clinmetrics[report]'") from None

    from ..report.text import visible

    def shown(found: Any) -> Any:
        return visible(found) if isinstance(found, str) and not isinstance(found, Markup) else found

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, undefined=jinja2.StrictUndefined, finalize=shown, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.globals["style"] = Markup((_HERE.parent / "report/style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return environment.get_template("page.html.j2")
