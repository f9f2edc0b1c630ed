"""Which rows of two survey files are the same household or the same person?

Keys are compared as text of their numbers, so that 1, 1.0 and "001" of three formats are one
cluster; a key that several rows share is never joined by picking one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records, schema
from riskscreen.errors import InputError

__all__ = [
    "any_yes",
    "folded_labels",
    "key_of",
    "labels_of",
    "match",
    "numbers",
    "plain_text",
    "repeated",
    "stacked",
    "take",
    "with_columns",
]

_YES, _NO = 1.0, 2.0


def numbers(raw: records.Raw, column: str) -> NDArray[np.float64]:
    """Return a column as numbers, shape (n_rows,); NaN where missing, or where it is absent.

    Raises
    ------
    InputError
        If cells are text that is no number.

    Examples
    --------
    >>> numbers(records.Raw("hl", {"HL6": np.array(["7", " 12.0", ""])}), "hl6")
    array([ 7., 12., nan])
    >>> numbers(records.Raw("hl", {"HL6": np.array(["7", "seven"])}), "HL6")
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: HL6 of hl holds text that is no number in 1 of 2 rows; first is \
row 2. Surveys are read by their codes: export codes, not labels
    """
    name = raw.find(column)
    if not name:
        return np.full(raw.n_rows, np.nan)
    values = raw.columns[name]
    if values.dtype.kind in "biuf":
        return values.astype(np.float64)
    if values.dtype.kind == "M":
        raise InputError(f"{name} of {raw.name} holds dates; a number is needed")
    cells = [_text(cell) for cell in values.tolist()]
    parsed = {cell: _number(cell) for cell in set(cells)}
    odd = {cell for cell, number in parsed.items() if cell and number is None}
    if odd:
        rows = [place for place, cell in enumerate(cells) if cell in odd]
        raise InputError(
            f"{name} of {raw.name} holds text that is no number in {len(rows)} of {len(cells)} "
            f"rows; first is row {rows[0] + 1}. Surveys are read by their codes: export codes, not "
            "labels"
        )
    return np.array([parsed[cell] if cell else np.nan for cell in cells], dtype=np.float64)


def labels_of(raw: records.Raw, column: str) -> NDArray[np.str_]:
    """Return the value label of each cell, shape (n_rows,); empty where there is none.

    Text of a column without value labels is its own label; a number without one has none.

    Examples
    --------
    >>> raw = records.Raw("hh", {"HH6": np.array([2.0, 9.0])}, labels={"HH6": {2.0: "RURAL"}})
    >>> labels_of(raw, "HH6")
    array(['RURAL', ''], dtype='<U5')
    """
    name = raw.find(column)
    if not name:
        return np.full(raw.n_rows, "")
    known = {_code(code): text for code, text in raw.labels.get(name, {}).items()}
    cells = [_text(cell) for cell in raw.columns[name].tolist()]
    texts = {
        cell: known.get(_code(cell), "" if _number(cell) is not None else cell)
        for cell in set(cells)
    }
    found = [texts[cell].strip() for cell in cells]
    return np.array(found, dtype=np.str_) if found else np.array([], dtype="<U1")


def folded_labels(raw: records.Raw, column: str) -> NDArray[np.str_]:
    """Return value labels without case, diacritics, spaces and punctuation, shape (n_rows,)."""
    texts = labels_of(raw, column).tolist()
    folded = {text: schema.fold(text) for text in set(texts)}
    found = [folded[text] for text in texts]
    return np.array(found, dtype=np.str_) if found else np.array([], dtype="<U1")


def key_of(raw: records.Raw, columns: Sequence[str]) -> NDArray[np.str_]:
    """Return the key of each row: its columns joined by a dash, empty where a part is missing.

    Examples
    --------
    >>> raw = records.Raw("hl", {"HH1": np.array([1.0, 1.0]), "HH2": np.array(["07", ""])})
    >>> key_of(raw, ["HH1", "HH2"])
    array(['1-7', ''], dtype='<U3')
    """
    whole: list[str] | None = None
    for column in columns:
        name = raw.find(column)
        cells = raw.columns[name].tolist() if name else [""] * raw.n_rows
        plain = {cell: _code(_text(cell)) for cell in set(cells)}
        part = [plain[cell] for cell in cells]
        whole = part if whole is None else [
            f"{one}-{two}" if one and two else "" for one, two in zip(whole, part, strict=True)
        ]  # fmt: skip
    return np.array(whole, dtype=np.str_) if whole else np.array([], dtype="<U1")


def match(keys: NDArray[np.str_], wanted: NDArray[np.str_]) -> NDArray[np.intp]:
    """Return for each of ``wanted`` its place in ``keys``, shape (n_wanted,); -1 for none.

    A key that is empty or stands in several rows of ``keys`` matches nothing.

    Examples
    --------
    >>> match(np.array(["a", "b", "b"]), np.array(["b", "a", ""]))
    array([-1,  0, -1])
    """
    once = ~repeated(keys) & (keys != "")
    place = dict(zip(keys[once].tolist(), np.flatnonzero(once).tolist(), strict=True))
    found = [place.get(key, -1) for key in wanted.tolist()]
    return np.array(found, dtype=np.intp)


def repeated(keys: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return which rows share their key with another row, shape (n_rows,); empty keys do not.

    Examples
    --------
    >>> repeated(np.array(["a", "b", "a", "", ""]))
    array([ True, False,  True, False, False])
    """
    if not len(keys):
        return np.zeros(0, dtype=bool)
    _, place, n = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray((n[place] > 1) & (keys != ""), dtype=np.bool_)


