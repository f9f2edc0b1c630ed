"""Are these the same bytes, the same facts, the same numbers?

SHA-256 throughout; JSON is digested in one canonical form so that two writers agree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["canonical_json", "digest_arrays", "digest_bytes", "digest_json"]


def digest_bytes(content: bytes) -> str:
    """Return the SHA-256 of ``content`` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def canonical_json(facts: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return ``facts`` as UTF-8 JSON with sorted keys, no spaces, one trailing newline.

    Raises
    ------
    ValueError
        If a number is NaN or infinite: JSON has no such number.
    """
    text = json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode() + b"\n"


def digest_json(facts: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 of the canonical JSON of ``facts``."""
    return digest_bytes(canonical_json(facts))


def digest_arrays(columns: Mapping[str, NDArray[Any]]) -> str:
    """Return one SHA-256 over named arrays: names, dtypes, shapes and values.

    Columns are taken in the order of their names, so the order of a table's columns does not
    count; the order of its rows does. Text is digested as UTF-8, NaN as one bit pattern.
    """
    total = hashlib.sha256()
    for name in sorted(columns):
        values = columns[name]
        if values.dtype.kind == "U":
            content = "\x1f".join(values.ravel().tolist()).encode()
            kind = "text"
        else:
            plain = np.ascontiguousarray(values)
            if plain.dtype.kind == "f":
                plain = np.where(np.isnan(plain), np.nan, plain) + 0.0  # one NaN, no negative zero
            content, kind = plain.tobytes(), plain.dtype.str
        total.update(f"{name}\x1e{kind}\x1e{values.shape}\x1e".encode())
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()
