"""What did a mapping change or leave out, how often, and where first?

Codes MAP-01 to MAP-08 (MAP-09 and MAP-10 stand in `records.mapping.merging`). Only a key that
identifies several rows refuses; the rest is for the person who reads the report and knows whether
12 or 12 000 of something is strange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.records.mapping.joining import Match
from riskscreen.records.mapping.scope import Scope, spelling
from riskscreen.records.wording import note, shown, thousands

__all__ = ["Account", "key_words"]

_SHOWN = 12


@dataclass(slots=True)
class Account:
    """What happened to the rows at work of one table, in one wave."""

    scope: Scope
    wave: str = ""
    findings: list[Finding] = field(default_factory=list)

    def row(self, place: int) -> str:
        """Return how to speak of a row at work: its key where the file has one, else its number."""
        return key_words(self.scope, self.scope.mapped.tables[self.scope.table].file,
                         int(self.scope.rows[place]))  # fmt: skip

    def codes_missing(self, target: str, lost: dict[str, int], first: str) -> None:
        """Write down how many missing codes of which kind became missing."""
        n = sum(lost.values())
        codes = ", ".join(f"{code} ({thousands(times)})" for code, times in lost.items())
        self._add(
            "MAP-02", f"missing codes: {target}",
            f"{thousands(n)} values of {self._name(target)} were codes for no answer and are "
            f"missing now: {codes}; first is {first}. Compare with the questionnaire",
            n=n, unit="values",
        )  # fmt: skip

    def not_found(self, target: str, why: Sequence[str]) -> None:
        """Write down what an optional entry looked for in vain."""
        self._add(
            "MAP-04", f"optional and not found: {target}",
            f"{self._name(target)} looked for {len(why)} names that are not there; first: "
            f"{why[0]}. Correct the name if the file has it under another",
            n=len(why), unit="names",
        )  # fmt: skip

    def outside(
        self, target: str, rows: NDArray[np.intp], first: float, bounds: tuple[float, float]
    ) -> None:
        """Write down values outside a range."""
        lo, hi = bounds
        self._add(
            "MAP-05", f"outside its range: {target}",
            f"{thousands(len(rows))} of {thousands(self.scope.n_rows)} values of "
            f"{self._name(target)} lie outside {lo:g}-{hi:g} and are missing now; first is "
            f"{self.row(int(rows[0]))}: {shown(float(first))}. List codes for no answer under "
            "missing", n=len(rows),
        )  # fmt: skip

    def impossible_days(self, target: str, rows: NDArray[np.intp], written: str) -> None:
        """Write down days like 31 April."""
        self._add(
            "MAP-05", f"days that do not exist: {target}",
            f"{thousands(len(rows))} of {thousands(self.scope.n_rows)} days of "
            f"{self._name(target)} do not exist and are missing now; first is "
            f"{self.row(int(rows[0]))}: {written}. Look at the order of year, month, day",
            n=len(rows),
        )  # fmt: skip

    def no_answer(self, target: str, formula: str, n: int) -> None:
        """Write down divisions by zero and overflows."""
        self._add(
            "MAP-05", f"arithmetic without an answer: {target}",
            f"{thousands(n)} results of {self._name(target)} divide by zero or are too large and "
            f"are missing now; the formula is {formula[:60]}. Say what such rows mean with where()",
            n=n, unit="results",
        )  # fmt: skip

    def swallowed(
        self, target: str, said: str, codes: Sequence[str], rows: NDArray[np.intp]
    ) -> None:
        """Write down which values ``other`` took."""
        often = Counter(codes).most_common(_SHOWN)
        listed = ", ".join(f"{shown(code)} ({thousands(times)})" for code, times in often)
        more = len(set(codes)) - len(often)
        self._add(
            "MAP-07", f"values that other took: {target}",
            f"{thousands(len(rows))} of {thousands(self.scope.n_rows)} values of {said} are not in "
            f"the recode of {self._name(target)} and became its other: {listed}"
            f"{f' and {more} more' if more else ''}; first is {self.row(int(rows[0]))}. List them "
            "where they mean something", n=len(rows),
        )  # fmt: skip

    def unlabelled(self, target: str, name: str, rows: NDArray[np.intp], code: str) -> None:
        """Write down codes that have no value label."""
        self._add(
            "MAP-08", f"codes without a label: {target}",
            f"{thousands(len(rows))} of {thousands(self.scope.n_rows)} values of {name} have no "
            f"value label and stand in {self._name(target)} as their code; first is "
            f"{self.row(int(rows[0]))}: {shown(code)}. Recode them, or list them under missing",
            n=len(rows),
        )  # fmt: skip

    def gathered(
        self, target: str, take: str, file: str, *, n_none: int, n_several: int, n_uncertain: int
    ) -> None:
        """Write down for how many rows nothing could be gathered, and why."""
        n = n_none + n_several + n_uncertain
        why = f"{thousands(n_none)} with no known value of {file}"
        if take == "one":
            why += f", {thousands(n_several)} with several"
        elif take != "first":
            why = f"it is unknown which rows of {file} count"
        if n:
            self._add(
                "MAP-03", f"gathered for nobody: {target}",
                f"{self._name(target)} ({take} over {file}) is missing in {thousands(n)} of "
                f"{thousands(self.scope.n_rows)} rows: {why}. Look at where, or add known(...) to "
                "it", n=n,
            )  # fmt: skip

    def joined(self, file: str, match: Match, *, kept: NDArray[np.bool_]) -> None:
        """Write down how a file was joined; every row of it is in exactly one of four numbers."""
        if match.repeated.size:
            self._add(
                "MAP-06", f"a key that identifies several rows: {file}",
                f"{thousands(match.repeated.size)} of {thousands(match.n_other)} rows of {file} "
                f"share their key with another and were joined to nobody; first is "
                f"{key_words(self.scope, file, int(match.repeated[0]))}. Correct the key, or "
                "gather with take", n=match.repeated.size, verdict=Verdict.FAIL,
            )  # fmt: skip
        without = np.flatnonzero(match.rows[self.scope.rows] < 0)
        nobody, unused = match.unmatched(), match.unmatched(kept)
        n_aside = len(unused) - len(nobody)
        n_used = match.n_other - match.repeated.size - len(unused)
        first = f"; first is {key_words(self.scope, file, int(nobody[0]))}" if nobody.size else ""
        lacks = f"; first is {self.row(int(without[0]))}" if without.size else ""
        self._add(
            "MAP-03", f"rows joined: {file}",
            f"{thousands(match.n_other)} rows of {file} = {thousands(n_used)} matched to "
            f"{self.scope.table} + {thousands(n_aside)} matched only to rows set aside + "
            f"{thousands(match.repeated.size)} with a repeated key + {thousands(len(nobody))} not "
            f"matched{first}. {thousands(len(without))} of {thousands(self.scope.n_rows)} rows of "
            f"{self.scope.table} have none{lacks}", n=len(nobody) + len(without),
        )  # fmt: skip

    def set_aside(self, formula: str, no: NDArray[np.intp], unknown: NDArray[np.intp]) -> None:
        """Write down which rows ``keep`` set aside; the account is of all rows it was asked of."""
        n_rows, n_no, n_unknown = self.scope.n_rows, len(no), len(unknown)
        n_used = n_rows - n_no - n_unknown
        aside = np.concatenate([no, unknown])
        first = f"; first is {self.row(int(aside.min()))}" if aside.size else ""
        self._add(
            "MAP-01", "rows set aside by keep",
            f"{thousands(n_rows)} rows of {self._table()} in = {thousands(n_used)} used + "
            f"{thousands(n_no)} set aside (not: {formula[:80]}) + {thousands(n_unknown)} set aside "
            f"(unknown){first}", n=n_no + n_unknown,
        )  # fmt: skip

    def _table(self) -> str:
        return self.scope.table + (f" in the wave of {self.wave}" if self.wave else "")

    def _name(self, target: str) -> str:
        return f"{self.scope.table}.{target}" + (
            f" in the wave of {self.wave}" if self.wave else ""
        )

    def _add(
        self,
        code: str,
        title: str,
        detail: str,
        *,
        n: float,
        unit: str = "rows",
        verdict: Verdict = Verdict.PASS,
    ) -> None:
        self.findings.append(note(code, title, detail, n=float(n), unit=unit, verdict=verdict))


def key_words(scope: Scope, file: str, row: int) -> str:
    """Return how to speak of a row of a file: by its key where that is known, else by number."""
    raw = scope.files[file]
    key = [spelling(raw, name) for name in scope.mapped.files[file].key]
    if not key or not all(key):
        return f"row {row + 1}"
    return " ".join(f"{name}={_cell(raw.columns[name][row])}" for name in key)


def _cell(value: Any) -> str:  # noqa: ANN401 - any cell
    return shown(float(value)) if isinstance(value, np.number) else shown(value)
