# SPDX-License-Identifier: Apache-2.0
"""The common base of all displays: it makes the axes, sets them in the colors of a theme, and keeps what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from .theme import THEMES, Theme, dash, theme_named

Own = TypeVar("Own", bound="Display")
NEEDS = "pictures need matplotlib: pip install 'clinmetrics[plot]'"


class Display:
    """A picture of a result. `plot` draws it, and can be called again with other axes.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes, or the first of several.
    axes_ : tuple of matplotlib.axes.Axes
        All axes: there are several if the picture has a panel for each model or metric.
    figure_ : matplotlib.figure.Figure
        The figure of the axes.
    lines_, bands_, marks_, bars_ : list
        The artists that were drawn: curves, bands, marks, and bars or intervals. They are empty if the picture has none.
    """

    ax_: Any
    axes_: tuple[Any, ...]
    figure_: Any
    lines_: list[Any]
    bands_: list[Any]
    marks_: list[Any]
    bars_: list[Any]

    def plot(self: Own, ax: Any = None, *, theme: str | None = None, **style: Any) -> Own:
        """Draws the picture.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, or a sequence of them, optional
            The axes to draw on, one for each panel. A new figure is made if there are none.
        theme : {"light", "dark"}, optional
            The colors. By default those that fit the background of the axes, which then keeps its color.
        **style
            Properties of matplotlib for the main artists, such as ``color`` and ``linewidth``.

        Returns
        -------
        Display
            The display itself.
        """
        self.axes_ = self._axes(ax, theme)
        self.ax_, self.figure_ = self.axes_[0], self.axes_[0].figure
        self.lines_, self.bands_, self.marks_, self.bars_ = [], [], [], []
        colors = theme_named(theme, _background(self.ax_))
        style = _full_names(style, self._main_artist)
        for number, one in enumerate(self.axes_):
            if theme is not None:
                one.set_facecolor(colors.paper)
            _set(one, colors)
            self._draw(number, one, colors, style)
        return self

    _main_artist = "Line2D"

    def _n_panels(self) -> int:
        return 1

    def _size(self) -> tuple[float, float]:
        """Width and height of a panel in inches."""
        return 5.2, 5.0

    def _draw(self, number: int, ax: Any, theme: Theme, style: dict[str, Any]) -> None:
        """Draws a panel."""
        raise NotImplementedError

    def _axes(self, ax: Any, theme: str | None) -> tuple[Any, ...]:
        """The given axes, or those of a new figure."""
        n = self._n_panels()
        if ax is None:
            plt = pyplot()
            width, height = self._size()
            color = None if theme is None else theme_named(theme, (1.0, 1.0, 1.0, 1.0)).paper
            figure, axes = plt.subplots(1, n, figsize=(width * n, height), squeeze=False, layout="constrained", facecolor=color)
            del figure
            return tuple(axes[0])
        given = tuple(ax.ravel()) if hasattr(ax, "ravel") else tuple(ax) if isinstance(ax, Sequence) else (ax,)
        _refuse_other_than_axes(given)
        if len(given) != n:
            raise ValueError(
                f"`ax` has {len(given)} axes, and the picture has {n} panels; pass one for each panel, or select with where(model=...)"
            )
        return given


def _refuse_other_than_axes(given: Sequence[Any]) -> None:
    from matplotlib.axes import Axes

    other = next((one for one in given if not isinstance(one, Axes)), None)
    if other is not None:
        raise TypeError(f"`ax` must be axes of matplotlib, as from plt.subplots(), and not {type(other).__name__}")


def pyplot() -> Any:
    """Imports matplotlib's pyplot."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(NEEDS) from error
    return plt


def _full_names(style: dict[str, Any], artist: str) -> dict[str, Any]:
    """Properties by their full names: "linewidth" for "lw"."""
    from matplotlib.cbook import normalize_kwargs
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return dict(normalize_kwargs(style, {"Line2D": Line2D, "Patch": Patch}[artist]))


def _background(ax: Any) -> Any:
    """The color behind the axes, as red, green, blue and alpha."""
    from matplotlib.colors import to_rgba

    own = to_rgba(ax.get_facecolor())
    return own if own[3] >= 0.5 else to_rgba(ax.figure.get_facecolor())


def _set(ax: Any, theme: Theme) -> None:
    """Sets the frame: a thin grid below the data, no frame above and at the right."""
    ax.set_axisbelow(True)
    ax.grid(True, color=theme.grid, linewidth=0.8, linestyle="-")
    ax.tick_params(colors=theme.soft, which="both", length=0, labelcolor=theme.soft)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(theme.grid)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set_color(theme.soft)
    ax.title.set_color(theme.ink)


def set_text(artist: Any, text: str) -> None:
    """Gives an artist a text from the data, which is shown as it is: `$` begins no formula."""
    artist.set_parse_math(False)
    artist.set_text(text)


def name_panel(ax: Any, name: str, theme: Theme) -> None:
    """Writes what a panel shows above it."""
    title = ax.set_title("", fontsize="medium", loc="left")
    title.set_color(theme.ink)
    set_text(title, name)


def legend(ax: Any, theme: Theme, handles: Sequence[Any], labels: Sequence[str], title: str = "", **where: Any) -> Any:
    """A legend whose labels are shown as they are, even if they begin with an underscore."""
    if not handles:
        return None
    placed = {"fontsize": "small", "frameon": True, "framealpha": 0.85, **where}
    made = ax.legend(
        handles, [str(i) for i in range(len(handles))], facecolor=theme.paper, edgecolor="none", labelcolor=theme.ink, **placed
    )
    for artist, label in zip(made.get_texts(), labels):
        set_text(artist, label)
    if title:
        made.set_title(title, prop={"size": "small"})
        made.get_title().set_color(theme.soft)
        made.get_title().set_parse_math(False)
        made._legend_box.align = "left"
    return made


def line_style(index: int, theme: Theme, style: dict[str, Any], **other: Any) -> dict[str, Any]:
    """The properties of the line of a series, changed by those that the user gives."""
    own = {"color": theme.color(index), "linestyle": dash(index), "linewidth": 1.9, "solid_joinstyle": "round", **other}
    return {**own, **style}


__all__ = ["THEMES", "Display", "legend", "line_style", "name_panel", "pyplot", "set_text"]
