"""How do provinces of the list of 63 become those of the list of 34?

By the official merges, code by code: seven codes name another place since July 2025, so a series is
never joined by number. The way back is not a function, and old communes have no list here: both
are said, not guessed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.records.table import Table, is_missing
from riskscreen.records.wording import note, shown, thousands

__all__ = ["relisted"]

_CODES = ("province_code", "commune_code")


def relisted(households: Table, year: int) -> tuple[Table, tuple[Finding, ...]]:
    """Return the households with every province in the list of ``year``.

    Parameters
    ----------
    households : Table
        With ``code_list_year`` wherever there is a code.
    year : int
        2025 or later. Rows of that list stay as they are; of the others ``province_code`` is
        mapped and kept as ``province_code_before``, ``commune_code`` moves to
        ``commune_code_before`` because the old communes cannot be mapped, and ``region``, which
        belongs to the old provinces, stays as recorded.

    Returns
    -------
    tuple of Table and tuple of Finding
        COD-01 counts the provinces mapped, COD-02 the communes set aside.

    Raises
    ------
    InputError
        If the year's list is the one of 63 and rows are of that of 34.

    Notes
    -----
    A code that does not say whose it is, or that its list lacks, stays as it is: the checks of
    whole tables name all of them at once (SCH-11, SCH-12).

    Examples
    --------
    >>> old = Table({"province_code": ["24"], "code_list_year": [2019]})
    >>> new, findings = relisted(old, 2025)
    >>> new["province_code"], new["code_list_year"]
    (array(['24'], dtype='<U2'), array([2025.]))
    >>> findings[0].detail
    '1 of 1 households brought from the list of 63 to that of 34; first is row 1: 24 (Bắc Giang) \
is 24 (Bắc Ninh)'
    """
    given = [name for name in _CODES if name in households]
    if not given:
        return households, ()
    n_rows = households.n_rows
    years = (
        households["code_list_year"] if "code_list_year" in households else np.full(n_rows, np.nan)
    )
    coded = np.zeros(n_rows, dtype=bool)
    for name in given:
        coded |= ~is_missing(households[name])
    _refuse(households, coded, years, year)
    old = coded & (years < schema.NEW_LIST_YEAR)
    if year < schema.NEW_LIST_YEAR or not old.any():
        return households, ()
    found: list[Finding] = []
    changed = households.with_columns(code_list_year=np.where(old, float(year), years))
    if "province_code" in households:
        changed, finding = _provinces(changed, households["province_code"], old)
        found += finding
    if "commune_code" in households:
        changed, finding = _communes(changed, households["commune_code"], old)
        found += finding
    return changed, tuple(found)


def _refuse(
    households: Table, coded: NDArray[np.bool_], years: NDArray[np.float64], year: int
) -> None:
    newer = np.flatnonzero(coded & (years >= schema.NEW_LIST_YEAR))
    if year < schema.NEW_LIST_YEAR and newer.size:
        raise InputError(
            f"{thousands(newer.size)} of {thousands(households.n_rows)} households have codes of "
            f"the list of 34, first is {_who(households, newer[0])}; a merged province cannot be "
            "taken apart. Ask for the list of 2025"
        )


def _provinces(
    changed: Table, codes: NDArray[np.str_], old: NDArray[np.bool_]
) -> tuple[Table, list[Finding]]:
    listed = schema.provinces(0)
    known = np.isin(codes, list(listed))
    rows = np.flatnonzero(old & known)
    if not rows.size:
        return changed, []
    new = codes.copy()  # codes of the old list are as wide as those of the new
    for code in sorted(set(codes[rows].tolist())):
        new[old & (codes == code)] = schema.new_province(code)
    before, after = codes[rows[0]], new[rows[0]]
    detail = (
        f"{thousands(rows.size)} of {thousands(len(codes))} households brought from the list of "
        f"63 to that of 34; first is {_who(changed, rows[0])}: {before} ({listed[before].name}) is "
        f"{after} ({schema.provinces(schema.NEW_LIST_YEAR)[after].name})"
    )
    finding = note(
        "COD-01", "provinces brought to the list of 34", detail, n=float(rows.size), unit="rows"
    )
    kept = np.where(old, codes, "")
    return changed.with_columns(province_code=new, province_code_before=kept), [finding]


def _communes(
    changed: Table, codes: NDArray[np.str_], old: NDArray[np.bool_]
) -> tuple[Table, list[Finding]]:
    rows = np.flatnonzero(old & (codes != ""))
    if not rows.size:
        return changed, []
    finding = note(
        "COD-02", "communes of the old list cannot be mapped",
        f"commune_code of {thousands(rows.size)} of {thousands(len(codes))} households is kept as "
        f"commune_code_before; first is {_who(changed, rows[0])}: {shown(codes[rows[0]])}. Give "
        "the communes of 2025 from the province's own table",
        n=float(rows.size), unit="rows", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip
    rest = np.where(old, "", codes)
    moved = changed.with_columns(commune_code=rest, commune_code_before=np.where(old, codes, ""))
    if not (rest != "").any():  # a column without any code would be taken for a broken one
        moved = Table({name: moved[name] for name in moved if name != "commune_code"})
    return moved, [finding]


def _who(households: Table, row: int) -> str:
    if "household_id" in households:
        return f"household {shown(households['household_id'][row])}"
    return f"row {int(row) + 1}"
