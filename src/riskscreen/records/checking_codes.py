"""Do the codes of places and peoples say whose codes they are, and are they in that list?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding
from riskscreen.records.table import Table, is_missing
from riskscreen.records.wording import about, note, shown_answer, shown_code

__all__ = ["check", "with_names"]

_ETHNIC = (("households", "head_ethnicity"), ("children", "ethnicity"))
_LISTED = 8
_PLACES = ("province_code", "commune_code")


def with_names(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return the tables with regions and ethnic groups in the schema's spelling.

    An ethnic number becomes a name only where the household's ``ethnicity_code_list`` says whose
    number it is. What cannot be read stays as it is, for `check` to name.
    """
    named = dict(tables)
    households = tables["households"]
    if "region" in households:
        named["households"] = households.with_columns(
            region=_renamed(households["region"], lambda text: schema.region_of(text) or text)
        )
    lists = _code_lists(tables)
    for table, column in _ETHNIC:
        if column in named[table]:
            values = _ethnic_names(named[table][column], lists[table])
            named[table] = named[table].with_columns(**{column: values})
    return named


def check(tables: Mapping[str, Table]) -> Iterator[Finding]:
    """Yield the findings about regions, provinces, communes and ethnic groups."""
    households = tables["households"]
    yield from _own_regions(households)
    yield from _places(households)
    for table, column in _ETHNIC:
        if column in tables[table]:
            yield from _ethnic(table, tables[table], column)


def _own_regions(households: Table) -> Iterator[Finding]:
    if "region" not in households:
        return
    own = sorted(set(households["region"].tolist()) - {*schema.REGIONS, ""})
    if own:
        some = ", ".join(shown_answer(name) for name in own[:_LISTED])
        yield note(
            "SCH-22", "the survey's own regions",
            f"{len(own)} regions are not one of the six and are kept as the survey's own: {some}"
            + (", ..." if len(own) > _LISTED else ""),
            n=len(own), unit="codes",
        )  # fmt: skip


def _places(households: Table) -> Iterator[Finding]:
    speak = about("households", households)
    n_rows = households.n_rows
    year = (
        households["code_list_year"] if "code_list_year" in households else np.full(n_rows, np.nan)
    )
    for column in _PLACES:
        if column not in households:
            continue
        codes = households[column]
        unsaid = np.flatnonzero(~is_missing(codes) & np.isnan(year))
        if unsaid.size:
            yield speak.fault(
                "SCH-11", f"code without its list: {column}", unsaid, values=codes, show=shown_code,
                what=f"{column} without code_list_year",
                advice=_whose(column, str(codes[unsaid[0]]))
                + "Seven codes name another province since July 2025; say the list's year.",
            )  # fmt: skip
        wrong = np.flatnonzero(_not_listed(column, codes, year))
        if wrong.size:
            yield speak.fault(
                "SCH-12", f"code not in its list: {column}", wrong, values=codes, show=shown_code,
                what=f"{column} not in the list of its code_list_year",
                advice="Check the year: 63 provinces before 2025, 34 from 2025.",
            )  # fmt: skip
    known = ~np.isnan(year)
    new = known & (year >= schema.NEW_LIST_YEAR)
    if new.any() and (known & ~new).any():
        few = new if new.sum() <= (known & ~new).sum() else known & ~new
        yield speak.fault(
            "SCH-13", "mixed code lists", np.flatnonzero(few), values=year,
            what=f"code_list_year on the other side of {schema.NEW_LIST_YEAR}",
            advice="Read with code_list_year=2025, which brings all rows to the list of 34.",
        )  # fmt: skip
    yield from _elsewhere(households, year)


def _elsewhere(households: Table, year: NDArray[np.float64]) -> Iterator[Finding]:
    """Yield the communes of the list of 2025 that lie in another province than the row's."""
    if any(column not in households for column in _PLACES):
        return
    codes, provinces = households["commune_code"], households["province_code"]
    listed = schema.communes()
    home = np.array([listed.get(code, "") for code in codes.tolist()] or [""])[: len(codes)]
    given = (year >= schema.NEW_LIST_YEAR) & (home != "") & (provinces != "")
    wrong = np.flatnonzero(given & (home != provinces))
    if wrong.size:
        yield about("households", households).fault(
            "SCH-31", "commune in another province", wrong, values=codes, show=shown_code,
            what="commune_code lies in another province than province_code",
            advice=f"It lies in {home[wrong[0]]}, the row says {shown_code(provinces[wrong[0]])}; "
            "correct one.",
        )  # fmt: skip


