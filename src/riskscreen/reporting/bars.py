"""How large is each, side by side?

One horizontal bar a row with its figure beside it, so that no axis has to be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from riskscreen.reporting import svg

__all__ = ["bars"]

_WIDTH = 420
_LABEL = 10
_ROOM = 62
_ROW = 40
_TOP = 8
_LONGEST = 58


def bars(
    rows: Sequence[tuple[str, float]],
    *,
    name: str,
    title: str,
    desc: str,
    number: svg.Number,
) -> str:
    """Return the figure as SVG text, empty where no value is above 0.

    Parameters
    ----------
    rows : sequence of tuple of str and float
        Label and value, 0 or more.
    name : str
        Unique on the page.
    title, desc : str
        Read aloud in place of the figure.
    number : callable
        Prints a number in the reader's language.
    """
    top = max((value for _, value in rows), default=0.0)
    if top <= 0:
        return ""
    height = _TOP + _ROW * len(rows) + 4
    inner = _WIDTH - _LABEL - _ROOM
    parts = [svg.opened(name, size=(_WIDTH, height), title=title, desc=desc)]
    for position, (label, value) in enumerate(rows):
        y = _TOP + _ROW * position
        width = inner * max(value, 0.0) / top
        said = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
        parts.append(svg.text((_LABEL, y + 13), said))
        parts.append(
            f'<rect class="bar" x="{_LABEL}" y="{y + 19}" width="{width:.1f}" height="12"/>'
        )
        parts.append(svg.text((_LABEL + width + 6, y + 30), number(value)))
    return "".join([*parts, "</svg>"])
