"""Which regions, provinces, communes and ethnic groups are there, and how are they spelt?

A province code alone is ambiguous (seven name another province since July 2025) and so is an
ethnic number (4 is Hoa in one list, Muong in another): both need to say whose code it is.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from riskscreen.errors import InputError

__all__ = [
    "ETHNIC_WORDS",
    "NEW_LIST_YEAR",
    "REGIONS",
    "Province",
    "communes",
    "ethnic_group",
    "ethnic_groups",
    "ethnic_numbers",
    "fold",
    "new_province",
    "old_provinces",
    "provinces",
    "region_of",
    "regions",
    "renamed_provinces",
    "same_list",
]

# In the order of the survey codes 1-6 (MICS5 HH7, provinces_63_to_34.csv).
REGIONS = (
    "red_river_delta",
    "northern_mountains",
    "central_coast",
    "central_highlands",
    "south_east",
    "mekong_delta",
)
# Answers about ethnicity that are not one of the 54 groups.
ETHNIC_WORDS = ("minority_unspecified", "foreigner", "not_recorded")
# 34 provinces from 1 July 2025; a code list of this year or later is the new one.
NEW_LIST_YEAR = 2025

_FOREIGNER = 55
# Spellings that official papers use beside the list's own.
_ALIASES = {"hmong": "Mông", "meo": "Mông", "khome": "Khmer", "chinese": "Hoa"}
# MICS5 Viet Nam 2013-14, HC1C; 96 is any other group.
_MICS5 = {
    1: "Kinh", 2: "Tày", 3: "Thái", 4: "Mường", 5: "Khmer", 6: "Hoa", 7: "Nùng", 8: "Mông",
    9: "Gia Rai", 10: "Ê Đê", 11: "Ba Na", 96: "minority_unspecified",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Province:
    """A province of one list: its code, its name, and its region where the list gives one."""

    code: str
    name: str
    region: str


def fold(text: str) -> str:
    """Return ``text`` without diacritics, case, spaces and punctuation, to compare spellings.

    Examples
    --------
    >>> fold("Bru-Vân Kiều") == fold("BRU VAN KIEU")
    True
    """
    plain = text.replace("Đ", "D").replace("đ", "d")
    letters = unicodedata.normalize("NFKD", plain)
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "", "".join(kept).casefold())


@functools.cache
def ethnic_groups() -> tuple[str, ...]:
    """Return the 54 names in the order of the official list (number 1 first)."""
    return tuple(row["name_vi"] for row in _rows("ethnic_groups_54.csv"))[: _FOREIGNER - 1]


def ethnic_group(text: str) -> str:
    """Return the official spelling of an ethnic group or word; empty if it is none.

    Examples
    --------
    >>> ethnic_group("mong"), ethnic_group("E DE"), ethnic_group("Martian")
    ('Mông', 'Ê Đê', '')
    """
    return _ethnic_keys().get(fold(text), "")


def ethnic_numbers(code_list: str) -> Mapping[int, str]:
    """Return number to name for ``gso54`` or ``mics5_vn``; ``other`` has no meaning here.

    Raises
    ------
    InputError
        If the list is not known.
    """
    if code_list == "gso54":
        numbered = enumerate(ethnic_groups(), start=1)
        return MappingProxyType({**dict(numbered), _FOREIGNER: "foreigner"})
    if code_list == "mics5_vn":
        return MappingProxyType(_MICS5)
    raise InputError(
        f"ethnic numbers of the list {code_list!r} have no known meaning; "
        "use gso54, mics5_vn, or write names"
    )


def region_of(text: str) -> str:
    """Return the region's code for its code, English or Vietnamese name; empty if it is none.

    Examples
    --------
    >>> region_of("Tây Nguyên"), region_of("Mekong Delta"), region_of("7")
    ('central_highlands', 'mekong_delta', '')
    """
    return _region_keys().get(fold(text), "")


def regions(lang: str = "en") -> Mapping[str, str]:
    """Return the printed name of each of the six regions in ``en`` or ``vi``.

    Raises
    ------
    InputError
        If the language is neither.
    """
    if lang not in ("en", "vi"):
        raise InputError(f"no region names in {lang!r}; ask for en or vi")
    names = {row["region6_code"]: row[f"region6_{lang}"] for row in _rows("provinces_63_to_34.csv")}
    return MappingProxyType({code: names[str(i)] for i, code in enumerate(REGIONS, start=1)})


def same_list(first_year: float, second_year: float) -> bool:
    """Whether two years belong to the same administrative list (63 before 2025, then 34)."""
    return (first_year >= NEW_LIST_YEAR) == (second_year >= NEW_LIST_YEAR)


@functools.cache
def provinces(code_list_year: int) -> Mapping[str, Province]:
    """Return the provinces of that year's list by two-digit code.

    Parameters
    ----------
    code_list_year : int
        Before 2025 the list of 63, with the old six regions; from 2025 the list of 34, whose
        regions were redrawn and are therefore left empty.

    Examples
    --------
    >>> provinces(2019)["15"].name, provinces(2025)["15"].name
    ('Yên Bái', 'Lào Cai')
    """
    if code_list_year >= NEW_LIST_YEAR:
        new = (Province(row["code"], row["name"], "") for row in _rows("provinces_34.csv"))
        return MappingProxyType({province.code: province for province in new})
    old = (
        Province(row["old_code"], row["old_name"], REGIONS[int(row["region6_code"]) - 1])
        for row in _rows("provinces_63_to_34.csv")
    )
    return MappingProxyType({province.code: province for province in old})


def new_province(old_code: str) -> str:
    """Return the code in the list of 34 of a province of the list of 63.

    Raises
    ------
    InputError
        If the old list has no such code.

    Examples
    --------
    >>> new_province("02")
    '08'
    """
    found = _merged().get(old_code)
    if found is None:
        raise InputError(f"no province {old_code!r} in the list of 63; give two digits, e.g. '02'")
    return found


def old_provinces(new_code: str) -> tuple[str, ...]:
    """Return the codes in the list of 63 that make up a province of the list of 34, sorted.

    Raises
    ------
    InputError
        If the new list has no such code.

    Examples
    --------
    >>> old_provinces("25")
    ('17', '25', '26')
    """
    found = tuple(sorted(old for old, new in _merged().items() if new == new_code))
    if not found:
        raise InputError(f"no province {new_code!r} in the list of 34; give two digits, e.g. '08'")
    return found


@functools.cache
def renamed_provinces() -> Mapping[str, tuple[str, str]]:
    """Return the codes that stand in both lists and name two places: code to old and new name.

    A province that merged with nobody and changed its name only (Huế) is the same place.

    Examples
    --------
    >>> renamed_provinces()["24"], len(renamed_provinces())
    (('Bắc Giang', 'Bắc Ninh'), 7)
    """
    old, new = provinces(0), provinces(NEW_LIST_YEAR)
    return MappingProxyType(
        {
            code: (old[code].name, new[code].name)
            for code in sorted(old.keys() & new.keys())
            if fold(old[code].name) != fold(new[code].name) and len(old_provinces(code)) > 1
        }
    )


@functools.cache
def communes() -> Mapping[str, str]:
    """Return commune code to province code for the 3 321 communes of the list of 2025."""
    return MappingProxyType(
        {row["code"]: row["province_code"] for row in _rows("communes_2025.csv")}
    )


@functools.cache
def _merged() -> Mapping[str, str]:
    return {row["old_code"]: row["new_code"] for row in _rows("provinces_63_to_34.csv")}


@functools.cache
def _ethnic_keys() -> Mapping[str, str]:
    names = {fold(name): name for name in ethnic_groups()}
    words = {fold(word): word for word in ETHNIC_WORDS}
    last = _rows("ethnic_groups_54.csv")[_FOREIGNER - 1]["name_vi"]
    return {**_ALIASES, **names, **words, fold(last): "foreigner"}


@functools.cache
def _region_keys() -> Mapping[str, str]:
    keys = {fold(code): code for code in REGIONS}
    for lang in ("en", "vi"):
        keys.update({fold(name): code for code, name in regions(lang).items()})
    return keys


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("riskscreen.schema").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
