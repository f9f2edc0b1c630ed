"""How does a reader see a measured figure, its interval and its limit at a glance?

One row a group: a shape for the figure, a line for the interval, a shaded band for the limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from riskscreen.reporting import svg

__all__ = ["Dot", "dots"]

_WIDTH = 420
_LABEL = 10
_RIGHT = 24
_ROW = 35
# Of a row, where its name ends and the plot begins.
_NAME = 17
_TOP = 12
_AXIS = 32
_LONGEST = 56
# Half a long number: what stands at an end of the axis is not cut.
_EDGE = 24
_SHAPE = {"pass": "circle", "fail": "square", "insufficient evidence": "diamond"}
_CLASS = {"pass": "ok", "fail": "bad", "insufficient evidence": "unsure"}

Limit = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of the figure.

    Parameters
    ----------
    label : str
        Name of the group.
    value, lo, hi : float or None
        The figure and its interval.
    verdict : str
        *pass*, *fail*, *insufficient evidence*; anything else is drawn plain.
    second : tuple of float or None
        A second figure with its interval (partially pooled), drawn hollow beneath.
    """

    label: str
    value: float | None
    lo: float | None = None
    hi: float | None = None
    verdict: str = ""
    second: tuple[float | None, float | None, float | None] | None = None


def dots(
    rows: Sequence[Dot],
    *,
    name: str,
    title: str,
    desc: str,
    number: svg.Number,
    limit: Limit = (None, None),
    neutral: float | None = None,
) -> str:
    """Return the figure as SVG text, empty where nothing is known.

    Parameters
    ----------
    rows : sequence of Dot
        One group each.
    name : str
        Unique on the page.
    title, desc : str
        Read aloud in place of the figure.
    number : callable
        Prints a number in the reader's language.
    limit : tuple of float or None
        Bounds of the shaded band; None is open.
    neutral : float, optional
        Where a thin line marks "no difference".
    """
    known = _known(rows, limit, neutral)
    if not any(row.value is not None for row in rows) or not known:
        return ""
    margin = 0.06 * ((max(known) - min(known)) or 1.0)
    low, high = min(known) - margin, max(known) + margin
    at = svg.scale(low, high, start=_LABEL, end=_WIDTH - _RIGHT)
    height = _TOP + _ROW * len(rows) + _AXIS
    parts = [svg.opened(name, size=(_WIDTH, height), title=title, desc=desc)]
    parts.append(_band(limit, (at(low), at(high)), at, height))
    parts += [_upright(at(edge), len(rows), "edge") for edge in limit if edge is not None]
    if neutral is not None:
        parts.append(_upright(at(neutral), len(rows), "neutral"))
    for position, row in enumerate(rows):
        parts.append(_row(row, _TOP + _ROW * position + _ROW / 2, at))
    parts.append(_axis(svg.ticks(low, high), at, height, number))
    return "".join([*parts, "</svg>"])


def _known(rows: Sequence[Dot], limit: Limit, neutral: float | None) -> list[float]:
    edges = [edge for row in rows for edge in (row.value, row.lo, row.hi)]
    edges += [edge for row in rows for edge in row.second or ()]
    return [edge for edge in (*edges, *limit, neutral) if edge is not None]


def _band(
    limit: Limit, ends: tuple[float, float], at: Callable[[float], float], height: float
) -> str:
    if limit == (None, None):
        return ""
    left = ends[0] if limit[0] is None else at(limit[0])
    right = ends[1] if limit[1] is None else at(limit[1])
    return (
        f'<rect class="band" x="{left:.1f}" y="{_TOP - 6}" width="{right - left:.1f}" '
        f'height="{height - _AXIS - _TOP + 6:.1f}"/>'
    )


def _upright(x: float, n_rows: int, kind: str) -> str:
    """Return a line down the figure that stops where a name stands, so that it cuts no letter."""
    tops = (_TOP + _ROW * row for row in range(n_rows))
    return "".join(svg.line((x, top + _NAME), (x, top + _ROW), kind=kind) for top in tops)


def _row(row: Dot, y: float, at: Callable[[float], float]) -> str:
    kind = _CLASS.get(row.verdict, "plain")
    parts = [svg.text((_LABEL, y - 5), _short(row.label))]
    y += 8 if row.second is None else 4
    if row.lo is not None and row.hi is not None:
        parts.append(svg.line((at(row.lo), y), (at(row.hi), y), kind=f"whisker {kind}"))
    if row.value is not None:
        shape = _SHAPE.get(row.verdict, "circle")
        parts.append(svg.mark(shape, (at(row.value), y), size=5, kind=f"dot {kind}"))
    if row.second is not None:
        parts.append(_beneath(row.second, y + 10, at))
    return "".join(parts)


def _beneath(
    second: tuple[float | None, float | None, float | None],
    y: float,
    at: Callable[[float], float],
) -> str:
    value, lo, hi = second
    drawn = "" if lo is None or hi is None else svg.line((at(lo), y), (at(hi), y), kind="thin")
    if value is None:
        return drawn
    return drawn + svg.mark("diamond", (at(value), y), size=4, kind="hollow")


def _axis(
    values: Sequence[float], at: Callable[[float], float], height: float, number: svg.Number
) -> str:
    y = height - _AXIS + 4
    parts = [svg.line((_LABEL, y), (_WIDTH - _RIGHT, y), kind="axis")]
    for value in values:
        x = at(value)
        parts.append(svg.line((x, y), (x, y + 5), kind="axis"))
        inside = min(max(x, _EDGE), _WIDTH - _EDGE)
        parts.append(svg.text((inside, y + 21), number(value), anchor="middle"))
    return "".join(parts)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
