"""How do rows become Records, and what refuses them?

In this order: read, map, look for direct identifiers, hash ids, type every cell, check. All faults
come at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from riskscreen.core import Finding, Verdict
from riskscreen.errors import IdentifierError, InputError, SchemaError
from riskscreen.records import (
    checking,
    checking_codes,
    converting,
    files,
    identifiers,
    lengths,
    relisting,
    stored,
)
from riskscreen.records.files import Raw
from riskscreen.records.holding import Records
from riskscreen.records.metadata import Metadata
from riskscreen.records.table import Table
from riskscreen.records.wording import note

if TYPE_CHECKING:
    from riskscreen.records.mapping import Mapped

__all__ = ["assemble", "check", "read_records"]

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, before anybody refuses it."""

    tables: dict[str, Table]
    metadata: Metadata
    findings: tuple[Finding, ...]
    persons: tuple[str, ...]
    source: str


def read_records(
    source: Any,  # noqa: ANN401 - a folder, a frame or arrays
    children: Any = None,  # noqa: ANN401
    *,
    mapping: str | Path | Mapped | None = None,
    legal_basis: str | None = None,
    purpose: str | None = None,
    retention_until: str | None = None,
    weights: str | None = None,
    synthetic: bool | None = None,
    code_list_year: int | None = None,
    hash_key: str | bytes | None = None,
    reader_made_ids: bool = False,
    check: bool = True,
    note_unread: bool = False,
    most_text: int | None = None,
) -> Records:
    """Return checked Records from a folder, or from frames.

    Parameters
    ----------
    source : path, frame or mapping of str to frame
        A folder with ``households`` and ``children`` as ``.parquet`` or ``.csv`` (UTF-8); or the
        households as a pandas, Polars or Arrow frame or a mapping of arrays. With a mapping: the
        folder that holds its files (CSV, Parquet, Excel, Stata, SPSS); or frames by the mapping's
        names for its files, or by their stems; or the households' frame.
    children : frame, optional
        The children, where ``source`` is the households.
    mapping : path or Mapped, optional
        The TOML file that says which columns of other files become which (``docs/mapping.md``), or
        what `read_mapping` or `mapping_from` made of it.
    legal_basis, purpose, retention_until, weights, synthetic : optional
        In place of what ``records.toml`` or the mapping says.
    code_list_year : int, optional
        2025: bring every province to the list of 34, so that a series across July 2025 is one.
    hash_key : str or bytes, optional
        Secret of 16-64 bytes; child_id and household_id are replaced by keyed digests.
    reader_made_ids : bool
        The ids were made from a survey's keys: 12 digits then identify nobody.
    check : bool
        Whether to run the checks of whole tables; cells of the wrong kind refuse in any case.
    note_unread : bool
        For scoring: a cell of the wrong kind is missing, and noted in the column ``UNREAD`` of its
        table; it refuses the records only where it is an id or a date.
    most_text : int, optional
        For scoring: frames with a longer text in some cell are refused before it is copied.

    Returns
    -------
    Records
        With every finding of the files, of the mapping and of the checks in ``reading``.

    Raises
    ------
    IdentifierError
        If a column holds names, phone numbers, addresses, identity numbers or birth dates.
    SchemaError
        If a finding fails; it carries all findings.
    MappingError
        If the mapping cannot be read or applied.
    InputError
        If the source is not there or is of another kind, or a text is longer than ``most_text``.

    Examples
    --------
    >>> households = {"household_id": ["h1"], "observed_date": ["2024-09-15"]}
    >>> children = {"child_id": ["88"], "household_id": ["h1"], "observed_date": ["2024-09-15"],
    ...             "age_years": [170], "sex": ["male"]}
    >>> read_records(households, children)
    Traceback (most recent call last):
        ...
    riskscreen.errors.SchemaError: records break their schema, 1 of 4 findings fails: SCH-06 \
age_years outside 0-17 in 1 of 1 children; first is child 88: 170. A value above 100 is often \
months; convert before reading.
    """
    if most_text is not None and children is not None:
        lengths.refuse_long_text(source, children, most=most_text)
    raws, facts, origin = _raws(source, children, mapping)
    facts = facts.with_arguments(weights=weights, code_list_year=code_list_year)
    read = _examined(raws, facts, origin, hash_key=hash_key,
                     safe=reader_made_ids, whole=check, note_unread=note_unread)  # fmt: skip
    return _records(read, legal_basis=legal_basis, purpose=purpose,
                    retention_until=retention_until, synthetic=synthetic)  # fmt: skip


