"""Which columns of an office's or a survey's own files become which columns of records?

A TOML file says so, nothing is guessed::

    [files.roster]                 # a file by a name of its own, with what identifies its rows
    path = "sect1_roster.dta"
    key = ["hhid", "indiv"]
    [tables.households]
    file = "cover.dta"
    [tables.children]
    file = "roster"
    keep = "age < 18"              # other rows are set aside and counted
    [tables.children.columns]
    child_id = { key = ["hhid", "indiv"] }
    sex = { from = "s1q3", recode = { 1 = "male", 2 = "female" } }
    age_years = { from = "age", missing = [98, 99], range = [0, 17] }

A target that the schema does not know is kept as an own column. ``docs/mapping.md`` has every
entry. Names across packages: ``records.mapping_from``, ``records.apply_mapping``.
"""

from riskscreen.records.mapping.applying import apply_mapping
from riskscreen.records.mapping.formula import Formula
from riskscreen.records.mapping.language import Column, File, Mapped, Target, Wave
from riskscreen.records.mapping.needed import needed_columns, needed_files
from riskscreen.records.mapping.opening import from_folder, from_frames
from riskscreen.records.mapping.parsing import mapping_from, read_mapping

__all__ = [
    "Column",
    "File",
    "Formula",
    "Mapped",
    "Target",
    "Wave",
    "apply_mapping",
    "from_folder",
    "from_frames",
    "mapping_from",
    "needed_columns",
    "needed_files",
    "read_mapping",
]
