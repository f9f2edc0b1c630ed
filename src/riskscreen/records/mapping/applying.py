"""What do the two tables look like once a mapping has been applied to its files?

For each table and wave: let what ``keep`` needs be made over all rows, set rows aside, make every
column of the rest. Only rows that are used must make sense: an adult's diploma need not stand in
the recode of a child's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding
from riskscreen.errors import IntegrityError, MappingError
from riskscreen.records.files import Raw
from riskscreen.records.mapping import cells, entries, evaluating
from riskscreen.records.mapping.account import Account
from riskscreen.records.mapping.columns import made
from riskscreen.records.mapping.formula import Formula
from riskscreen.records.mapping.language import TABLES, Column, Mapped, Wave
from riskscreen.records.mapping.merging import merged
from riskscreen.records.mapping.scope import Scope, is_unreadable
from riskscreen.records.mapping.waves import left_out, rows_of, stacked

__all__ = ["apply_mapping"]


def apply_mapping(mapped: Mapped, files: Mapping[str, Raw]) -> tuple[Raw, Raw]:
    """Return households and children, as the mapping makes them of its files.

    Parameters
    ----------
    mapped : Mapped
        The mapping.
    files : mapping of str to Raw
        By the names that the mapping gives its files (see `needed_columns`), matched without case.
        A file that is not there makes what is optional absent.

    Returns
    -------
    tuple of Raw
        Households and children. Their findings are those of the files they were made of, then
        MAP-nn: rows set aside, codes made missing, rows joined to nobody.

    Raises
    ------
    MappingError
        If a file, a column or a value is not there, or a formula meets text where it needs a
        number.

    Examples
    --------
    >>> from riskscreen.records.mapping.parsing import mapping_from
    >>> mapped = mapping_from({"tables": {
    ...     "households": {"file": "hh.sav", "columns": {"household_id": {"key": ["HH1", "HH2"]}}},
    ...     "children": {"file": "hl.sav", "keep": "HL6 < 18",
    ...                  "columns": {"age_years": "HL6"}}}}, "office.toml")
    >>> hh = Raw("hh", {"HH1": np.array([1.0]), "HH2": np.array([7.0])})
    >>> hl = Raw("hl", {"HL6": np.array([40.0, 12.0, np.nan])})
    >>> households, children = apply_mapping(mapped, {"households": hh, "children": hl})
    >>> households.columns["household_id"], children.columns["age_years"]
    (array(['1-7'], dtype='<U3'), array([12.]))
    >>> children.findings[0].detail
    '3 rows of children in = 1 used + 1 set aside (not: HL6 < 18) + 1 set aside (unknown); \
first is row 1'
    """
    with entries.naming(mapped.name):
        return _applied(mapped, _given(mapped, files))


def _applied(mapped: Mapped, given: Mapping[str, Raw]) -> tuple[Raw, Raw]:
    keys = _household_keys(mapped, given) if _asks_households(mapped) else None
    households = _table("households", mapped, given, None)
    children = _table("children", mapped, given, keys)
    # Each file's own findings once: with its table, or with the households.
    home, child = (mapped.tables[table].file for table in TABLES)
    others = [f for name, raw in given.items() if name not in (home, child) for f in raw.findings]
    households = replace(households, findings=tuple(dict.fromkeys([*others, *households.findings])))
    if home == child:
        own = [f for f in children.findings if f not in given[child].findings]
        children = replace(children, findings=tuple(own))
    return households, children


def _given(mapped: Mapped, files: Mapping[str, Raw]) -> dict[str, Raw]:
    """Return the files by the mapping's own spelling of their names."""
    known = {name.casefold(): name for name in mapped.files}
    given = {known[name.casefold()]: raw for name, raw in files.items() if name.casefold() in known}
    for table in TABLES:
        file = mapped.tables[table].file
        if file not in given:
            there = ", ".join(files) or "none"
            raise MappingError(
                f"mapping {mapped.name}: no file {mapped.files[file].path} for the table {table}; "
                f"files given: {there}"
            )
    return given


def _table(
    name: str,
    mapped: Mapped,
    files: Mapping[str, Raw],
    household_keys: tuple[NDArray[Any], NDArray[Any]] | None,
) -> Raw:
    base = files[mapped.tables[name].file]
    if is_unreadable(base) or not base.columns:  # its own finding, or the empty table, says so
        return replace(base, name=name)
    whole = Scope(mapped, name, files, np.arange(base.n_rows), household_keys)
    findings = list(base.findings)
    parts = [_part(whole, wave, findings) for wave in mapped.waves or (Wave(),)]
    return Raw(name, stacked(parts), tuple(dict.fromkeys(findings)), is_text=base.is_text)


