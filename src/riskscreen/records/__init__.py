"""What do we hold about households and children, what was known on a day, what came after?"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from riskscreen.records.ages import was_a_child
from riskscreen.records.checking import check_tables
from riskscreen.records.converting import UNREAD
from riskscreen.records.cut import FollowUp, Snapshot
from riskscreen.records.cutting import HOUSEHOLD_GAP_DAYS, add_months
from riskscreen.records.files import Raw, read_file
from riskscreen.records.grouping import Household
from riskscreen.records.holding import Records
from riskscreen.records.identifiers import pattern_in
from riskscreen.records.metadata import Metadata
from riskscreen.records.places import Areas, areas
from riskscreen.records.placing import placed_together
from riskscreen.records.reading import assemble, check, read_records
from riskscreen.records.table import Table

if TYPE_CHECKING:
    from riskscreen.records.drafting import draft as draft_mapping
    from riskscreen.records.mapping import (
        Mapped,
        apply_mapping,
        mapping_from,
        needed_columns,
        read_mapping,
    )

__all__ = [
    "HOUSEHOLD_GAP_DAYS",
    "UNREAD",
    "Areas",
    "FollowUp",
    "Household",
    "Mapped",
    "Metadata",
    "Raw",
    "Records",
    "Snapshot",
    "Table",
    "add_months",
    "apply_mapping",
    "areas",
    "assemble",
    "check",
    "check_tables",
    "draft_mapping",
    "mapping_from",
    "needed_columns",
    "pattern_in",
    "placed_together",
    "read_file",
    "read_mapping",
    "read_records",
    "was_a_child",
]

# A service that scores reads no mapping and drafts none: these are loaded on first use.
_LATER = {
    "Mapped": ("mapping", "Mapped"),
    "apply_mapping": ("mapping", "apply_mapping"),
    "draft_mapping": ("drafting", "draft"),
    "mapping_from": ("mapping", "mapping_from"),
    "needed_columns": ("mapping", "needed_columns"),
    "read_mapping": ("mapping", "read_mapping"),
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'riskscreen.records' has no attribute {name!r}")
    module, own = _LATER[name]
    found: object = getattr(importlib.import_module(f"riskscreen.records.{module}"), own)
    globals()[name] = found
    return found
