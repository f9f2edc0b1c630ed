"""How does a message say how many of something there are?"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["counted", "named"]


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: one thing is never *1 things*.

    Parameters
    ----------
    n : int
        How many.
    one : str
        The noun for one.
    many : str
        The noun for any other number; by default with an s.

    Examples
    --------
    >>> counted(1, "line"), counted(0, "line"), counted(2, "child", "children")
    ('1 line', '0 lines', '2 children')
    """
    return f"{n} {one if n == 1 else many or f'{one}s'}"


def named(names: Iterable[str], *, most: int = 3) -> str:
    """Return names as a message lists them: the first few, and how many more there are.

    Examples
    --------
    >>> named([]), named(["a", "b"]), named("abcde")
    ('nothing', 'a, b', 'a, b, c and 2 more')
    """
    known = list(names)
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more if known else "nothing"
