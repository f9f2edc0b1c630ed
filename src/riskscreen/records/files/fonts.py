"""What does text say that was typed for the Vietnamese fonts of the 1990s?

Two tables cover what statistics offices kept: TCVN3 (the ABC fonts .VnTime and kin: one byte for
each letter) and VNI (a letter, then a byte for its marks). Both put Vietnamese into the bytes of
Western European text, where all software since then takes them for it.

References
----------
.. [1] TCVN 5712:1993, tables VN1 (capitals with tones) and VN3 (what the ABC fonts have).
.. [2] VNI Software, "VNI for Windows" character set, as the converters UniKey and Mac OS kept it.
"""

from __future__ import annotations

import re
import unicodedata

from riskscreen.records.files.syllables import is_syllable

__all__ = ["FONTS", "from_bytes", "to_bytes", "western"]

# What text can be decoded from, by name; cp1258 is Windows' own, with tones as marks of their own.
FONTS = ("tcvn3", "vni", "cp1258")

_TCVN3 = dict(
    zip(
        map(chr, [*range(0xA1, 0xAF), *range(0xB5, 0xBA), *range(0xBB, 0xBF), *range(0xC6, 0xCD),
                  *range(0xCE, 0xD9), *range(0xDC, 0xE0), *range(0xE1, 0xF0),
                  *range(0xF1, 0xFF)]),
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)  # fmt: skip
# Capitals with tones, and tones alone: in VN1 only. The ABC fonts have none of them, and files of
# Windows put dashes and curly quotes on the same bytes: read so where a whole syllable comes out.
_TCVN3_RARE = dict(
    zip(
        map(chr, [1, 2, 4, 5, 6, *range(0x11, 0x18), *range(0x80, 0xA0), 0xAF, *range(0xB0, 0xB5),
                  0xBA, *range(0xBF, 0xC6), 0xCD, *range(0xD9, 0xDC), 0xE0, 0xF0, 0xFF]),
        "ÚỤỪỬỮỨỰỲỶỸÝỴÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨẰ\u0300\u0309\u0303\u0301\u0323"
        "ẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ",
        strict=True,
    )
)  # fmt: skip
_TCVN3_ALL = {**_TCVN3, **_TCVN3_RARE}
_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_HATS = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä", "": "â"}
_BREVES = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë", "": "ê"}
# Letters that VNI writes with one byte of their own; ơ and ư take a tone after it.
_VNI_SINGLE = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ỵ": "î",
               "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò"}  # fmt: skip
_LETTERS = "aăâeêioôơuưy"


def from_bytes(content: bytes, font: str) -> str:
    r"""Return text written for a font, in Unicode (NFC); bytes that no letter has stay Western.

    Parameters
    ----------
    content : bytes
        The text as it was stored.
    font : str
        One of `FONTS`.

    Examples
    --------
    >>> from_bytes(b"Kh\xabng bi\xd5t", "tcvn3"), from_bytes(b"Kho\xe2ng", "vni")
    ('Không biết', 'Không')
    """
    if font == "cp1258":
        try:
            return unicodedata.normalize("NFC", content.decode("cp1258"))
        except UnicodeDecodeError:
            return western(content)
    letters = content.decode("latin-1")
    decoded = (
        _VNI_PAIR.sub(lambda pair: _VNI[pair[0]], letters)
        if font == "vni"
        else _TCVN3_PHRASE.sub(lambda phrase: _phrase(phrase[0]), letters)
    )
    plain = _LEFT.sub(lambda left: western(left[0].encode("latin-1")), decoded)
    return unicodedata.normalize("NFC", plain)


def to_bytes(text: str, font: str) -> bytes:
    r"""Return text as it was stored for a font: the inverse of `from_bytes`.

    Raises
    ------
    UnicodeEncodeError
        If the font lacks a letter.

    Examples
    --------
    >>> to_bytes("Hà Nội", "tcvn3"), to_bytes("Hà Nội", "vni")
    (b'H\xb5 N\xe9i', b'Ha\xf8 No\xe4i')
    """
    text = unicodedata.normalize("NFC", text)
    if font == "cp1258":
        return "".join(_toned(letter) for letter in text).encode("cp1258")
    table = _TO_VNI if font == "vni" else _TO_TCVN3
    return b"".join(
        table[letter].encode("latin-1") if letter in table else letter.encode("cp1252")
        for letter in text
    )


