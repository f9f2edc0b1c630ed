"""What do the value labels of a MICS file say, in the words of the schema?

Labels differ between countries in case and wording, codes differ in meaning; so the label decides,
and one that nobody has listed is missing and named in the reading report, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen import records, schema
from riskscreen.core import Finding, Verdict
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics.described import words

__all__ = ["education", "head_ethnicity", "published", "regions"]

Texts = NDArray[np.str_]
# How folded value labels begin that show an ethnic list of Viet Nam.
_KINH = ("kinh", "nonkinh")
# Regions whose names are of no other country; "South East" is one of Nigeria too.
_ONLY_HERE = frozenset({"red_river_delta", "mekong_delta", "central_highlands"})
_SEVERAL = re.compile(r"\s*(?:,|/|&|\band\b|\bor\b|\bvà\b|\bhoặc\b)\s*", flags=re.IGNORECASE)
# "Secondary" and "Secondary +", folded.
_ONE_SECONDARY = "secondary"


def education(raw: records.Raw, column: str) -> tuple[Texts, list[Finding]]:
    """Return the level of education of each row (empty where unknown), and labels not understood.

    Examples
    --------
    >>> labels = {0: "Pre-primary or none", 2: "Preparatory", 3: "Secondary +", 9: "Missing/DK"}
    >>> raw = records.Raw("hh", {"helevel": np.array([0.0, 3.0, 9.0])}, labels={"helevel": labels})
    >>> education(raw, "helevel")[0]
    array(['none', 'upper_secondary', ''], dtype='<U15')
    """
    labels = joining.labels_of(raw, column)
    known = _levels(raw, column, labels)
    return _said(labels, lambda label: known.get(schema.fold(label), "")), _odd(
        raw, column, labels, known
    )


def regions(raw: records.Raw, column: str) -> Texts:
    """Return the region of each row: one of the six, else the survey's own label.

    A code without a label is its own name, with the variable's (``HH7 3``), and so is a label that
    one of the six has too where no other label shows that they are meant (``HH7 South East``).

    Examples
    --------
    >>> raw = records.Raw("hh", {"HH7": np.array([6.0, 5.0])},
    ...                   labels={"HH7": {6: "Mekong River Delta", 5: "South East"}})
    >>> regions(raw, "HH7")
    array(['mekong_delta', 'south_east'], dtype='<U12')
    """
    labels = joining.labels_of(raw, column)
    codes = joining.key_of(raw, [column])
    bare = np.array([f"{column} {code}" if code else "" for code in codes.tolist()] or [""])
    whole = np.where(labels == "", bare[: len(labels)], labels)
    listed = {str(label) for label in raw.labels.get(raw.find(column), {}).values()}
    here = {_region(label) for label in listed | set(labels.tolist())} & _ONLY_HERE
    unknown = words("unknown")

    def region(label: str) -> str:
        if schema.fold(label) in unknown:
            return ""
        own = f"{column} {label}" if _region(label) else label
        return _region(label) if here and _region(label) else own

    return _said(whole, region)


def head_ethnicity(
    raw: records.Raw, columns: Sequence[str], *, numbered: str = ""
) -> tuple[Texts | None, list[Finding]]:
    """Return the head's ethnic group by name, or None where the files know none of Viet Nam's.

    Parameters
    ----------
    raw : Raw
        Households.
    columns : sequence of str
        Variables, the most detailed first.
    numbered : str
        Variable whose numbers are those of the list ``mics5_vn``, used where it has no labels.
    """
    found: Texts | None = None
    notes: list[Finding] = []
    for column in columns:
        if not raw.find(column):
            continue
        if column == numbered and not raw.labels.get(raw.find(column)):
            more, said = _by_number(raw, column)
        elif _is_vietnamese(raw, column):
            more, said = _by_label(raw, column)
        else:
            continue
        found = more if found is None else np.where(found == "", more, found)
        notes += said
    return found, notes


def published(raw: records.Raw, columns: Sequence[str]) -> Texts | None:
    """Return the file's own grouping of ethnicity or nationality, as its label; None if absent."""
    variable = next((column for column in columns if raw.find(column)), "")
    if not variable:
        return None
    unknown = words("unknown")
    return _said(
        joining.labels_of(raw, variable),
        lambda label: "" if schema.fold(label) in unknown else label,
    )


