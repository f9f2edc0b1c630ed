"""How is a figure drawn so that it scales, prints, and is read aloud?

Plain SVG text with a title and a description; shapes, not colours, tell series apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape

__all__ = ["MARKS", "Number", "line", "mark", "opened", "scale", "text", "ticks"]

Number = Callable[[float], str]

MARKS = ("circle", "square", "diamond", "triangle", "point", "plus", "cross", "hexagon", "bar")
"""Shapes in the order in which series take them."""

_MOST_TICKS = 6
_CORNERS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    "triangle": ((0, -1.25), (1.2, 1), (-1.2, 1)),
    "point": ((0, 1.25), (1.2, -1), (-1.2, -1)),
    "hexagon": ((-0.6, -1.1), (0.6, -1.1), (1.2, 0), (0.6, 1.1), (-0.6, 1.1), (-1.2, 0)),
    "bar": ((-0.5, -1.4), (0.5, -1.4), (0.5, 1.4), (-0.5, 1.4)),
    "plus": (
        (-0.4, -1.3), (0.4, -1.3), (0.4, -0.4), (1.3, -0.4), (1.3, 0.4), (0.4, 0.4),
        (0.4, 1.3), (-0.4, 1.3), (-0.4, 0.4), (-1.3, 0.4), (-1.3, -0.4), (-0.4, -0.4),
    ),
    "cross": (
        (-1.2, -0.7), (-0.7, -1.2), (0, -0.5), (0.7, -1.2), (1.2, -0.7), (0.5, 0),
        (1.2, 0.7), (0.7, 1.2), (0, 0.5), (-0.7, 1.2), (-1.2, 0.7), (-0.5, 0),
    ),
}  # fmt: skip


def opened(name: str, *, size: tuple[float, float], title: str, desc: str) -> str:
    """Return the opening tag, its title and its description.

    Parameters
    ----------
    name : str
        Unique on the page: title and description are found by it.
    size : tuple of float
        Width and height of the drawing's own units.
    title, desc : str
        What is read aloud in place of the figure.
    """
    one = escape(name, quote=True)
    return (
        f'<svg viewBox="0 0 {size[0]:.0f} {size[1]:.0f}" role="img" class="figure" '
        f'aria-labelledby="{one}-t {one}-d"><title id="{one}-t">{escape(title)}</title>'
        f'<desc id="{one}-d">{escape(desc)}</desc>'
    )


def line(start: tuple[float, float], end: tuple[float, float], *, kind: str) -> str:
    """Return a straight line of a class."""
    return (
        f'<line class="{kind}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" '
        f'x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
    )


def text(at: tuple[float, float], said: str, *, anchor: str = "start") -> str:
    """Return text at a point, escaped."""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def mark(shape: str, at: tuple[float, float], *, size: float, kind: str) -> str:
    """Return a shape around a point.

    Examples
    --------
    >>> mark("circle", (1.0, 2.0), size=4.0, kind="ok")
    '<circle class="ok" cx="1.0" cy="2.0" r="4.6"/>'
    """
    if shape == "circle":
        return f'<circle class="{kind}" cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{size * 1.15:.1f}"/>'
    corners = " ".join(f"{at[0] + x * size:.1f},{at[1] + y * size:.1f}" for x, y in _CORNERS[shape])
    return f'<polygon class="{kind}" points="{corners}"/>'


def scale(low: float, high: float, *, start: float, end: float) -> Callable[[float], float]:
    """Return the map from values to places; beyond the ends it stays at the ends."""
    spread = (high - low) or 1.0

    def at(value: float) -> float:
        return start + (end - start) * (min(max(value, low), high) - low) / spread

    return at


def ticks(low: float, high: float) -> list[float]:
    """Return three to seven round values inside an axis.

    Examples
    --------
    >>> ticks(0.0, 1.0)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    size = 10.0 ** math.floor(math.log10((high - low) / 4))
    parts = (size * part for part in (1, 2, 2.5, 5, 10))
    step = next(part for part in parts if (high - low) / part <= _MOST_TICKS)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]
