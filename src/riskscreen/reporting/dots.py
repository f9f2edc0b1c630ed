"""How does a reader see a measured figure, its interval and its limit at a glance?

Plain SVG text: it scales, prints, is read aloud by its title, and needs no script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Dot", "bars", "dots"]

_WIDTH = 420
_LABEL = 10
_RIGHT = 14
_ROW = 42
_TOP = 12
_AXIS = 34
_MOST_TICKS = 6
_LONGEST = 56
_SIGN = {"pass": "●", "fail": "■", "insufficient evidence": "◆"}
_CLASS = {"pass": "ok", "fail": "bad", "insufficient evidence": "unsure"}


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a dot-and-interval figure."""

    label: str
    value: float | None
    lo: float | None
    hi: float | None
    verdict: str


def dots(
    rows: Sequence[Dot],
    *,
    limit: tuple[float | None, float | None],
    title: str,
    number: Callable[[float], str],
    neutral: float | None = None,
) -> str:
    """Return an SVG with a dot, a line for the interval and a shaded band for the limits.

    Parameters
    ----------
    rows : sequence of Dot
        One group each.
    limit : tuple of float or None
        Bounds of the shaded band; None is open.
    title : str
        Read aloud in place of the figure.
    number : callable
        Prints a number in the reader's language.
    neutral : float, optional
        Where a thin line marks "no difference".
    """
    known = [edge for row in rows for edge in (row.value, row.lo, row.hi) if edge is not None]
    known += [edge for edge in (*limit, neutral) if edge is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    margin = 0.06 * ((high - low) or 1.0)
    low, high = low - margin, high + margin

    def at(value: float) -> float:
        inner = _WIDTH - _LABEL - _RIGHT
        return _LABEL + inner * (min(max(value, low), high) - low) / (high - low)

    height = _TOP + _ROW * len(rows) + _AXIS
    parts = [_open(height, title), _band(limit, low, high, at, height)]
    if neutral is not None:
        parts.append(_line(at(neutral), _TOP, at(neutral), height - _AXIS, "neutral"))
    for position, row in enumerate(rows):
        parts.append(_row(row, _TOP + _ROW * position + _ROW / 2, at))
    parts.append(_axis(low, high, at, height, number))
    parts.append("</svg>")
    return "".join(parts)


def bars(rows: Sequence[tuple[str, float]], *, title: str, number: Callable[[float], str]) -> str:
    """Return an SVG with one horizontal bar a row, its figure beside it."""
    top = max((value for _, value in rows), default=0.0)
    if top <= 0:
        return ""
    height = _TOP + _ROW * len(rows) + 4
    inner = _WIDTH - _LABEL - 70
    parts = [_open(height, title)]
    for position, (label, value) in enumerate(rows):
        y = _TOP + _ROW * position
        width = inner * max(value, 0.0) / top
        parts.append(_text(_LABEL, y + 15, _short(label), "start"))
        parts.append(
            f'<rect class="bar" x="{_LABEL}" y="{y + 21}" width="{width:.1f}" height="13"/>'
        )
        parts.append(_text(_LABEL + width + 6, y + 33, number(value), "start"))
    parts.append("</svg>")
    return "".join(parts)


def _open(height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}" '
        f'class="figure"><title>{escape(title)}</title>'
    )


def _band(
    limit: tuple[float | None, float | None],
    low: float,
    high: float,
    at: Callable[[float], float],
    height: float,
) -> str:
    if limit == (None, None):
        return ""
    left = at(low if limit[0] is None else limit[0])
    right = at(high if limit[1] is None else limit[1])
    return (
        f'<rect class="band" x="{left:.1f}" y="{_TOP - 6}" width="{right - left:.1f}" '
        f'height="{height - _AXIS - _TOP + 6:.1f}"/>'
    )


def _row(row: Dot, y: float, at: Callable[[float], float]) -> str:
    kind = _CLASS.get(row.verdict, "plain")
    parts = [_text(_LABEL, y - 8, _short(row.label), "start")]
    y += 9
    if row.lo is not None and row.hi is not None:
        left, right = at(row.lo), at(row.hi)
        parts.append(_line(left, y, right, y, f"whisker {kind}"))
    if row.value is not None:
        sign = _SIGN.get(row.verdict, "●")
        parts.append(
            f'<text x="{at(row.value):.1f}" y="{y + 6:.1f}" text-anchor="middle" '
            f'class="dot {kind}">{sign}</text>'
        )
    return "".join(parts)


def _axis(
    low: float,
    high: float,
    at: Callable[[float], float],
    height: float,
    number: Callable[[float], str],
) -> str:
    y = height - _AXIS + 4
    parts = [_line(_LABEL, y, _WIDTH - _RIGHT, y, "axis")]
    for value in _ticks(low, high):
        x = at(value)
        parts.append(_line(x, y, x, y + 5, "axis"))
        parts.append(_text(x, y + 22, number(value), "middle"))
    return "".join(parts)


def _ticks(low: float, high: float) -> list[float]:
    """Return three to seven round values inside the axis."""
    size = 10.0 ** math.floor(math.log10((high - low) / 4))
    parts = (size * part for part in (1, 2, 2.5, 5, 10))
    step = next(part for part in parts if (high - low) / part <= _MOST_TICKS)
    first = math.ceil(low / step)
    return [round(step * place, 10) for place in range(first, math.floor(high / step) + 1)]


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
