"""Which province, commune and ethnic group do the codes of a household name?

Codes are those of the round's own year. A file's value labels are held against the lists: where a
label names another group than the number does, the label is what the interviewer saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.surveys import report
from riskscreen.surveys.vhlss import parsing

__all__ = ["ethnic_groups", "places"]

_OLD_DIGITS, _COMMUNE_DIGITS = 3, 5


def places(
    area: NDArray[np.str_], *, home: NDArray[np.str_], year: int
) -> dict[str, NDArray[np.str_]]:
    """Return province (two digits), commune (five digits) and region of each household.

    Parameters
    ----------
    area : ndarray of str, shape (n_households,)
        Key of the enumeration area: tinh-huyen-xa-diaban.
    home : ndarray of str, shape (n_households,)
        Household keys, for messages.
    year : int
        The round, whose list of provinces is meant.

    Raises
    ------
    InputError
        If tinh is an old code of three digits, or none of the list.
    """
    known = schema.provinces(year)
    distinct, place = np.unique(area, return_inverse=True)
    parts = [[*key.split("-"), "", "", ""][:3] for key in distinct.tolist()]
    codes = np.array([one[0].zfill(2) if one[0] else "" for one in parts] or [""], dtype=np.str_)
    _refuse(codes, place, home, year)
    region = np.array([known[c].region if c else "" for c in codes.tolist()], dtype=np.str_)
    communes = np.array([_commune(one[2]) for one in parts] or [""], dtype=np.str_)
    return {"province": codes[place], "commune": communes[place], "region": region[place]}


def ethnic_groups(
    values: NDArray[Any], labels: Mapping[float | str, str], *, home: NDArray[np.str_]
) -> tuple[dict[str, NDArray[np.str_]], tuple[Finding, ...]]:
    """Return the group of each household's head by the list of 54, and the file's own label.

    Parameters
    ----------
    values : ndarray, shape (n_households,)
        Number of the list of 54, or a name.
    labels : mapping
        Value labels of the file, decoded; empty if it has none.
    home : ndarray of str, shape (n_households,)
        Household keys, for messages.

    Returns
    -------
    dict of str to ndarray of str
        ``ethnic``, the name in the list's spelling, and ``ethnic_label`` where there are labels.
    tuple of Finding
        Labels that contradict the list, and codes that are in no list.
    """
    codes = parsing.key(values)
    label_of = {str(parsing.key(np.array([code]))[0]): text for code, text in labels.items()}
    distinct, place = np.unique(codes, return_inverse=True)
    names = np.array([_group(code, label_of) for code in distinct.tolist()] or [""], dtype=np.str_)
    columns = {"ethnic": names[place]}
    if label_of:
        texts = [label_of.get(code, "") for code in distinct.tolist()] or [""]
        columns["ethnic_label"] = np.array(texts, dtype=np.str_)[place]
    told = [*_contradicting(distinct, place, label_of, home), *_unknown(codes, columns, home)]
    return columns, tuple(told)


def _refuse(
    codes: NDArray[np.str_], place: NDArray[np.intp], home: NDArray[np.str_], year: int
) -> None:
    known = schema.provinces(year)
    wrong = np.array([bool(c) and c not in known for c in codes.tolist()], dtype=bool)[place]
    if not wrong.any():
        return
    first = str(codes[place[int(np.argmax(wrong))]])
    how_often = (
        f"in {report.thousands(wrong.sum())} of {report.thousands(len(home))} households; first is "
        f"household {report.first_case(home, wrong)}: {first}"
    )
    if len(first) == _OLD_DIGITS:
        raise InputError(
            f"tinh has the three digits of the list before 2004 (101 Hà Nội, 201 Hà Giang) "
            f"{how_often}. VHLSS {year} uses two digits (01 Hà Nội, 02 Hà Giang): recode tinh "
            "first, or check the round"
        )
    raise InputError(
        f"tinh is none of the 63 provinces of {year} {how_often}. Check the round; 28 is Hà Tây, "
        "part of Hà Nội (01) since 2008"
    )


def _commune(code: str) -> str:
    fits = code.isascii() and code.isdigit() and len(code) <= _COMMUNE_DIGITS
    return code.zfill(_COMMUNE_DIGITS) if fits else ""


def _group(code: str, label_of: Mapping[str, str]) -> str:
    by_label = schema.ethnic_group(label_of.get(code, ""))
    return by_label or _by_list(code)


def _by_list(code: str) -> str:
    if code.isascii() and code.isdigit():
        return schema.ethnic_numbers("gso54").get(int(code), "")
    return schema.ethnic_group(code)


def _contradicting(
    distinct: NDArray[np.str_],
    place: NDArray[np.intp],
    label_of: Mapping[str, str],
    home: NDArray[np.str_],
) -> list[Finding]:
    odd = [
        (i, code, _by_list(code), schema.ethnic_group(label_of.get(code, "")))
        for i, code in enumerate(distinct.tolist())
    ]
    odd = [one for one in odd if one[2] and one[3] and one[2] != one[3]]
    if not odd:
        return []
    rows = np.isin(place, [one[0] for one in odd])
    _, code, listed, label = odd[0]
    return [report.finding(
        "SUR-07",
        f"the file's labels of dantoc name another group than the list of 54 for {len(odd)} codes, "
        f"in {report.thousands(rows.sum())} of {report.thousands(len(home))} households; first is "
        f"code {code}: {label} in the file, {listed} in the list. The file's label is used",
        n=float(rows.sum()), unit="households", about="ethnic codes",
        verdict=Verdict.INSUFFICIENT,
    )]  # fmt: skip


def _unknown(
    codes: NDArray[np.str_], columns: Mapping[str, NDArray[np.str_]], home: NDArray[np.str_]
) -> list[Finding]:
    lost = (codes != "") & (columns["ethnic"] == "")
    if not lost.any():
        return []
    first = str(codes[int(np.argmax(lost))])
    return [report.finding(
        "SUR-12",
        f"dantoc is in no list of ethnic groups in {report.thousands(lost.sum())} of "
        f"{report.thousands(len(home))} households; first is household "
        f"{report.first_case(home, lost)}: {first if first.isdigit() else 'text'}. It is missing "
        "there",
        n=float(lost.sum()), unit="households", about="ethnic",
    )]  # fmt: skip
