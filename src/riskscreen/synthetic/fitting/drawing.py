"""How near does a panel come to what is published, at a glance?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from riskscreen import core
from riskscreen.errors import InputError
from riskscreen.synthetic.fitting.agreeing import AGREES, Agreement, Row

__all__ = ["draw", "save"]

_COLOUR = {True: "#0b5fa5", False: "#b3261e"}  # told apart by shape too
_SHAPE = {True: "o", False: "D"}
_ROW_INCHES = 0.19
_SPAN = (0.5, 2.0)  # of the ratios shown to scale


def draw(ax: Any, agreement: Agreement) -> Any:  # noqa: ANN401 - matplotlib axes
    """Draw the panel's figure over its target, with its interval, one line per row; return ``ax``.

    A row that agrees is a round dot, one that does not a diamond; what lies beyond the axis is an
    arrow at its edge with the ratio beside it. The band is 3 % to either side. Rows of a target
    of 0 have no ratio and are left out.
    """
    rows = [row for row in agreement.rows if row.judged and row.target.value > 0]
    for at, row in enumerate(rows):
        good = row.verdict == AGREES
        ratio, lo, hi = (
            bound / row.target.value for bound in (row.figure.value, row.figure.lo, row.figure.hi)
        )
        ax.plot(np.clip([lo, hi], *_SPAN), [at, at], color=_COLOUR[good], linewidth=1.2)
        if _SPAN[0] <= ratio <= _SPAN[1]:
            ax.plot(ratio, at, _SHAPE[good], color=_COLOUR[good], markersize=4)
        else:
            _beyond(ax, at, ratio, colour=_COLOUR[good])
    ax.axvspan(0.97, 1.03, color="#d9d9d9", zorder=0)
    ax.axvline(1.0, color="#444444", linewidth=0.8)
    ax.set_xscale("log")
    ticks = [0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.tick_params(top=True, labeltop=True)
    ax.set_xlim(*_SPAN)
    ax.set_yticks(np.arange(len(rows)), [_label(row) for row in rows], fontsize=7)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlabel("panel / published (95 % interval of the panel; band: 3 %)")
    ax.set_title(
        f"Synthetic panel, profile {agreement.profile}, wave of {agreement.year}:\n"
        f"{agreement.agreeing} of {agreement.judged} published figures agree (round dots); "
        "the others are diamonds",
        fontsize=9,
        loc="right",
    )
    return ax


def _beyond(ax: Any, at: int, ratio: float, *, colour: str) -> None:  # noqa: ANN401
    high = ratio > 1
    edge = _SPAN[1] / 1.02 if high else _SPAN[0] * 1.02
    ax.plot(edge, at, ">" if high else "<", color=colour, markersize=5)
    said = f"{ratio:.2g} " if high else f" {ratio:.2g}"
    ax.annotate(said, (edge / 1.03 if high else edge * 1.03, at), fontsize=6.5, color=colour,
                va="center", ha="right" if high else "left")  # fmt: skip


def save(agreement: Agreement, path: str | Path) -> Path:
    """Write the figure as SVG, PNG or PDF, by the ending of ``path``, and return the path.

    Raises
    ------
    InputError
        If the ending is another.
    """
    target = Path(path)
    if target.suffix not in (".svg", ".png", ".pdf"):
        raise InputError(f"no figure ends in {target.suffix!r}; write .svg, .png or .pdf")
    matplotlib = core.need("matplotlib", extra="report")
    figures = core.need("matplotlib.figure", extra="report")
    rows = sum(row.judged for row in agreement.rows)
    # the same agreement gives the same bytes
    with matplotlib.rc_context({"svg.hashsalt": "riskscreen", "svg.fonttype": "none"}):
        figure = figures.Figure(figsize=(8.2, 1.3 + _ROW_INCHES * rows), layout="constrained")
        draw(figure.subplots(), agreement)
        kept = {"Date": None} if target.suffix == ".svg" else {}
        figure.savefig(target, dpi=150, metadata=kept or None)
    return target


def _label(row: Row) -> str:
    digits = 0 if row.target.quantity in ("count", "line") else row.target.half < 0.5  # noqa: PLR2004 - a whole number
    key = row.target.key.removesuffix(", percent").removesuffix(", count").replace("_", " ")
    unit = " %" if row.target.quantity == "percent" else ""
    return f"{key}: {row.target.value:,.{int(digits)}f}{unit}"
