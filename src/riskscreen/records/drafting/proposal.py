"""What does a draft consist of, for a person and for a program?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Draft", "Proposal", "State"]

State = Literal["mapped", "to decide", "refused"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One source column, what it could be, and why.

    Parameters
    ----------
    table, target : str
        Table and column of the schema; both empty where the source is refused.
    file : str
        Name of the file under ``[files]``.
    source : str
        The source column, or several of them joined by `` + ``.
    confidence : float
        0-1. On the committed headers, at least nine in ten of the proposals at 0.9 or more were
        right (`records.drafting.scoring`).
    evidence : tuple of str
        What speaks for it and against it; never a value that the words do not know.
    state : str
        ``mapped`` (a line), ``to decide`` (a commented line) or ``refused``.
    """

    table: str
    target: str
    file: str
    source: str
    confidence: float
    evidence: tuple[str, ...]
    state: State

    def __repr__(self) -> str:
        target = f"{self.table}.{self.target}" if self.target else "nothing"
        return f"Proposal({self.source!r} -> {target}, {self.confidence:.2f}, {self.state})"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping proposed for a person to edit.

    Parameters
    ----------
    toml : str
        The mapping file; it parses as it is.
    proposals : tuple of Proposal
        In the order of the schema, then what is refused.
    unmatched : tuple of (str, str)
        File and column of everything that no line uses.
    """

    toml: str
    proposals: tuple[Proposal, ...]
    unmatched: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        n = dict.fromkeys(("mapped", "to decide", "refused"), 0)
        for proposal in self.proposals:
            n[proposal.state] += 1
        counted = ", ".join(f"{count} {state}" for state, count in n.items())
        return f"Draft({counted}, {len(self.unmatched)} unmatched)"