def _levels(raw: records.Raw, column: str, labels: Texts) -> Mapping[str, str]:
    """Return the words of education; "Secondary +" only beside a level between it and primary.

    Where a survey has one secondary level, it begins with the lower grades.
    """
    known = words("education")
    listed = {str(label) for label in raw.labels.get(raw.find(column), {}).values()}
    said = {schema.fold(label) for label in listed | set(labels.tolist())}
    if any(known.get(label) == "lower_secondary" for label in said):
        return known
    return {label: word for label, word in known.items() if label != _ONE_SECONDARY}


def _by_label(raw: records.Raw, column: str) -> tuple[Texts, list[Finding]]:
    known = words("ethnicity")
    labels = joining.labels_of(raw, column)

    def group(label: str) -> str:
        return known.get(schema.fold(label)) or schema.ethnic_group(label) or _several(label)

    named = {schema.fold(label) for label in set(labels.tolist()) if group(label)}
    return _said(labels, group), _odd(raw, column, labels, named)


def _region(label: str) -> str:
    return words("region").get(schema.fold(label)) or schema.region_of(label)


def _several(label: str) -> str:
    """Return what a label that names several groups means: "Tay, Thai, Muong, Nung"."""
    groups = {schema.ethnic_group(part) for part in _SEVERAL.split(label) if part}
    return "" if "" in groups or "Kinh" in groups or len(groups) <= 1 else "minority_unspecified"


def _by_number(raw: records.Raw, column: str) -> tuple[Texts, list[Finding]]:
    names = {str(code): name for code, name in schema.ethnic_numbers("mics5_vn").items()}
    codes = joining.key_of(raw, [column])
    note = report.finding(
        "SUR-04",
        f"{column} has no value labels; its numbers are read as those of Viet Nam's MICS5 "
        "(4 is Mường). Check that the survey is this one",
        n=1.0, unit="variables", about=f"labels of {column}", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip
    return _said(codes, lambda code: names.get(code, "")), [note]


def _is_vietnamese(raw: records.Raw, column: str) -> bool:
    name = raw.find(column)
    labels = {schema.fold(str(label)) for label in raw.labels.get(name, {}).values()}
    labels |= set(joining.folded_labels(raw, column).tolist())
    return any(label.startswith(_KINH) for label in labels)


def _said(labels: Texts, word: Callable[[str], str]) -> Texts:
    cells = labels.tolist()
    said = {label: word(label) if label else "" for label in set(cells)}
    return np.array([said[cell] for cell in cells] or [""], dtype=np.str_)[: len(cells)]


def _odd(raw: records.Raw, column: str, labels: Texts, known: Iterable[str]) -> list[Finding]:
    """Return a finding about codes whose folded label is not known, if there are any."""
    understood = {*known, *words("unknown")}
    fine = {label for label in set(labels.tolist()) if schema.fold(label) in understood}
    given = joining.key_of(raw, [column]) != ""
    odd = given & ~np.isin(labels, sorted(fine - {""}))
    if not odd.any():
        return []
    first = str(labels[odd][0]) or f"code {joining.key_of(raw, [column])[odd][0]}, without a label"
    note = report.finding(
        "SUR-04",
        f"value labels of {column} that no word of the schema has, in "
        f"{report.thousands(odd.sum())} of {report.thousands(len(odd))} rows of {raw.name}; "
        f"first is {first}. They were made missing",
        n=float(odd.sum()), about=f"labels of {column} in {raw.name}",
        verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip
    return [note]
