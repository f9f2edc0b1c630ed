"""Which columns and codes may records hold?"""

from riskscreen.schema.codes import (
    ETHNIC_WORDS,
    NEW_LIST_YEAR,
    REGIONS,
    Province,
    communes,
    ethnic_group,
    ethnic_groups,
    ethnic_numbers,
    fold,
    new_province,
    provinces,
    region_of,
    regions,
    same_list,
)
from riskscreen.schema.fields import CHILDREN, HOUSEHOLDS, Field, Kind, Role, fields, parse_limits

__all__ = [
    "CHILDREN",
    "ETHNIC_WORDS",
    "HOUSEHOLDS",
    "NEW_LIST_YEAR",
    "REGIONS",
    "Field",
    "Kind",
    "Province",
    "Role",
    "communes",
    "ethnic_group",
    "ethnic_groups",
    "ethnic_numbers",
    "fields",
    "fold",
    "new_province",
    "parse_limits",
    "provinces",
    "region_of",
    "regions",
    "same_list",
]
