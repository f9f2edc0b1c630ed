"""What do we hold about households and children, what was known on a day, what came after?"""

from riskscreen.records.checking import check_tables
from riskscreen.records.cut import FollowUp, Snapshot
from riskscreen.records.cutting import add_months
from riskscreen.records.drafting import draft as draft_mapping
from riskscreen.records.files import Raw, read_file
from riskscreen.records.grouping import Household
from riskscreen.records.holding import Records
from riskscreen.records.mapping import (
    Mapped,
    apply_mapping,
    mapping_from,
    needed_columns,
    read_mapping,
)
from riskscreen.records.metadata import Metadata
from riskscreen.records.places import Areas, areas
from riskscreen.records.reading import assemble, check, read_records
from riskscreen.records.table import Table

__all__ = [
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
    "read_file",
    "read_mapping",
    "read_records",
]
