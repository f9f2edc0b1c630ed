"""How is this said, and how is this number printed, in the reader's language?

English prints 1,204.5 and Vietnamese 1.204,5. A key that is absent raises: a report never falls
back to another language in silence.
"""

from __future__ import annotations

import datetime
import functools
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from riskscreen.errors import InputError

__all__ = ["LANGUAGES", "Words", "words"]

LANGUAGES = ("vi", "en")

_FILES = ("page", "sections", "questions", "terms", "groups", "numbers")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

# A number and its sign stay on one line.
_PERCENT = "\N{NO-BREAK SPACE}%"
# From here on a part of a child is no news.
_WHOLE = 10.0


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language and its number format."""

    lang: str
    texts: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Words({self.lang}, {len(self.texts)} texts)"

    def __getitem__(self, key: str) -> str:
        return str(self.texts[key])

    def name(self, key: str) -> str:
        """Return the words for a name that the facts hold, the name itself where it is new."""
        return str(self.texts.get(key, key.replace("_", " ")))

    def short(self, term: str) -> str:
        """Return how a defined term heads a column."""
        return str(self.texts["terms"][term]["short"])

    def question(self, code: str, title: str) -> tuple[str, str]:
        """Return title and definition of a finding's question; its own title where new."""
        entry = self.texts["questions"].get(code, {"title": title, "definition": ""})
        return str(entry["title"]), str(entry["definition"])

    def group(self, name: str) -> str:
        """Return the name of a group ``attribute=level``, an intersection, or ``overall``."""
        if name == "overall":
            return self["overall"]
        known: Mapping[str, str] = self.texts["groups"]
        if name in known:
            return known[name]
        parts = [part.strip() for part in name.replace("&", " × ").split("×")]
        if len(parts) > 1:
            return " × ".join(self.group(part) for part in parts)
        attribute, _, level = name.partition("=")
        label = known.get(level, level)
        return f"{known.get(attribute, attribute)}: {label}"

    def attribute(self, name: str) -> str:
        """Return the name of an attribute, such as ethnicity."""
        return str(self.texts["groups"].get(name, name))

    def number(self, value: float | None, digits: int = 2) -> str:
        """Return a number as this language prints it, a dash where there is none."""
        if value is None or not math.isfinite(value):
            return "–"
        text = f"{value:,.{digits}f}"
        if text.startswith("-") and not text.strip("-0.,"):
            text = text[1:]
        if self.lang == "vi":
            text = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
        return text.replace("-", "−")

    def about(self, value: float | None) -> str:
        """Return a count to three figures, whole from ten up: more would be false precision."""
        if value is None or not math.isfinite(value):
            return "–"
        digits = max(2 - math.floor(math.log10(abs(value))), -9) if value else 0
        digits = min(digits, 1 if abs(value) < _WHOLE else 0)
        return self.number(round(value, digits), max(digits, 0))

    def share(self, value: float | None, digits: int = 1) -> str:
        """Return a share of 1 as percent."""
        if value is None or not math.isfinite(value):
            return "–"
        return f"{self.number(100 * value, digits)}{_PERCENT}"

    def day(self, text: object) -> str:
        """Return an ISO day, or the day of an ISO time, as this language writes it.

        What is no ISO day stands as it is.
        """
        said = str(text)
        try:
            day = datetime.date.fromisoformat(said[:10])
        except ValueError:
            return said
        if self.lang == "vi":
            return f"{day.day:02d}/{day.month:02d}/{day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def points(self, value: float | None, digits: int = 1) -> str:
        """Return a difference of shares in percentage points, with its sign."""
        if value is None or not math.isfinite(value):
            return "–"
        text = self.number(100 * value, digits)
        return f"+{text}" if value > 0 and text.strip("0.,") else text

    def verdict(self, verdict: str) -> str:
        """Return the word for a verdict."""
        return self[{"pass": "passed", "fail": "failed"}.get(verdict, "insufficient")]


@functools.cache
def words(lang: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    InputError
        If there are none.

    Examples
    --------
    >>> words("vi").number(1204.5, 1)
    '1.204,5'
    >>> words("fr")
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: no report in 'fr'; ask for one of vi, en
    """
    if lang not in LANGUAGES:
        raise InputError(f"no report in {lang!r}; ask for one of {', '.join(LANGUAGES)}")
    texts: dict[str, Any] = {}
    for one in _FILES:
        held = resources.files("riskscreen.reporting.texts").joinpath(lang, f"{one}.toml")
        texts |= tomllib.loads(held.read_text(encoding="utf-8"))
    return Words(lang=lang, texts=texts)
