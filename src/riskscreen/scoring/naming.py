"""Does a person's own text hold what names somebody, or what nobody can read?

Numbers are written in groups and ids in brackets, so the text is looked at as it stands and with
what lies between digits taken out. Names cannot be recognised.
"""

from __future__ import annotations

import re
import unicodedata

from riskscreen import records

__all__ = ["named_in", "unreadable_in"]

# a day is no number of a person, and beside another number it would be taken for one
_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d)(?!\d)"
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_DIGIT_AND_LETTER = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_WORD = re.compile(r"[^\W_]+")
_UNREADABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Control and format characters, half surrogate pairs, private and unassigned ones, line ends."""


def named_in(text: str, *, child_id: str) -> str:
    """Return what a text names somebody by; empty where nothing was found.

    Parameters
    ----------
    text : str
        What a person wrote.
    child_id : str
        The child's own id: found as whole words, whatever case, blanks and punctuation.

    Examples
    --------
    >>> named_in("CCCD 001 203 004 567", child_id="c1")
    '12-digit identity numbers'
    >>> named_in("child (C-1) moved", child_id="c1"), named_in("moved in 2025", child_id="c1")
    ('the id of the child', '')
    """
    plain = _folded(text)
    # letters beside digits would pass for hexadecimal, in which long numbers are accidents
    joined = _DIGIT_AND_LETTER.sub(" ", _BETWEEN_DIGITS.sub("", _DAY.sub(" day ", plain)))
    look = records.pattern_in(plain) or records.pattern_in(joined)
    return look or ("the id of the child" if _holds(plain, _folded(child_id)) else "")


def unreadable_in(text: str) -> str:
    r"""Return the first character that cannot be read, as ``U+001B``; empty where there is none.

    Examples
    --------
    >>> unreadable_in("a\x1b[2Jb"), unreadable_in("trẻ đã chuyển đi")
    ('U+001B', '')
    """
    odd = (one for one in text if unicodedata.category(one) in _UNREADABLE)
    return next((f"U+{ord(one):04X}" for one in odd), "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _holds(text: str, child_id: str) -> bool:
    """Return whether some words in a row are the id, punctuation left out."""
    wanted, words = "".join(_WORD.findall(child_id)), _WORD.findall(text)
    if not wanted:
        return child_id.strip() in text
    for start in range(len(words)):
        run = ""
        for word in words[start:]:
            run += word
            if len(run) >= len(wanted):
                break
        if run == wanted:
            return True
    return False
