"""How do rows become Records, and what refuses them?

In this order: read, map, look for direct identifiers, hash ids, type every cell, check. All faults
come at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from riskscreen.core import Finding, Verdict
from riskscreen.errors import IdentifierError, InputError, SchemaError
from riskscreen.records import checking, checking_codes, converting, files, identifiers, metadata
from riskscreen.records import mapping as mapping_file
from riskscreen.records.files import Raw
from riskscreen.records.holding import Records
from riskscreen.records.metadata import Metadata
from riskscreen.records.table import Table
from riskscreen.records.wording import note

__all__ = ["check", "read_records"]

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
    mapping: str | Path | None = None,
    legal_basis: str | None = None,
    purpose: str | None = None,
    retention_until: str | None = None,
    weights: str | None = None,
    synthetic: bool | None = None,
    hash_key: str | bytes | None = None,
    reader_made_ids: bool = False,
    check: bool = True,
) -> Records:
    """Return checked Records from a folder, or from two frames.

    Parameters
    ----------
    source : path or frame
        A folder with ``households`` and ``children`` as ``.parquet`` or ``.csv`` (UTF-8), or the
        households as a pandas, Polars or Arrow frame or a mapping of arrays.
    children : frame, optional
        The children, where ``source`` is the households.
    mapping : path, optional
        A TOML file that says which columns of other files become which; see `records.mapping`.
    legal_basis, purpose, retention_until, weights, synthetic : optional
        In place of what ``records.toml`` or the mapping says.
    hash_key : str or bytes, optional
        Secret of 16-64 bytes; child_id and household_id are replaced by keyed digests.
    reader_made_ids : bool
        The ids were made from a survey's keys: 12 digits then identify nobody.
    check : bool
        Whether to run the checks of whole tables; cells of the wrong kind refuse in any case.

    Returns
    -------
    Records
        With every finding of the checks in ``reading``.

    Raises
    ------
    IdentifierError
        If a column holds names, phone numbers, addresses, identity numbers or birth dates.
    SchemaError
        If a finding fails; it carries all findings.
    MappingError
        If the mapping cannot be read or applied.
    InputError
        If the source is not there or is of another kind.

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
    read = _read(source, children, mapping, hash_key, safe=reader_made_ids, whole=check,
                 weights=weights)  # fmt: skip
    if read.persons:
        raise IdentifierError(_refusal(read.persons))
    failing = [finding for finding in read.findings if finding.verdict is Verdict.FAIL]
    if failing:
        raise SchemaError(_message(failing, read.findings), findings=read.findings)
    facts = read.metadata.with_arguments(
        legal_basis=legal_basis, purpose=purpose, retention_until=retention_until,
        weights=weights, synthetic=synthetic,
    )  # fmt: skip
    return Records(
        households=read.tables["households"],
        children=read.tables["children"],
        legal_basis=facts.legal_basis,
        purpose=facts.purpose,
        retention_until=facts.retention_until,
        synthetic=facts.synthetic or _all_synthetic(read.tables),
        weights=facts.weights,
        source=read.source,
        reading=read.findings,
    )


def check(
    source: Any,  # noqa: ANN401 - a folder, a frame or arrays
    children: Any = None,  # noqa: ANN401
    *,
    mapping: str | Path | None = None,
    weights: str | None = None,
    hash_key: str | bytes | None = None,
    reader_made_ids: bool = False,
) -> tuple[Finding, ...]:
    """Return every finding about a source; parameters as in `read_records`.

    Faults of the data never raise: a direct identifier is the finding SCH-28.

    Raises
    ------
    InputError
        If the source is not there, or the mapping cannot be applied.
    """
    read = _read(source, children, mapping, hash_key, safe=reader_made_ids, whole=True,
                 weights=weights)  # fmt: skip
    persons = tuple(
        note("SCH-28", "direct identifier", f"{sentence}. Remove it before reading",
             n=1.0, verdict=Verdict.FAIL)
        for sentence in read.persons
    )  # fmt: skip
    return (*persons, *read.findings)


def _read(
    source: Any,  # noqa: ANN401
    children: Any,  # noqa: ANN401
    mapping: str | Path | None,
    hash_key: str | bytes | None,
    *,
    safe: bool,
    whole: bool,
    weights: str | None,
) -> _Read:
    raws, facts, origin = _raws(source, children, mapping)
    if weights is not None:
        facts = facts.with_arguments(weights=weights)
    persons = [
        sentence
        for raw in raws
        for sentence in identifiers.direct_identifiers(
            raw, ids_are_safe=safe or hash_key is not None
        )
    ]
    findings = [finding for raw in raws for finding in raw.findings]
    tables: dict[str, Table] = {}
    for raw in raws:
        tables[raw.name], odd = converting.typed(raw if hash_key is None else _hash(raw, hash_key))
        findings += odd
    tables = checking_codes.with_names(tables)
    # A table that could not be read has no rows; "0 rows" would be a second, false fault.
    unread = any(finding.code in ("SCH-01", "SCH-04") for finding in findings)
    if whole and not (unread and any(not table.columns for table in tables.values())):
        findings += checking.check_tables(
            tables["households"], tables["children"], weights=facts.weights
        )
    return _Read(tables, facts, tuple(findings), tuple(persons), origin)


def _raws(
    source: Any,  # noqa: ANN401
    children: Any,  # noqa: ANN401
    mapping: str | Path | None,
) -> tuple[tuple[Raw, Raw], Metadata, str]:
    if isinstance(source, str | Path):
        if children is not None:
            raise InputError("a folder holds both tables; give a folder, or two frames")
        folder = Path(source)
        if mapping is not None:
            raws, facts = mapping_file.apply(Path(mapping), folder)
            return raws, facts, folder.name
        return files.from_folder(folder), metadata.from_folder(folder), folder.name
    if children is None:
        raise InputError("children are missing: give a folder, or households and children")
    if mapping is not None:
        raise InputError("a mapping reads files; give the folder that holds them")
    pair = (files.from_frame(source, "households"), files.from_frame(children, "children"))
    return pair, Metadata(), "frames"


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
