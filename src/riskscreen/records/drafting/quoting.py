"""How is any header or value written so that TOML reads back exactly that?"""

from __future__ import annotations

from collections.abc import Iterable

from riskscreen.records import identifiers

__all__ = ["comment", "listed", "named", "quoted"]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONGEST = 60


def quoted(text: str) -> str:
    r"""Return a text as a basic string of TOML.

    Examples
    --------
    >>> print(quoted('a "b"\n'))
    "a \"b\"\n"
    """
    return '"' + "".join(_ESCAPES.get(letter) or _plain(letter) for letter in text) + '"'


def listed(texts: Iterable[str]) -> str:
    """Return texts as an array of TOML."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def comment(text: str) -> str:
    """Return a text as one line of comment, whatever is in it.

    Examples
    --------
    >>> comment("first" + chr(10) + "second")
    '# first second'
    """
    clean = "".join(letter if _plain(letter) == letter else " " for letter in text)
    return ("# " + clean.replace("\u2028", " ").replace("\u2029", " ")).rstrip()


def named(header: str) -> str:
    """Return a header as a comment may name it: short, quoted, and never an identifier itself.

    Examples
    --------
    >>> named("0912345678"), named("Giới tính")
    ('(a column whose own name is an identifier)', '"Giới tính"')
    """
    if identifiers.pattern_in(header):
        return "(a column whose own name is an identifier)"
    return quoted(header if len(header) <= _LONGEST else header[:_LONGEST] + "...")


def _plain(letter: str) -> str:
    code = ord(letter)
    odd = code < 0x20 or 0x7F <= code <= 0x9F  # noqa: PLR2004 - control characters
    return f"\\u{code:04x}" if odd else letter
