"""What does a Parquet file hold?"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from riskscreen import core
from riskscreen.errors import InputError
from riskscreen.records.arrow import from_arrow
from riskscreen.records.files.faults import UnreadableError, case_twins, duplicates
from riskscreen.records.files.raw import Raw
from riskscreen.records.files.wanted import chosen

__all__ = ["from_parquet"]


def from_parquet(path: Path, name: str, *, columns: Collection[str] | None = None) -> Raw:
    """Return one table of a Parquet file; only ``columns``, matched without case, if given.

    Raises
    ------
    UnreadableError
        If it is no whole Parquet file.
    """
    parquet = core.need("pyarrow.parquet", extra="core")
    pyarrow = core.need("pyarrow", extra="core")
    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            twice = duplicates(name, names)
            if twice:
                return Raw(name, findings=twice)
            wanted = chosen(names, columns)
            table = file.read(columns=None if columns is None else wanted)
            read = {column: from_arrow(table.column(column), name=column) for column in wanted}
    except InputError:  # a ValueError, and no fault of the file's
        raise
    # OSError, ValueError: what Arrow makes of damaged pages and of sizes that cannot be
    except (pyarrow.ArrowException, OSError, ValueError) as fault:
        reason = str(fault).strip().split("\n", maxsplit=1)[0]
        raise UnreadableError(f"it is not a Parquet file that can be read ({reason})") from fault
    return Raw(name, read, case_twins(name, wanted))
