"""How are records stored so that reading gives the same records?

Rows, rights, source and what the reader found go into one folder together: all of it, or none.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from riskscreen import core
from riskscreen.errors import InputError
from riskscreen.records import lossless, metadata, placing, stored
from riskscreen.records.metadata import Metadata, Written

if TYPE_CHECKING:
    from riskscreen.records.holding import Records
    from riskscreen.records.table import Table

__all__ = ["FORMATS", "write"]

FORMATS = ("parquet", "csv")


def write(records: Records, folder: Path, *, format: str = "parquet") -> Path:  # noqa: A002 - the public name
    """Write both tables, ``records.toml`` and ``reading.json``, and return the folder.

    See `Records.write`.
    """
    if format not in FORMATS:
        raise InputError(f"no records in {format!r}; write them as {' or '.join(FORMATS)}")
    tables = {name: getattr(records, name) for name in stored.TABLES}
    for name, table in tables.items():
        _refuse_infinities(name, table)
    _refuse_strangers(folder)
    with placing.placed_together(folder) as draft:
        for name, table in tables.items():
            _write_table(table, draft / f"{name}.{format}")
        kinds = {name: lossless.kinds_of(table, name) for name, table in tables.items()}
        written = Written(
            digests={
                path.name: core.digest_bytes(path.read_bytes()) for path in sorted(draft.iterdir())
            },
            kinds=kinds if format == "csv" else {},
        )
        toml = metadata.to_toml(_facts(records), written)
        (draft / metadata.FILE).write_text(toml, encoding="utf-8", newline="\n")
        findings = stored.reading_json(stored.carried(records.reading))
        (draft / stored.READING).write_text(findings, encoding="utf-8", newline="\n")
    return folder


def _write_table(table: Table, path: Path) -> None:
    if path.suffix == ".csv":
        lossless.write_csv(table, path)
    else:
        parquet = core.need("pyarrow.parquet", extra="core")
        parquet.write_table(table.to_frame("arrow"), path, compression="zstd")


def _facts(records: Records) -> Metadata:
    return Metadata(
        legal_basis=records.legal_basis,
        purpose=records.purpose,
        retention_until=records.retention_until,
        weights=records.weights,
        synthetic=records.synthetic,
        source=records.source,
    )


def _refuse_infinities(name: str, table: Table) -> None:
    for column, values in table.columns.items():
        if values.dtype.kind == "f" and np.isinf(values).any():
            rows = np.flatnonzero(np.isinf(values))
            raise InputError(
                f"{column} of {name} holds {len(rows)} infinities in {table.n_rows} rows; first is "
                f"row {rows[0] + 1}. Something was divided by zero; set them to NaN"
            )


def _refuse_strangers(folder: Path) -> None:
    """Refuse to take the place of what somebody else has put there: it may be the only copy."""
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            raise InputError(f"{folder} is no folder; name a folder, or one to be made")
        return
    own = metadata.written_in(folder)
    ours = frozenset() if own is None else frozenset(own.digests)
    found = [path for name in stored.TABLES for path in placing.tables(folder, name)]
    strangers = [path.name for path in found if path.name not in ours]
    if own is None and (folder / metadata.FILE).exists():
        strangers.append(metadata.FILE)
    if strangers:
        raise InputError(
            f"{folder} holds {strangers[0]}, which riskscreen did not write ({len(strangers)} "
            "such files would be replaced); write into another folder"
        )