def assemble(
    households: Raw,
    children: Raw,
    *,
    metadata: Metadata,
    source: str,
    findings: Iterable[Finding] = (),
    reader_made_ids: bool = False,
    check: bool = True,
) -> Records:
    """Return checked Records from two raw tables that a reader has made.

    Parameters
    ----------
    households, children : Raw
        As `apply_mapping` gives them.
    metadata : Metadata
        Legal basis, purpose, end of retention, weights.
    source : str
        What the records say they were read from.
    findings : iterable of Finding
        The reader's own; they stand first in ``reading``.
    reader_made_ids : bool
        The ids were made from a survey's keys: 12 digits then identify nobody.
    check : bool
        Whether to run the checks of whole tables; cells of the wrong kind refuse in any case.

    Returns
    -------
    Records
        With every finding in ``reading``.

    Raises
    ------
    IdentifierError
        If a column holds names, phone numbers, addresses, identity numbers or birth dates.
    SchemaError
        If a finding fails; it carries all findings.

    Examples
    --------
    >>> homes = Raw("households", {"household_id": np.array(["1-7"]),
    ...                            "observed_date": np.array(["2014-03-01"])})
    >>> kids = Raw("children", {"child_id": np.array(["1-7-3"]), "household_id": np.array(["1-7"]),
    ...            "observed_date": np.array(["2014-03-01"]), "age_years": np.array([12.0]),
    ...            "sex": np.array(["female"])})
    >>> assemble(homes, kids, metadata=Metadata(weights="none"), source="mics5").source
    'mics5'
    """
    read = _examined((households, children), metadata, source, safe=reader_made_ids, whole=check)
    return _records(replace(read, findings=(*findings, *read.findings)))


def check(
    source: Any,  # noqa: ANN401 - a folder, a frame or arrays
    children: Any = None,  # noqa: ANN401
    *,
    mapping: str | Path | Mapped | None = None,
    weights: str | None = None,
    code_list_year: int | None = None,
    hash_key: str | bytes | None = None,
    reader_made_ids: bool = False,
) -> tuple[Finding, ...]:
    """Return every finding about a source, mapped or not; parameters as in `read_records`.

    Faults of the data never raise: a direct identifier is the finding SCH-28.

    Raises
    ------
    InputError
        If the source is not there, or the mapping cannot be applied.
    """
    raws, facts, origin = _raws(source, children, mapping)
    facts = facts.with_arguments(weights=weights, code_list_year=code_list_year)
    read = _examined(raws, facts, origin, hash_key=hash_key,
                     safe=reader_made_ids, whole=True)  # fmt: skip
    persons = tuple(
        note("SCH-28", "direct identifier", f"{sentence}. Remove it before reading",
             n=1.0, verdict=Verdict.FAIL)
        for sentence in read.persons
    )  # fmt: skip
    return (*persons, *read.findings)


def _examined(
    raws: tuple[Raw, Raw],
    facts: Metadata,
    origin: str,
    *,
    safe: bool,
    whole: bool,
    hash_key: str | bytes | None = None,
    note_unread: bool = False,
) -> _Read:
    """Look for direct identifiers, type every cell and check the tables."""
    raws = (replace(raws[0], name="households"), replace(raws[1], name="children"))
    persons = [
        sentence
        for raw in raws
        for sentence in identifiers.direct_identifiers(
            raw, ids_are_safe=safe or facts.admitted or hash_key is not None
        )
    ]
    findings = [finding for raw in raws for finding in raw.findings]
    tables: dict[str, Table] = {}
    for raw in raws:
        safe_raw = raw if hash_key is None else _hash(raw, hash_key)
        tables[raw.name], odd = converting.typed(safe_raw, note_unread=note_unread)
        findings += odd
    tables = checking_codes.with_names(tables)
    if facts.code_list_year:
        tables["households"], brought = relisting.relisted(
            tables["households"], facts.code_list_year
        )
        findings += brought
    # A table that could not be read has no rows; "0 rows" would be a second, false fault.
    unread = any(finding.code in ("SCH-01", "SCH-04") for finding in findings)
    if whole and not (unread and any(not table.columns for table in tables.values())):
        findings += checking.check_tables(
            tables["households"], tables["children"], weights=facts.weights
        )
    return _Read(tables, facts, tuple(findings), tuple(persons), origin)