def _whose(column: str, code: str) -> str:
    """Return the two places that a province code may mean, where it means two."""
    names = schema.renamed_provinces().get(code, ())
    if column != "province_code" or not names:
        return ""
    return f"{code} was {names[0]} in the list of 63 and is {names[1]} in that of 34. "


def _not_listed(
    column: str, codes: NDArray[np.str_], year: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which codes their list does not have; the old communes have no list here."""
    given = ~is_missing(codes) & ~np.isnan(year)
    new = given & (year >= schema.NEW_LIST_YEAR)
    if column == "commune_code":
        shape = np.array([len(c) == 5 and c.isdigit() for c in codes.tolist()], dtype=bool)  # noqa: PLR2004
        odd = np.where(new, ~_among(codes, schema.communes()), ~shape)
        return np.asarray(given & odd, dtype=np.bool_)
    lists = {True: schema.provinces(schema.NEW_LIST_YEAR), False: schema.provinces(0)}
    odd_new, odd_old = ~_among(codes, lists[True]), ~_among(codes, lists[False])
    return np.asarray((new & odd_new) | (given & ~new & odd_old), dtype=np.bool_)


def _among(codes: NDArray[np.str_], known: Mapping[str, Any]) -> NDArray[np.bool_]:
    return np.array([code in known for code in codes.tolist()], dtype=bool)


def _ethnic(table: str, rows: Table, column: str) -> Iterator[Finding]:
    values = rows[column]
    known = {*schema.ethnic_groups(), *schema.ETHNIC_WORDS, ""}
    wrong = set(values.tolist()) - known
    numbers = {text for text in wrong if _is_number(text)}
    speak = about(table, rows)
    if numbers:
        yield speak.fault(
            "SCH-14", f"ethnic number without its list: {column}",
            np.flatnonzero(np.isin(values, sorted(numbers))), values=values, show=shown_code,
            what=f"{column} is a number that no known ethnicity_code_list explains",
            advice="4 is Hoa in one list and Mường in another; set ethnicity_code_list to gso54 or "
            "mics5_vn, or write names.",
        )  # fmt: skip
    if wrong - numbers:
        yield speak.fault(
            "SCH-15", f"unknown ethnic group: {column}",
            np.flatnonzero(np.isin(values, sorted(wrong - numbers))), values=values,
            show=shown_code, what=f"{column} is none of the 54 groups",
            advice="Use the list's names, minority_unspecified, foreigner or not_recorded.",
        )  # fmt: skip


def _code_lists(tables: Mapping[str, Table]) -> dict[str, NDArray[np.str_]]:
    """Return whose ethnic numbers each row holds; a child takes its household's."""
    households, children = tables["households"], tables["children"]
    nothing = {name: np.full(rows.n_rows, "", dtype="<U1") for name, rows in tables.items()}
    if "ethnicity_code_list" not in households or "household_id" not in households:
        return nothing
    lists = households["ethnicity_code_list"]
    of_id = dict(zip(households["household_id"].tolist(), lists.tolist(), strict=True))
    ids = children["household_id"].tolist() if "household_id" in children else []
    theirs = np.array([of_id.get(one, "") for one in ids] or [""], dtype=np.str_)[: len(ids)]
    return {"households": lists, "children": theirs if len(ids) else nothing["children"]}


def _ethnic_names(values: NDArray[np.str_], lists: NDArray[np.str_]) -> NDArray[np.str_]:
    named = _renamed(values, lambda text: schema.ethnic_group(text) or text)
    for code_list in sorted(set(lists.tolist()) & {"gso54", "mics5_vn"}):
        numbers = schema.ethnic_numbers(code_list)
        mine = lists == code_list
        read = _renamed(named, lambda text, numbers=numbers: _by_number(text, numbers))
        named = np.where(mine, read, named)
    return named


def _by_number(text: str, numbers: Mapping[int, str]) -> str:
    return numbers.get(int(float(text)), text) if _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.isascii() and text.removesuffix(".0").isdigit()


def _renamed(values: NDArray[np.str_], change: Any) -> NDArray[np.str_]:  # noqa: ANN401 - text to text
    cells = values.tolist()
    names = {cell: change(cell) for cell in set(cells)}
    return np.array([names[cell] for cell in cells], dtype=np.str_) if cells else values