def _part(whole: Scope, wave: Wave, findings: list[Finding]) -> dict[str, NDArray[Any]]:
    """Return the columns of one wave (or of the only one), and write down what happened."""
    name, mapped = whole.table, whole.mapped
    target, part = mapped.tables[name], wave.part(name)
    lets = {**target.let, **part.let}
    inside = rows_of(whole, part)
    if not inside.all():
        findings.append(left_out(name, wave, inside))
    scope = whole.narrowed(inside)
    keeps = [formula for formula in (target.keep, part.keep) if formula is not None]
    needed = _lets_for([name for keep in keeps for name in keep.names], lets)
    account = Account(scope, wave.observed_date)
    _make_lets(needed, scope, account)
    n_aside = int((~inside).sum())
    for keep in keeps:
        kept = _kept(keep, scope, account)
        n_aside += int((~kept).sum())
        findings += account.findings
        scope = scope.narrowed(kept)
        account = Account(scope, wave.observed_date)
    _make_lets({n: spec for n, spec in lets.items() if n not in needed}, scope, account)
    columns = {}
    for column, spec in {**target.columns, **part.columns}.items():
        values = made(spec, column, scope, account)
        if values is not None:
            columns[column] = values
    if wave.observed_date and "observed_date" not in columns:
        columns["observed_date"] = np.full(scope.n_rows, wave.observed_date)
    _check_rows(whole, n_aside, columns)
    if target.one_row_per:
        one = merged(Raw(name, columns), _keys(target.one_row_per, columns, scope))
        columns = one.columns
        account.findings += one.findings
    used = np.zeros(scope.base.n_rows, dtype=np.bool_)
    used[scope.rows] = True
    for file, match in scope.matches.items():
        account.joined(file, match, kept=used)
    findings += account.findings
    return columns


def _check_rows(whole: Scope, n_aside: int, columns: Mapping[str, NDArray[Any]]) -> None:
    """Hold that every row of the base file was used or set aside."""
    odd = [name for name, values in columns.items() if len(values) + n_aside != whole.n_rows]
    if odd:
        raise IntegrityError(
            f"{len(odd)} columns of {whole.table} lost rows; first is {odd[0]}: {whole.n_rows} in, "
            f"{len(columns[odd[0]])} used, {n_aside} set aside. This is a fault of riskscreen; "
            "report it"
        )


def _keys(
    names: Iterable[str], columns: Mapping[str, NDArray[Any]], scope: Scope
) -> dict[str, NDArray[Any]]:
    """Return what tells rows apart: columns that were made, else columns of the base file."""
    keys = {}
    for name in names:
        if name not in columns and not scope.has(name):
            raise MappingError(
                f"mapping {scope.mapped.name}: {scope.absence(name)}; {scope.table}.one_row_per "
                "needs it, or a column that the table makes"
            )
        keys[name] = columns[name] if name in columns else scope.column(name)
    return keys


def _make_lets(lets: Mapping[str, Column], scope: Scope, account: Account) -> None:
    for name, spec in lets.items():
        values = made(spec, name, scope, account)
        scope.absent_lets.discard(name.casefold())
        if values is None:
            scope.lets.pop(name, None)
            scope.absent_lets.add(name.casefold())
        else:
            scope.lets[name] = values


def _lets_for(names: Iterable[str], lets: Mapping[str, Column]) -> dict[str, Column]:
    """Return the lets that some names need, and those that these need, in their order."""
    wanted = {name.casefold() for name in names}
    needed: dict[str, Column] = {}
    for name in reversed(list(lets)):
        if name.casefold() in wanted:
            needed[name] = lets[name]
            wanted |= {used.casefold() for used in lets[name].names}
    return dict(reversed(needed.items()))


def _kept(keep: Formula, scope: Scope, account: Account) -> NDArray[np.bool_]:
    where = f"{scope.table}.keep"
    lacking = [name for name in keep.names if not scope.has(name)]
    if lacking:
        raise MappingError(f"mapping {scope.mapped.name}: {scope.absence(lacking[0])}; {where} "
                           "needs it")  # fmt: skip
    found = evaluating.evaluate(keep, scope.column, n_rows=scope.n_rows, where=where)
    answer = cells.numbers(found.values, blame=f"mapping, {where} needs 1 or 0")
    unknown = np.isnan(answer)
    kept = np.asarray(answer == 1)
    no = ~kept & ~unknown
    account.set_aside(keep.text, np.flatnonzero(no), np.flatnonzero(unknown))
    return kept


def _asks_households(mapped: Mapped) -> bool:
    """Whether children take columns of a household file that has no key of its own."""
    file = mapped.tables["households"].file
    if mapped.files[file].key or file == mapped.tables["children"].file:
        return False
    names = [name for spec in mapped.columns("children") for name in spec.names if not spec.take]
    return any(mapped.place(name, "children")[0] == file for name in names)


def _household_keys(mapped: Mapped, files: Mapping[str, Raw]) -> tuple[Any, Any] | None:
    """Return household_id of all rows of both base files, as text: of children, of households."""
    ids = []
    household_file = mapped.tables["households"].file
    for table in reversed(TABLES):
        base = files[mapped.tables[table].file]
        spec = mapped.tables[table].columns.get("household_id")
        if spec is None or not base.columns:
            return None
        scope = Scope(mapped, table, files, np.arange(base.n_rows))
        _make_lets(_lets_for(spec.names, mapped.tables[table].let), scope, Account(scope))
        if table == "children" and any(
            mapped.place(name, table)[0] == household_file for name in spec.names
        ):
            raise MappingError(
                f"mapping {mapped.name}: household_id of children comes from the household file, "
                f"which is joined by household_id; give files.{household_file} a key"
            )
        values = made(spec, "household_id", scope, Account(scope))
        if values is None:
            return None
        ids.append(cells.texts(values))
    return ids[0], ids[1]