def any_yes(raw: records.Raw, columns: Sequence[str]) -> NDArray[np.float64]:
    """Return whether one of the questions was answered yes, shape (n_rows,).

    1 where one is yes (1), 0 where all that the file has are no (2), else NaN: an answer that is
    missing or not known could have been a yes. A question that this survey did not ask is no part
    of it; with none of them it is NaN.

    Examples
    --------
    >>> raw = records.Raw("fs", {"CL1A": np.array([2.0, 2.0, 9.0]), "CL1B": np.array([1.0, 2, 2])})
    >>> any_yes(raw, ["CL1A", "CL1B", "CL1X"])
    array([ 1.,  0., nan])
    """
    asked = [numbers(raw, column) for column in columns if raw.find(column)]
    if not asked:
        return np.full(raw.n_rows, np.nan)
    answers = np.stack(asked)
    yes, no = (answers == _YES).any(axis=0), (answers == _NO).all(axis=0)
    return np.where(yes, 1.0, np.where(no, 0.0, np.nan))


def plain_text(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return cells as text without spaces around them, shape (n_rows,); empty where missing.

    Examples
    --------
    >>> plain_text(np.array(["?", " A ", None], dtype=object)).tolist()
    ['?', 'A', '']
    """
    found = [_text(cell) for cell in values.tolist()]
    return np.array(found, dtype=np.str_) if found else np.array([], dtype="<U1")


def take(raw: records.Raw, rows: NDArray[Any]) -> records.Raw:
    """Return the rows of a mask or an index, with labels and headers."""
    columns = {name: values[rows] for name, values in raw.columns.items()}
    return records.Raw(
        raw.name, columns, raw.findings, is_text=raw.is_text, labels=raw.labels, headers=raw.headers
    )


def with_columns(raw: records.Raw, made: Mapping[str, NDArray[Any]]) -> records.Raw:
    """Return the file with columns added."""
    return records.Raw(
        raw.name, {**raw.columns, **made}, raw.findings, is_text=raw.is_text, labels=raw.labels,
        headers=raw.headers,
    )  # fmt: skip


def stacked(parts: Sequence[records.Raw], name: str) -> records.Raw:
    """Return files under each other, shape (all rows,); a column that one lacks is missing there.

    Columns of one name are one column, whatever their case; value labels are the first file's.
    """
    spellings: dict[str, str] = {}
    for raw in parts:
        for column in raw.columns:
            spellings.setdefault(column.casefold(), column)
    columns = {own: _piled([raw.columns.get(raw.find(own)) for raw in parts], parts)
               for own in spellings.values()}  # fmt: skip
    labels: dict[str, Mapping[float | str, str]] = {}
    for raw in parts:
        for column, known in raw.labels.items():
            labels.setdefault(spellings.get(column.casefold(), column), known)
    return records.Raw(name, columns, labels=labels)


def _piled(pieces: Sequence[NDArray[Any] | None], parts: Sequence[records.Raw]) -> NDArray[Any]:
    kinds = {piece.dtype.kind for piece in pieces if piece is not None}
    if kinds <= set("biuf"):
        nothing: Any = np.nan
    elif kinds == {"M"}:
        nothing = np.datetime64("NaT", "D")
    else:
        nothing = ""
        pieces = [None if p is None else np.array([_text(c) for c in p.tolist()]) for p in pieces]
    return np.concatenate([
        np.full(raw.n_rows, nothing) if piece is None else piece
        for piece, raw in zip(pieces, parts, strict=True)
    ])  # fmt: skip


def _text(cell: Any) -> str:  # noqa: ANN401 - any cell
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _code(code: Any) -> str:  # noqa: ANN401 - a number, or text of one
    text = _text(code)
    number = _number(text)
    return text if number is None or not number.is_integer() else str(int(number))
