"""Of which kind is a file: what does its suffix say, and do its first bytes agree?

A file under a wrong suffix is refused with what it is, because the library of the kind it claims to
be can only say that it is rubbish.
"""

from __future__ import annotations

import re
from pathlib import Path

from riskscreen.records.files.faults import UnreadableError

__all__ = ["DELIMITED", "KINDS", "SHEETS", "STATISTICAL", "refuse_disguise"]

DELIMITED = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
STATISTICAL = (".sav", ".zsav", ".por", ".dta")
SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
# Every kind of file that can be read, by suffix.
KINDS = (".parquet", *DELIMITED, *STATISTICAL, *SHEETS)
_HEAD_BYTES = 512
_PROTECTED = (".xls", ".xlsx", ".xlsm", ".xlsb")
# First bytes, what they are, and the suffixes that may have them.
_MAGIC: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (rb"PK\x03\x04", "a new workbook or another zip", (".xlsx", ".xlsm", ".xlsb", ".ods")),
    # a protected workbook of any age is stored like one of Excel 97
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook of Excel 97", _PROTECTED),
    (rb"\$FL[23]", "an SPSS file (.sav)", (".sav", ".zsav")),
    (rb"<stata_dta>", "a Stata file (.dta)", (".dta",)),
    (rb"PAR1", "a Parquet file", (".parquet",)),
    (rb"(?s).{0,500}SPSSPORT", "a portable SPSS file (.por)", (".por",)),
    (rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|\?mso)", "a web page or XML", ()),
    (rb"%PDF", "a PDF", ()),
    (rb"\x1f\x8b", "a compressed file (.gz)", ()),
)


def refuse_disguise(path: Path, kind: str) -> None:
    """Refuse an empty file, and one whose first bytes are of another kind than its suffix says.

    Raises
    ------
    UnreadableError
        With what it is, and what to do.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise UnreadableError(f"{path.name} is empty (0 bytes); copy it again from where it came")
    for mark, what, kinds in _MAGIC:
        if kind not in kinds and re.match(mark, head):
            raise UnreadableError(
                f"{path.name} is not what its suffix says but {what}; give it the right suffix, or "
                f"open it and save it as {kind}"
            )
