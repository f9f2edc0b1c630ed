"""Which member is the selected child where its line number was entered wrongly?

The printed tables take the selected child's answers and age from the household's file alone, so a
wrong line number costs them nothing. Here the child has to be found among the members: it is the
only one of that age, or nobody.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics.described import FileFacts

__all__ = ["found_by_age"]


def found_by_age(
    raw: records.Raw, members: records.Raw, one: FileFacts, *, listed_age: tuple[str, ...]
) -> records.Raw:
    """Return the selected children, those without a line number found by household and age.

    Parameters
    ----------
    raw : Raw
        Rows of selected children, with ``rs_household``, ``rs_line`` and ``rs_person``.
    members : Raw
        The members' list, with the same keys.
    one : FileFacts
        Names of the selected child's age.
    listed_age : tuple of str
        Names of a member's age.

    Returns
    -------
    Raw
        With a finding SUR-02 where somebody was found.
    """
    if "rs_line" not in raw.columns or "rs_line" not in members.columns:
        return raw
    lost = np.isnan(raw.columns["rs_line"])
    theirs, own = _by_age(raw, one.age), _by_age(members, listed_age)
    names, first, count = np.unique(own, return_index=True, return_counts=True)
    place = np.minimum(np.searchsorted(names, theirs), len(names) - 1)
    alone = (names[place] == theirs) & (count[place] == 1) if len(names) else lost & False
    found = lost & (theirs != "") & alone
    if not found.any():
        return raw
    member = first[place]
    made = {
        name: np.where(found, members.columns[name][member], raw.columns[name])
        for name in ("rs_line", "rs_person")
    }
    households = raw.columns["rs_household"]
    note = report.finding(
        "SUR-02",
        f"{report.thousands(found.sum())} of {report.thousands(lost.sum())} selected children "
        "without a usable line number are taken for the only member of their household and age; "
        f"first is household {report.first_case(households, found)}",
        n=float(found.sum()), unit="children", about="selected children found by age",
    )  # fmt: skip
    return replace(joining.with_columns(raw, made), findings=(*raw.findings, note))


def _by_age(raw: records.Raw, names: tuple[str, ...]) -> NDArray[np.str_]:
    """Return household and age as one key; empty where either is not known."""
    age = np.full(raw.n_rows, np.nan)
    for name in names:
        age = np.where(np.isnan(age), joining.numbers(raw, name), age)
    known = ~np.isnan(age) & (raw.columns["rs_household"] != "")
    whole = np.where(known, age, 0).astype(np.int64).astype(np.str_)
    key = np.strings.add(np.strings.add(raw.columns["rs_household"].astype(np.str_), "|"), whole)
    return np.asarray(np.where(known, key, ""), dtype=np.str_)