def western(content: bytes) -> str:
    r"""Return bytes as Windows-1252; the five bytes that it lacks stay the controls of Latin-1.

    Examples
    --------
    >>> western(b"\x80 caf\xe9 \x81")
    '€ café \x81'
    """
    return "".join(
        byte.decode("cp1252", errors="ignore") or byte.decode("latin-1")
        for byte in (content[place : place + 1] for place in range(len(content)))
    )


def _letters() -> list[str]:
    """Return the 134 letters that are Vietnamese beside A to Z."""
    toned = [unicodedata.normalize("NFC", a + t) for a in _LETTERS for t in ("", *_TONES)]
    lower = [letter for letter in toned if not letter.isascii()] + ["đ"]
    return lower + [letter.upper() for letter in lower]


def _vni(letter: str) -> str:
    """Return how VNI stores one letter."""
    if letter != letter.lower():
        return _vni(letter.lower()).upper()
    if letter in _VNI_SINGLE:
        return _VNI_SINGLE[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in _TONES), "")
    if "\u0302" in marks:
        return base + _HATS[tone]
    if "\u0306" in marks:
        return base + _BREVES[tone]
    if "\u031b" in marks:
        base = _VNI_SINGLE[unicodedata.normalize("NFC", base + "\u031b")]
    return base + _TONES[tone]


_TO_VNI = {letter: _vni(letter) for letter in _letters()}
# A capital may be followed by its mark in either case: fonts differ in which they drew.
_VNI = {stored[0] + stored[1:].lower(): letter for letter, stored in _TO_VNI.items()} | {
    stored: letter for letter, stored in _TO_VNI.items()
}
_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TO_TCVN3 = {letter: byte for byte, letter in _TCVN3_ALL.items()}
_TCVN3_RUN = f"[A-Za-z{re.escape(''.join(_TCVN3_ALL))}]+"
_TCVN3_PHRASE = re.compile(f"{_TCVN3_RUN}(?: {_TCVN3_RUN})*")
_RARE = re.compile(f"[{re.escape(''.join(_TCVN3_RARE))}]")
_QUOTES = "\x85\x91\x92\x93\x94\x96\x97\xa0"
# Alone, these are signs: euro, bullet, trade mark, macron, degree and their like.
_SIGNS = frozenset(_QUOTES + "\x80\x95\x99\xaf\xba\xbf")
# What is left of the bytes 80-9F once the letters are read.
_LEFT = re.compile("[\x80-\x9f]+")


def _phrase(stored: str) -> str:
    """Return words of TCVN3; all in capitals where they were typed in a capital font.

    The fonts .VnTimeH draw capitals on the bytes of small letters: HÀ NỘI is stored as Hà NộI.
    """
    words = [_word(word) for word in stored.split(" ")]
    ascii_only = re.sub(r"[^A-Za-z ]", "", stored)
    if ascii_only == ascii_only.upper() and any(len(word) > 1 for word in ascii_only.split(" ")):
        words = [word.upper() for word in words]
    return " ".join(words)


def _word(stored: str) -> str:
    """Return one word of TCVN3; the rare bytes are letters where they make a whole syllable."""
    if _RARE.search(stored):
        for inner in (stored, stored.strip(_QUOTES)):
            decoded = unicodedata.normalize("NFC", _translate(inner, _TCVN3_ALL))
            if is_syllable(decoded) and inner not in _SIGNS:
                before, _, after = stored.partition(inner)
                return before + decoded + after
    return _translate(stored, _TCVN3)


def _translate(stored: str, table: dict[str, str]) -> str:
    return "".join(table.get(byte, byte) for byte in stored)


def _toned(letter: str) -> str:
    """Return a letter as Windows-1258 stores it: a base that it has, then the tone."""
    spread = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in spread if mark in _TONES), "")
    return unicodedata.normalize("NFC", spread.replace(tone, "")) + tone if tone else letter