def _records(read: _Read, **arguments: Any) -> Records:  # noqa: ANN401 - text, bool or None
    if read.persons:
        raise IdentifierError(_refusal(read.persons))
    failing = [finding for finding in read.findings if finding.verdict is Verdict.FAIL]
    if failing:
        raise SchemaError(_message(failing, read.findings), findings=read.findings)
    facts = read.metadata.with_arguments(**arguments)
    return Records(
        households=read.tables["households"],
        children=read.tables["children"],
        legal_basis=facts.legal_basis,
        purpose=facts.purpose,
        retention_until=facts.retention_until,
        synthetic=facts.synthetic or _all_synthetic(read.tables),
        weights=facts.weights,
        source=facts.source or read.source,
        reading=read.findings,
    )


def _raws(
    source: Any,  # noqa: ANN401
    children: Any,  # noqa: ANN401
    mapping: str | Path | Mapped | None,
) -> tuple[tuple[Raw, Raw], Metadata, str]:
    if isinstance(source, str | Path) and children is not None:
        raise InputError("a folder holds both tables; give a folder, or two frames")
    if mapping is not None:
        return _mapped(source, children, mapping)
    if isinstance(source, str | Path):
        raws, facts = stored.from_folder(Path(source))
        return raws, facts, Path(source).name
    if children is None:
        raise InputError("children are missing: give a folder, or households and children")
    pair = (files.from_frame(source, "households"), files.from_frame(children, "children"))
    return pair, Metadata(), "frames"


def _mapped(
    source: Any,  # noqa: ANN401
    children: Any,  # noqa: ANN401
    mapping: str | Path | Mapped,
) -> tuple[tuple[Raw, Raw], Metadata, str]:
    # A service that scores reads no mapping, so its modules are not loaded there.
    from riskscreen.records import mapping as mappings

    mapped = mapping if isinstance(mapping, mappings.Mapped) else mappings.read_mapping(mapping)
    if isinstance(source, str | Path):
        given, origin = mappings.from_folder(mapped, Path(source)), Path(source).name
    elif children is not None:
        bases = (mapped.tables[name].file for name in ("households", "children"))
        given = mappings.from_frames(mapped, dict(zip(bases, (source, children), strict=True)))
        origin = "frames"
    elif isinstance(source, Mapping):
        given, origin = mappings.from_frames(mapped, source), "frames"
    else:
        raise InputError(
            "children are missing: a mapping reads a folder, households and children, or frames "
            f"by the names {', '.join(mapped.files)}"
        )
    return mappings.apply_mapping(mapped, given), mapped.metadata, origin


def _hash(raw: Raw, key: str | bytes) -> Raw:
    columns = dict(raw.columns)
    for name in ("child_id", "household_id"):
        if name in columns:
            columns[name] = identifiers.hashed(converting.as_text(columns[name]), key)
    return replace(raw, columns=columns)


def _all_synthetic(tables: dict[str, Table]) -> bool:
    return all(
        "synthetic" in table and table.n_rows > 0 and bool(np.all(table["synthetic"] == 1))
        for table in tables.values()
    )


def _refusal(persons: tuple[str, ...]) -> str:
    return (
        f"records hold direct identifiers in {len(persons)} columns; first: {persons[0]}"
        + ("" if len(persons) == 1 else f" (then: {'; '.join(persons[1:])})")
        + ". Remove them before reading; no value is repeated here"
    )


def _message(failing: list[Finding], findings: tuple[Finding, ...]) -> str:
    verb = "fails" if len(failing) == 1 else "fail"
    shown = "; ".join(f"{finding.code} {finding.detail}" for finding in failing[:_SHOWN])
    rest = len(failing) - _SHOWN
    more = f"; and {rest} more, see .findings" if rest > 0 else ""
    return (
        f"records break their schema, {len(failing)} of {len(findings)} findings {verb}: "
        f"{shown}{more}"
    )
