"""Which letters do the bytes of a delimited file stand for?

An encoding that is named is used and nothing else is tried: a table of numbers and codes holds too
few words to be sure of anything.
"""

from __future__ import annotations

import codecs
import unicodedata

from riskscreen.errors import InputError
from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.fonts import from_bytes

__all__ = ["decoded"]

_FONTS = {"tcvn3": "tcvn3", "tcvn": "tcvn3", "tcvn5712": "tcvn3", "abc": "tcvn3", "vni": "vni"}


def decoded(content: bytes, encoding: str) -> str:
    r"""Return bytes as text in NFC, by an encoding that the caller has named.

    Parameters
    ----------
    content : bytes
        The file.
    encoding : str
        ``tcvn3`` (also ``abc``), ``vni``, or any that Python knows, as ``cp1258``.

    Raises
    ------
    UnreadableError
        If the bytes are not of that encoding.
    InputError
        If nobody knows an encoding of that name.

    Examples
    --------
    >>> decoded(b"H\xb5 N\xe9i", "tcvn3")
    'Hà Nội'
    """
    name = encoding.strip().lower().replace("-", "").replace("_", "")
    if name in _FONTS:
        _refuse_unicode(content, encoding)
        return from_bytes(content, _FONTS[name])
    try:
        codecs.lookup(encoding)
        text = content.decode(encoding)
    except LookupError as fault:  # a compression is a codec of Python too, and no encoding
        raise InputError(
            f"no encoding of text is called {encoding!r}; say utf-8, cp1258, tcvn3, vni, or a name "
            "that Python knows"
        ) from fault
    except UnicodeError as fault:
        line = content.count(b"\n", 0, getattr(fault, "start", 0)) + 1
        raise UnreadableError(
            f"it is not {encoding}: first bad byte in line {line}; name another encoding",
            title="wrong encoding",
        ) from fault
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def _refuse_unicode(content: bytes, encoding: str) -> None:
    """Refuse UTF-8 under the name of a font: one byte for a letter never gives whole UTF-8."""
    if content.isascii():
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    raise UnreadableError(
        f"it is not {encoding} but UTF-8; leave `encoding` out", title="wrong encoding"
    )
