"""Were the labels and cells of a file typed for an old Vietnamese font, and what do they say?

No file says so itself. Words decide: read by the right table they are syllables of Vietnamese, read
by any other they are not. The whole file is asked at once, because one French word alone may pass
for a Vietnamese one; a text that the chosen table does not make better stays as it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from riskscreen.records.files.fonts import FONTS, from_bytes, western
from riskscreen.records.files.syllables import is_syllable

__all__ = ["Letters"]

# Words are cut at what all tables share; a digit stays in its word, which then is no syllable.
_CUT = re.compile("[\t\n\r -/:-@[-`{-~\xa0]+")
_STRANGE = re.compile("[^\t\n\r -~]")
_QUOTES = "“”‘’…–—"
# Letters by Unicode, but signs to everyone who reads: they stand inside words of TCVN3 alone.
_SIGNS = "ªµº"
# A font is believed where most words with marks become syllables by it,
_ENOUGH = 0.7
# and those that were none before have at least this many letters together ("năm học" has 6):
# a stray sign in an English file may make one short syllable.
_LETTERS = 5
# One of these alone is a word of TCVN3: the capitals Ă Â Ê Ô Ơ Ư Đ.
_CAPITALS = "¡¢£¤¥¦§"
# Windows-1252 has five gaps among its letters; what read them left the controls of Latin-1.
_LAST_CONTROL = "\x9f"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with letters beyond ASCII: its bytes, if it can have been bytes, and as it is read."""

    content: bytes | None
    plain: str

    def gain(self, font: str) -> int:
        """Return how many letters a syllable has that a font makes of it; 0 if it makes none.

        One letter alone is no evidence: VNI makes Ó of the French "Où".
        """
        read = "" if self.content is None else from_bytes(self.content, font).strip(_QUOTES)
        return len(read) if len(read) > 1 and is_syllable(read) else 0

    @property
    def is_good(self) -> bool:
        """Whether it is Vietnamese as it stands."""
        return is_syllable(self.plain)

    @property
    def has_signs(self) -> bool:
        """Whether what is no letter stands inside it."""
        return any(sign in _SIGNS or not (sign.isalnum() or sign in _QUOTES) for sign in self.plain)


class Letters:
    """How the texts of one file are to be read.

    Parameters
    ----------
    texts : iterable of str
        Every text of the file, as Unicode or, with ``declared``, one letter for each byte.
    declared : str or None
        Encoding that the file declares (empty for none) where a letter stands for a byte; None
        where the texts are Unicode.

    Attributes
    ----------
    font : str
        ``tcvn3``, ``vni`` or ``cp1258`` where the file was written so, else empty.

    Examples
    --------
    >>> letters = Letters(["Kh«ng biÕt", "Cã"], declared=None)
    >>> letters.font, letters.read("Kh«ng biÕt"), letters.read("Cã"), letters.read("Café")
    ('tcvn3', 'Không biết', 'Có', 'Café')
    >>> Letters(["Né à l'étranger", "Éducation"], declared=None).font
    ''
    """

    __slots__ = ("_codec", "_is_bytes", "font")

    def __init__(self, texts: Iterable[str], *, declared: str | None) -> None:
        self._codec = "" if declared is None else _codec(declared)
        # Of UTF-8 there is but one reading: from there on its texts are Unicode.
        self._is_bytes = self._codec not in ("", "utf-8")
        self.font = _elected({word for text in texts for word in self._words(text)})

    def read(self, text: str) -> str:
        """Return a text in Unicode; the same where there is nothing to decode."""
        if not _STRANGE.search(text):
            return text
        content = self._content(text)
        if content is None or not self.font:
            return self.plain(text)
        words = self._words(text)
        before = sum(word.is_good for word in words)
        after = sum(word.gain(self.font) > 0 for word in words)
        better = after > before or any(word.has_signs for word in words)
        if better or (after and after == before):
            return from_bytes(content, self.font)
        return self.plain(text)

    def plain(self, text: str) -> str:
        """Return a text as it reads without a font: as declared, or UTF-8 where it is just that."""
        if not self._codec or not _STRANGE.search(text):
            return text
        content = text.encode("latin-1", errors="replace")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return self.declared(text)

    def declared(self, text: str) -> str:
        """Return a text as software reads it that believes what the file declares."""
        if not self._codec:
            return text
        content = text.encode("latin-1", errors="replace")
        try:
            return content.decode(self._codec)
        except UnicodeDecodeError:
            return western(content)

    def fits(self, text: str) -> bool:
        """Return whether a text is of the encoding that the file declares."""
        if not self._codec or not _STRANGE.search(text):
            return True
        try:
            text.encode("latin-1", errors="replace").decode(self._codec)
        except UnicodeDecodeError:
            return False
        return True

    def is_doubtful(self, text: str) -> bool:
        """Return whether a text has marks and is Vietnamese by no table."""
        return any(word.content is not None and not word.is_good for word in self._words(text))

    def _content(self, text: str) -> bytes | None:
        """Return the bytes that a text can have been; None where it is Unicode for certain."""
        if not self._is_bytes:
            return _western_bytes(self.plain(text))
        content = text.encode("latin-1", errors="replace")
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return content
        return content if content.isascii() else None

    def _words(self, text: str) -> list[_Word]:
        if not _STRANGE.search(text):
            return []
        is_certain = self._is_bytes and self._content(text) is None
        as_stored = self._is_bytes and not is_certain
        words = []
        for part in _CUT.split(text if as_stored else self.plain(text)):
            if _STRANGE.search(part) and (len(part) > 1 or part in _CAPITALS):
                plain = self.plain(part) if as_stored else part
                content = part.encode("latin-1", "replace") if as_stored else _western_bytes(part)
                words.append(_Word(None if is_certain else content, plain.strip(_QUOTES)))
        return words


def _elected(words: set[_Word]) -> str:
    """Return the font by which most words are Vietnamese; empty if they are better as they are."""
    good = {word for word in words if word.is_good}
    best, most = "", max(len(good), _ENOUGH * len(words))
    for font in FONTS:
        gains = {word: gain for word in words if (gain := word.gain(font))}
        gained = sum(gain for word, gain in gains.items() if word not in good)
        if gained >= _LETTERS and len(gains) >= most and len(gains) > len(good):
            best, most = font, len(gains)
    return best


def _codec(declared: str) -> str:
    """Return the encoding to read bytes by; Windows-1252 where none, or only ASCII, is declared."""
    name = declared or "cp1252"
    try:
        codec = codecs.lookup(name).name
        b"a".decode(name)
    except UnicodeError:  # two bytes for a letter
        return codec
    except (LookupError, ValueError):  # a name that nobody knows, of a compression, or damaged
        return "cp1252"
    return "cp1252" if codec in ("ascii", "iso8859-1") else codec


def _western_bytes(text: str) -> bytes | None:
    content = bytearray()
    for letter in text:
        try:
            content += letter.encode("cp1252")
        except UnicodeEncodeError:
            if letter > _LAST_CONTROL:
                return None
            content += letter.encode("latin-1")
    return bytes(content)
