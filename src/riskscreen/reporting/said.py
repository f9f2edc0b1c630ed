"""How is a sentence that was written in English said in a Vietnamese report?

Whole sentences and patterns from ``texts/said``; what is not among them is printed as it stands
and marked as English where a reader sees it, never guessed.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from riskscreen.reporting.layout import Cell
from riskscreen.reporting.words import Words

__all__ = ["counted", "detail", "marked", "sentence", "unit"]

_BREAK = "; "
# Said in full by tables of their own.
_TABLED = ("AUD-16", "AUD-17", "AUD-18", "AUD-19")


def sentence(text: str, words: Words) -> Cell:
    """Return what a policy says, in the reader's language where it is known.

    Examples
    --------
    >>> from riskscreen.reporting.words import words
    >>> sentence("convention", words("vi")).text
    'thông lệ'
    >>> sentence("as the office says", words("vi")).lang
    'en'
    """
    if words.lang == "en":
        return Cell(text)
    known = _held("policy")["sentences"].get(text)
    return Cell(str(known)) if known is not None else _foreign(text)


def marked(text: str, words: Words) -> str:
    """Return a sentence inside another, with the word that it is English where it stays so.

    Examples
    --------
    >>> from riskscreen.reporting.words import words
    >>> marked("as the office says", words("vi"))
    '(tiếng Anh) as the office says'
    """
    cell = sentence(text, words)
    return f"{words['in_english']} {cell.text}" if cell.lang else cell.text


def detail(finding: Mapping[str, Any], words: Words) -> Cell:
    """Return what a finding adds, in the reader's language.

    Details of findings that have a table of their own in the report are left to it. Where only
    some pieces are known, each of the others bears the mark inside the text.
    """
    text = str(finding.get("detail", ""))
    if finding.get("code") in _TABLED:
        return Cell("")
    if words.lang == "en" or not text:
        return Cell(text)
    parts = _parts(text, words)
    if not any(known for _, known in parts):
        return Cell(text, lang="en")
    mark = f"{words['in_english']} "
    return Cell(_BREAK.join(part if known else mark + part for part, known in parts))


def counted(finding: Mapping[str, Any], words: Words) -> Cell:
    """Return the title of what was counted while the data were read."""
    if words.lang == "en":
        return Cell(str(finding["title"]))
    known = _held("data")["data"].get(finding["code"])
    return Cell(str(known)) if known is not None else _foreign(str(finding["title"]))


def unit(text: str, words: Words) -> str:
    """Return a unit in the reader's language, as it is where nobody knows it."""
    if words.lang == "en":
        return text
    return str(_held("data")["units"].get(text, text))


def _parts(text: str, words: Words) -> list[tuple[str, bool]]:
    """Return the pieces of a detail, each with whether it was known."""
    parts = []
    while text:
        said, length = _first(text, words)
        if said is None:
            length = text.find(_BREAK) if _BREAK in text else len(text)
        parts.append((text[:length], False) if said is None else (said, True))
        text = text[length:].removeprefix(_BREAK)
    return parts


def _first(text: str, words: Words) -> tuple[str | None, int]:
    for pattern, vietnamese in _patterns():
        found = pattern.match(text)
        if found is not None and text[found.end() :][:2] in ("", _BREAK):
            caught = [_caught(part, words) for part in found.groups()]
            return vietnamese.format("", *caught), found.end()
    return None, 0


def _caught(part: str, words: Words) -> str:
    known = _held("details")["words"].get(part)
    if known is not None:
        return str(known)
    plain = part.replace(",", "")
    try:
        number = float(plain)
    except ValueError:
        return part
    digits = len(plain.partition(".")[2])
    return ("+" if part.startswith("+") else "") + words.number(number, digits)


def _foreign(text: str) -> Cell:
    """Return a text as it stands; one with letters beyond English speaks for itself."""
    return Cell(text, lang="en" if text.isascii() and text else "")


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(entry["pattern"]), entry["text"]) for entry in _held("details")["details"]
    )


@functools.cache
def _held(name: str) -> dict[str, Any]:
    text = resources.files("riskscreen.reporting.texts").joinpath("said", f"{name}.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))
