"""How may a message show what a caller sent?

By kind and length alone where it is text: one word may be a name as well as two, and a line break
in a message forges a line of whoever logs it.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Lang", "ids_of", "shown", "shown_id", "shown_name"]

Lang = Literal["en", "vi"]

_NAME = re.compile(r"[a-z0-9_]{1,40}")
_LONGEST = 24
_MOST_IDS = 20
"""Ids that a sentence lists; whoever has more looks them up in the records."""

_THESE = {"en": "; they are {ids}", "vi": "; gồm {ids}"}


def shown(value: Any) -> str:  # noqa: ANN401 - any JSON value or cell
    """Return a value as a message may show it: a number as it is, a text by its length.

    Examples
    --------
    >>> shown(170), shown("Hoa"), shown(True), shown([1]), shown(10**300)
    ('170', 'a text of 3 characters', 'true', 'a list', '1e+300')
    """
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int | float):
        text = str(value)
        return text if len(text) <= _LONGEST else f"{value:.6g}"
    if isinstance(value, str):
        return f"a text of {_characters(value)}"
    return "an object" if isinstance(value, dict) else "a list"


def shown_name(name: str) -> str:
    """Return the name of a column as a message may show it.

    Examples
    --------
    >>> shown_name("shoe_size"), shown_name("Nguyễn Thị Hoa")
    ('shoe_size', 'a name of 14 characters')
    """
    return name if _NAME.fullmatch(name) else f"a name of {_characters(name)}"


def shown_id(child_id: str) -> str:
    r"""Return an id as a message may show it: whole, unless it holds what nobody can see.

    Examples
    --------
    >>> shown_id("h000001c2"), shown_id("c1\nERROR forged")
    ('h000001c2', 'an id of 15 characters')
    """
    return child_id if child_id.isprintable() else f"an id of {_characters(child_id)}"


def ids_of(ids: NDArray[np.str_], lang: Lang) -> str:
    """Return the part of a sentence that lists ids, after the first was named.

    Returns
    -------
    str
        Empty for one id, and for more than 20.
    """
    if not 1 < len(ids) <= _MOST_IDS:
        return ""
    return _THESE[lang].format(ids=", ".join(map(shown_id, ids.tolist())))


def _characters(text: str) -> str:
    return "1 character" if len(text) == 1 else f"{len(text)} characters"
