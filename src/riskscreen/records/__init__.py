"""What do we hold about households and children, what was known on a day, what came after?"""

from riskscreen.records.checking import check_tables
from riskscreen.records.cut import FollowUp, Snapshot
from riskscreen.records.cutting import add_months
from riskscreen.records.grouping import Household
from riskscreen.records.holding import Records
from riskscreen.records.places import Areas, areas
from riskscreen.records.reading import check, read_records
from riskscreen.records.table import Table

__all__ = [
    "Areas",
    "FollowUp",
    "Household",
    "Records",
    "Snapshot",
    "Table",
    "add_months",
    "areas",
    "check",
    "check_tables",
    "read_records",
]
