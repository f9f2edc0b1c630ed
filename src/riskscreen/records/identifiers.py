"""Does anything in the records name a person, and how are ids made safe?

Names, phone numbers, addresses, identity numbers and exact birth dates are refused at the door, by
the name of a column and by the look of its values; ids are replaced by a keyed digest.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.records.files import Raw

__all__ = ["column_names_a_person", "direct_identifiers", "hashed", "pattern_in"]

# Parts of column names, without diacritics; each is looked for as whole words.
_WORDS = (
    "name", "full name", "fullname", "firstname", "lastname", "surname", "ho ten", "hoten",
    "ho va ten", "ten", "phone", "telephone", "mobile", "tel", "dien thoai", "dienthoai", "sdt",
    "so dt", "address", "dia chi", "diachi", "so nha", "email", "e mail", "thu dien tu", "cccd",
    "cmnd", "can cuoc", "cancuoc", "chung minh", "chung minh nhan dan", "identity number",
    "identity card", "id number", "id card", "national id", "personal id", "citizen id",
    "passport", "ho chieu", "hochieu", "ma dinh danh", "so dinh danh", "dob", "date of birth",
    "birth date", "birthdate", "birthday", "dateofbirth", "ngay sinh", "ngaysinh",
    "ngay thang nam sinh", "latitude", "longitude", "gps", "toa do", "bank account",
    "so tai khoan", "so the bhyt", "ma the bhyt", "insurance number", "photo", "facebook", "zalo",
)  # fmt: skip
# A name of a place is not a name of a person.
_PLACES = (
    "province", "district", "commune", "ward", "region", "country", "tinh", "huyen", "xa",
    "phuong", "vung", "quan", "variable", "file", "survey",
)  # fmt: skip
# Not inside hexadecimal text: a digest has long runs of digits by accident.
_PHONE = re.compile(r"(?<![0-9a-fA-F.])(?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8}(?![0-9a-fA-F])")
_IDENTITY = re.compile(r"(?<![0-9a-fA-F])\d{12}(?![0-9a-fA-F])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_FULL_DATE = re.compile(
    r"\s*(?:(\d{4})[-/.](\d\d?)[-/.](\d\d?)|(\d\d?)[-/.](\d\d?)[-/.](\d{4}))\s*"
)
# A measurement with many decimals is no number of a person.
_DECIMAL = re.compile(r"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?")
_TWELVE_DIGITS = (1e11, 1e12)
_PATTERNS = {
    "phone numbers": _PHONE,
    "12-digit identity numbers": _IDENTITY,
    "email addresses": _EMAIL,
}
_IDS = ("child_id", "household_id")
# Codes of places and designs may be long numbers.
_CODES = ("psu", "stratum", "province_code", "commune_code")
_KEY_BYTES = 16
_DIGEST_BYTES = 16
# An own date column that gives the recorded age in this share of rows is a birth date.
_BIRTH_SHARE = 0.8


def column_names_a_person(name: str) -> bool:
    """Whether a column of this name would hold a direct identifier.

    Examples
    --------
    >>> [column_names_a_person(n) for n in ("Họ_và_tên", "motherPhone", "province_name", "tenure")]
    [True, True, False, False]
    """
    if name in schema.HOUSEHOLDS or name in schema.CHILDREN:
        return False
    spaced = re.sub(r"(?<=[a-zà-ỹ])(?=[A-Z])", " ", name)
    words = [schema.fold(word) for word in re.split(r"[\W_]+", spaced) if word]
    text = f" {' '.join(word.rstrip('0123456789') or word for word in words)} "
    named = [word for word in _WORDS if f" {word} " in text]
    if set(named) <= {"name", "ten"} and any(f" {place} " in text for place in _PLACES):
        return False
    return bool(named)


def pattern_in(text: str) -> str:
    """Return which direct identifier a text looks like; empty if none.

    Examples
    --------
    >>> pattern_in("gọi 0912 345 678"), pattern_in("001090123456"), pattern_in("village 12")
    ('phone numbers', '12-digit identity numbers', '')
    """
    for what, pattern in _PATTERNS.items():
        if pattern.search(text) and not _DECIMAL.fullmatch(text):
            return what
    return ""


def direct_identifiers(raw: Raw, *, ids_are_safe: bool) -> tuple[str, ...]:
    """Return one sentence per column that holds direct identifiers; no value is repeated.

    Parameters
    ----------
    raw : Raw
        The table as it came.
    ids_are_safe : bool
        Whether child_id and household_id will be hashed, or were made by a reader from survey
        keys (which may have 12 digits and identify nobody).
    """
    found: list[str] = []
    for name, values in raw.columns.items():
        if column_names_a_person(name):
            found.append(f"{raw.name}.{_safe(name)} names a direct identifier")
        elif name in _IDS:
            found += [] if ids_are_safe else _id_faults(raw.name, name, values)
        else:
            found += _value_faults(raw, name, values)
    return tuple(found)


def hashed(ids: NDArray[Any], key: str | bytes) -> NDArray[np.str_]:
    """Return the keyed BLAKE2b digest of each id as 32 hexadecimal digits; missing stays missing.

    Parameters
    ----------
    ids : ndarray of str, shape (n_rows,)
        Ids.
    key : str or bytes
        Secret of 16-64 bytes; the same key gives the same digests, so tables still join.

    Raises
    ------
    InputError
        If the key is too short or too long.

    Examples
    --------
    >>> hashed(np.array(["a"]), "too short")
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: hash_key has 9 bytes; give a secret of 16 to 64 bytes
    """
    secret = key.encode() if isinstance(key, str) else bytes(key)
    if not _KEY_BYTES <= len(secret) <= hashlib.blake2b.MAX_KEY_SIZE:
        raise InputError(
            f"hash_key has {len(secret)} bytes; give a secret of {_KEY_BYTES} to "
            f"{hashlib.blake2b.MAX_KEY_SIZE} bytes"
        )
    cells = ids.tolist()
    digests = {
        cell: hashlib.blake2b(cell.encode(), key=secret, digest_size=_DIGEST_BYTES).hexdigest()
        for cell in set(cells)
        if cell
    }
    digests[""] = ""
    return np.array([digests[cell] for cell in cells], dtype=np.str_)


def _id_faults(table: str, name: str, values: NDArray[Any]) -> list[str]:
    cells = [str(cell) for cell in set(values.tolist())]
    looks = [pattern_in(cell) for cell in cells]
    odd = sorted({look for look in looks if look})
    if odd:
        n = sum(1 for look in looks if look)
        return [f"{n} of {len(cells)} values of {table}.{name} look like {odd[0]}; give hash_key"]
    worded = sum(1 for cell in cells if re.search(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}", cell))
    if worded:
        return [f"{worded} of {len(cells)} values of {table}.{name} look like names; give hash_key"]
    return []


def _value_faults(raw: Raw, name: str, values: NDArray[Any]) -> list[str]:
    field = schema.HOUSEHOLDS.get(name) or schema.CHILDREN.get(name)
    own = field is None
    if values.dtype.kind in "UO":
        cells = {str(cell) for cell in set(values.tolist()) if cell}
        faults = _text_faults(raw.name, name, cells)
        if faults or not own:
            return faults
    if own and _gives_age(raw, values):
        return [f"{raw.name}.{_safe(name)} holds exact birth dates; keep age_years instead"]
    if own and values.dtype.kind in "iuf" and _identity_share(values) > 0:
        return [f"{raw.name}.{_safe(name)} holds 12-digit identity numbers"]
    return []


def _text_faults(table: str, name: str, cells: set[str]) -> list[str]:
    patterns = {"email addresses": _EMAIL} if name in _CODES else _PATTERNS
    for what, pattern in patterns.items():
        n = sum(1 for cell in cells if pattern.search(cell) and not _DECIMAL.fullmatch(cell))
        if n:
            return [f"{n} of {len(cells)} values of {table}.{_safe(name)} look like {what}"]
    return []


def _identity_share(values: NDArray[Any]) -> float:
    numbers = values.astype(np.float64)
    known = numbers[np.isfinite(numbers)]
    if not known.size:
        return 0.0
    whole = (known >= _TWELVE_DIGITS[0]) & (known < _TWELVE_DIGITS[1]) & (known == np.floor(known))
    share = float(whole.mean())
    return share if share > 0.5 else 0.0  # noqa: PLR2004 - most of a column, not one odd sum


def _gives_age(raw: Raw, values: NDArray[Any]) -> bool:
    """Whether an own column of dates says each child's birth day: it gives the age on record."""
    if raw.name != "children" or "age_years" not in raw.columns:
        return False
    born = _as_dates(values)
    seen = _as_dates(raw.columns.get("observed_date", np.array([])))
    if born is None or seen is None or len(seen) != len(born):
        return False
    try:
        age = raw.columns["age_years"].astype(np.float64)
    except (TypeError, ValueError, OverflowError):  # a day, a word, a number of 400 digits
        return False
    known = ~np.isnat(born) & ~np.isnat(seen) & ~np.isnan(age)
    if not known.any():
        return False
    years = np.floor((seen - born).astype(np.float64)[known] / 365.2425)
    return bool(np.mean(years == age[known]) >= _BIRTH_SHARE and _varies(born[known], age[known]))


def _varies(born: NDArray[Any], age: NDArray[np.float64]) -> bool:
    # One date for everyone (a survey's start) fits the age of newborns only by accident.
    return len(born) == 1 or len(np.unique(born)) > 1 or bool(np.all(age > 0))


def _as_dates(values: NDArray[Any]) -> NDArray[np.datetime64] | None:
    if values.dtype.kind == "M":
        return values.astype("datetime64[D]")
    if values.dtype.kind not in "UO":
        return None
    cells = [str(cell) if cell is not None else "" for cell in values.tolist()]
    parsed = {cell: _parsed_date(cell) for cell in set(cells)}
    if all(day is None for day in parsed.values()):
        return None
    return np.array([parsed[cell] or "NaT" for cell in cells], dtype="datetime64[D]")


def _parsed_date(cell: str) -> str | None:
    match = _FULL_DATE.fullmatch(cell[:10])
    if match is None:
        return None
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    text = f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
    try:
        np.datetime64(text, "D")
    except ValueError:
        return None
    return text


def _safe(name: str) -> str:
    return name if not pattern_in(name) else "(a column whose own name is an identifier)"
