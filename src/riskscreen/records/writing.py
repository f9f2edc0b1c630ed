"""How are records stored so that reading gives the same digest?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from riskscreen import core
from riskscreen.records import metadata
from riskscreen.records.metadata import Metadata

if TYPE_CHECKING:
    from riskscreen.records.holding import Records

__all__ = ["write"]


def write(records: Records, folder: Path) -> Path:
    """Write both tables as Parquet with ``records.toml``, and return the folder."""
    parquet = core.need("pyarrow.parquet", extra="core")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("households", "children"):
        table = getattr(records, name).to_frame("arrow")
        parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")
    facts = Metadata(
        legal_basis=records.legal_basis,
        purpose=records.purpose,
        retention_until=records.retention_until,
        weights=records.weights,
        synthetic=records.synthetic,
    )
    (folder / metadata.FILE).write_text(metadata.to_toml(facts), encoding="utf-8")
    return folder
