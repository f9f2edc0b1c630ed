"""How does a figure run along another, group by group?

Each series has a shape of its own beside its colour, and a legend that names it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from riskscreen.reporting import svg

__all__ = ["Axis", "Series", "curves"]

_WIDTH = 420
_LEFT = 52
_RIGHT = 14
_TOP = 26
_PLOT = 220
_AXIS = 44
_LEGEND = 20
_LONGEST = 54


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and its points, from left to right."""

    label: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """What runs along an axis, and how its numbers are printed."""

    label: str
    number: svg.Number


def curves(
    series: Sequence[Series],
    *,
    name: str,
    title: str,
    desc: str,
    x: Axis,
    y: Axis,
    joined: bool = True,
    diagonal: bool = False,
    at_x: float | None = None,
    band: tuple[float, float] | None = None,
) -> str:
    """Return the figure as SVG text, empty where there is no point.

    Parameters
    ----------
    series : sequence of Series
        The first is drawn as the one that the others are held against.
    name : str
        Unique on the page.
    title, desc : str
        Read aloud in place of the figure.
    x, y : Axis
        The two axes; both begin at 0.
    joined : bool
        Whether the points of a series are joined by a line.
    diagonal : bool
        Whether the line of equal values is drawn.
    at_x : float, optional
        Where a vertical line stands (the capacity).
    band : tuple of float, optional
        Values of y between which the ground is shaded.
    """
    drawn = [one for one in series if one.points]
    if not drawn:
        return ""
    most_x = max(point[0] for one in drawn for point in one.points) or 1.0
    most_y = max([point[1] for one in drawn for point in one.points] + [band[1] if band else 0])
    most_y = (max(most_x, most_y) if diagonal else most_y) * 1.04 or 1.0
    most_x = most_y if diagonal else most_x * 1.02
    at = svg.scale(0.0, most_x, start=_LEFT, end=_WIDTH - _RIGHT)
    up = svg.scale(0.0, most_y, start=_TOP + _PLOT, end=_TOP)
    height = _TOP + _PLOT + _AXIS + _LEGEND * len(drawn)
    parts = [svg.opened(name, size=(_WIDTH, height), title=title, desc=desc)]
    parts.append(_ground(at, up, band=band, at_x=at_x, corner=most_y if diagonal else None))
    parts.append(_axes(at, up, x=(x, most_x), y=(y, most_y)))
    parts += [_line(one, place, at, up, joined=joined) for place, one in enumerate(drawn)]
    parts += [_named(one, place) for place, one in enumerate(drawn)]
    return "".join([*parts, "</svg>"])


Scale = Callable[[float], float]


def _ground(
    at: Scale,
    up: Scale,
    *,
    band: tuple[float, float] | None,
    at_x: float | None,
    corner: float | None,
) -> str:
    parts = []
    if band is not None:
        top = up(band[1])
        parts.append(
            f'<rect class="band" x="{_LEFT}" y="{top:.1f}" width="{_WIDTH - _RIGHT - _LEFT}" '
            f'height="{up(band[0]) - top:.1f}"/>'
        )
    if at_x is not None:
        parts.append(svg.line((at(at_x), up(0.0)), (at(at_x), _TOP), kind="neutral"))
    if corner is not None:
        parts.append(svg.line((at(0.0), up(0.0)), (at(corner), up(corner)), kind="neutral"))
    return "".join(parts)


def _axes(at: Scale, up: Scale, *, x: tuple[Axis, float], y: tuple[Axis, float]) -> str:
    base, left = up(0.0), at(0.0)
    parts = [
        svg.line((left, base), (_WIDTH - _RIGHT, base), kind="axis"),
        svg.line((left, base), (left, _TOP), kind="axis"),
        svg.text((6, 15), y[0].label),
        svg.text((_WIDTH - _RIGHT, base + 38), x[0].label, anchor="end"),
    ]
    for value in svg.ticks(0.0, x[1]):
        parts.append(svg.line((at(value), base), (at(value), base + 5), kind="axis"))
        parts.append(svg.text((at(value), base + 20), x[0].number(value), anchor="middle"))
    for value in svg.ticks(0.0, y[1]):
        parts.append(svg.line((left - 4, up(value)), (left, up(value)), kind="axis"))
        parts.append(svg.text((left - 7, up(value) + 4), y[0].number(value), anchor="end"))
    return "".join(parts)


def _line(one: Series, place: int, at: Scale, up: Scale, *, joined: bool) -> str:
    kind = f"s{place % len(svg.MARKS)}"
    places = [(at(x), up(y)) for x, y in one.points]
    parts = []
    if joined and len(places) > 1:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline class="run {kind}" points="{path}"/>')
    shape = svg.MARKS[place % len(svg.MARKS)]
    parts += [svg.mark(shape, point, size=3.2, kind=f"dot {kind}") for point in places]
    return "".join(parts)


def _named(one: Series, place: int) -> str:
    y = _TOP + _PLOT + _AXIS + _LEGEND * place + 8
    number = place % len(svg.MARKS)
    said = one.label if len(one.label) <= _LONGEST else one.label[: _LONGEST - 1] + "…"
    return svg.mark(svg.MARKS[number], (_LEFT, y - 4), size=4.5, kind=f"dot s{number}") + svg.text(
        (_LEFT + 14, y), said
    )
