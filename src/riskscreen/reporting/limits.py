"""How is a limit printed, and a figure beside it?

A rounded figure may lie on a limit that the figure itself does not reach, and the verdict then
seems wrong: such a figure is printed with more digits, never finer than the facts hold it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskscreen.reporting.words import Words

__all__ = ["beside", "between", "limited"]

_DIGITS: Mapping[str, int] = {"points": 1, "share": 1, "one": 1, "number": 2}
_PERCENT_OF = ("points", "share")
_MOST_MORE = 6
# Nearer than this is the dust of binary fractions: 100 * 0.15 is a little over 15.
_DUST = 1e-9

Limit = Sequence[float | None] | None


def limited(limit: Limit, words: Words, kind: str) -> str:
    """Return a limit, in words where one side is open; every digit of it is printed.

    Parameters
    ----------
    limit : sequence of float or None
        Lower and upper limit.
    words : Words
        The language.
    kind : str
        How it is printed: points, share, one or number.

    Examples
    --------
    >>> from riskscreen.reporting.words import words
    >>> limited((-0.08, None), words("en"), "number"), limited((None, 0.1), words("vi"), "one")
    ('at least −0.08', 'nhiều nhất 0,1')
    >>> limited((0.8, 1.25), words("en"), "number")
    '[0.80; 1.25]'
    """
    low, high = limit or (None, None)
    shown = [None if end is None else _exact(end, words, kind) for end in (low, high)]
    if shown[0] is None:
        return "–" if shown[1] is None else words["at_most"].format(limit=shown[1])
    if shown[1] is None:
        return words["at_least"].format(limit=shown[0])
    return f"[{shown[0]}; {shown[1]}]"


def beside(value: float | None, limit: Limit, words: Words, kind: str) -> str:
    """Return a figure with as many digits as keep it on its own side of its limit.

    Parameters
    ----------
    value : float or None
        The figure or a bound of its interval.
    limit, words, kind
        As in `limited`.

    Examples
    --------
    >>> from riskscreen.reporting.words import words
    >>> [beside(value, (0.75, 1.3), words("en"), "number") for value in (1.22, 1.3, 1.3004)]
    ['1.22', '1.30', '1.3004']
    """
    if value is None:
        return "–"
    least = _DIGITS[kind]
    figure = _scaled(value, kind)
    ends = [_scaled(end, kind) for end in limit or () if end is not None]
    for digits in range(least, least + _MOST_MORE + 1):
        if all(_side(round(figure, digits), end) == _side(figure, end) for end in ends):
            return _shown(value, words, kind, digits)
    return _shown(value, words, kind, least)


def between(bounds: Sequence[float | None] | None, limit: Limit, words: Words, kind: str) -> str:
    """Return an interval whose bounds lie where the verdict saw them, a dash for an open end."""
    if bounds is None:
        return "–"
    low, high = (beside(bound, limit, words, kind) for bound in bounds)
    return f"[{low}; {high}]"


def _exact(end: float, words: Words, kind: str) -> str:
    least, whole = _DIGITS[kind], _scaled(end, kind)
    digits = next(
        (
            digits
            for digits in range(least, least + _MOST_MORE)
            if abs(round(whole, digits) - whole) < _DUST
        ),
        least + _MOST_MORE,
    )
    return _shown(end, words, kind, digits)


def _side(figure: float, end: float) -> int:
    return 0 if abs(figure - end) < _DUST else (figure > end) - (figure < end)


def _scaled(value: float, kind: str) -> float:
    return 100 * value if kind in _PERCENT_OF else value


def _shown(value: float, words: Words, kind: str, digits: int) -> str:
    if kind == "points":
        return words.points(value, digits)
    return words.share(value, digits) if kind == "share" else words.number(value, digits)
