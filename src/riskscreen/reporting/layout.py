"""Of which parts is a page made, before anybody says whether it is HTML or Markdown?

Few kinds of block, so that one macro draws every table and none forgets its headers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

__all__ = ["Block", "Cell", "Column", "Figure", "Note", "Section", "Table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Parameters
    ----------
    text : str
        What is printed.
    kind : str
        ``pass``, ``fail``, ``insufficient``, ``soft`` (withheld) or empty: a colour beside the
        word; ``mark`` is a code that stays on one line. That of a row's first cell is the row's
        own: ``reported`` rows are left out on paper.
    lang : str
        Set where the text is not in the page's language.
    term : str
        Anchor of the definition, of a row's first cell.
    """

    text: str
    kind: str = ""
    lang: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column.

    Parameters
    ----------
    text : str
        What is printed.
    term : str
        Anchor of the definition, ``def-<term>``; empty where the words define themselves.
    words : bool
        Whether the column holds words (left) or numbers (right).
    """

    text: str
    term: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its header.

    Parameters
    ----------
    name : str
        Anchor, unique on the page.
    caption : str
        What the table holds, said on top of it.
    columns : sequence of Column
        One per cell of a row.
    rows : sequence of sequence of Cell
        The body.
    folded : bool
        Whether it is shown only when asked for.
    printed : bool
        Whether a folded table is opened on paper.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    folded: bool = False
    printed: bool = True
    kind: ClassVar[str] = "table"

    def __repr__(self) -> str:
        return f"Table({self.name}: {len(self.rows)} rows of {len(self.columns)})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as SVG text, and the line beneath it."""

    svg: str = field(repr=False)
    caption: str = ""
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph; ``strong`` where a reader must not pass over it."""

    text: str
    strong: bool = False
    lang: str = ""
    kind: ClassVar[str] = "note"


Block = Table | Figure | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and the sections inside it."""

    name: str
    heading: str
    blocks: Sequence[Block] = ()
    parts: Sequence[Section] = ()
    code: str = ""

    @property
    def kept(self) -> int:
        """How many blocks stay with the heading on paper: the notes and figures that lead."""
        kinds = [block.kind for block in self.blocks]
        if "figure" not in kinds:
            return 0
        place = kinds.index("figure")
        while place < len(kinds) and kinds[place] == "figure":
            place += 1
        return place if "table" not in kinds[:place] else 0

    def __repr__(self) -> str:
        return f"Section({self.name}: {len(self.blocks)} blocks, {len(self.parts)} parts)"
