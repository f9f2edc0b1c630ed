"""Into which groups does a table divide the children, and what are the groups called?

As the printed report divides them: its own regions and its own grouping of ethnicity where the
file has one. A child whose group is not recorded is a row of the table, not a gap in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.surveys.tabulation.drawn import texts
from riskscreen.surveys.tabulation.waves import Wave

__all__ = ["NOT_RECORDED", "Cut", "cuts", "label"]

NOT_RECORDED = "not recorded"

_MAJORITY, _MINORITY = "Kinh and Hoa", "minorities"
_LEVELS_MAX = 100
_COLUMNS = {"area": "urban"}
_ORDER = {
    "sex": ("male", "female"),
    "area": ("urban", "rural"),
    "region": schema.REGIONS,
    "ethnicity": (_MAJORITY, _MINORITY, "foreigner"),
}
_VI = {
    "overall": "chung", "sex": "giới tính", "area": "khu vực", "region": "vùng",
    "ethnicity": "dân tộc", "ethnic_group": "nhóm dân tộc", "age": "tuổi",
    "wealth_quintile": "nhóm ngũ phân vị tài sản",
    "male": "nam", "female": "nữ", "urban": "thành thị", "rural": "nông thôn",
    "yes": "có", "no": "không", _MAJORITY: "Kinh và Hoa", _MINORITY: "dân tộc thiểu số",
    "foreigner": "người nước ngoài", "minority_unspecified": "dân tộc thiểu số, không rõ nhóm",
    NOT_RECORDED: "không ghi",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """One division of the children of a wave.

    Parameters
    ----------
    attribute : str
        What they are divided by.
    levels : tuple of str
        Names of the groups, in the order of the table.
    code : ndarray of intp, shape (n_children,)
        Group of each child, a place in ``levels``.
    absent : str
        Column that the records lack; then there are no levels.
    """

    attribute: str
    levels: tuple[str, ...]
    code: NDArray[np.intp]
    absent: str = ""

    def __repr__(self) -> str:
        return f"Cut({self.attribute}, {len(self.levels)} levels)"


def cuts(wave: Wave, by: Sequence[str]) -> tuple[Cut, ...]:
    """Return the divisions of a wave's children.

    Parameters
    ----------
    wave : Wave
        The children.
    by : sequence of str
        ``sex``, ``area``, ``region``, ``ethnicity`` or any column of either table. Ethnicity gives
        the file's own grouping where it has one, else Kinh and Hoa against minorities and, as
        ``ethnic_group``, each group by name.

    Raises
    ------
    InputError
        If neither the schema nor these records know a column, or it has more than 100 levels.
    """
    found: list[Cut] = []
    for attribute in dict.fromkeys(by):
        found += _ethnicity(wave) if attribute == "ethnicity" else [_by_column(wave, attribute)]
    return tuple(found)


def label(name: str, lang: str) -> str:
    """Return an attribute or level as it is printed in ``en`` or ``vi``.

    Examples
    --------
    >>> label("male", "vi"), label("red_river_delta", "en"), label("wealth_quintile", "en")
    ('nam', 'Red River Delta', 'wealth quintile')
    """
    regions = schema.regions(lang)
    if name in regions:
        return regions[name]
    return _VI.get(name, name) if lang == "vi" else name.replace("_", " ")


def _by_column(wave: Wave, attribute: str) -> Cut:
    name = _COLUMNS.get(attribute, attribute)
    values = wave.column(name)
    if values is None:
        if name not in schema.CHILDREN and name not in schema.HOUSEHOLDS:
            raise InputError(
                f"no column {name} to group by: neither the schema nor these records know it; "
                f"the records have {', '.join([*wave.children, *wave.households][:12])} ..."
            )
        return _absent(attribute, name, wave.n_children)
    return _cut(attribute, _named(attribute, name, values))


def _named(attribute: str, name: str, values: NDArray[Any]) -> NDArray[Any]:
    field = schema.CHILDREN.get(name) or schema.HOUSEHOLDS.get(name)
    if values.dtype.kind == "f" and field is not None and field.type is schema.Kind.BOOL:
        yes, no = ("urban", "rural") if attribute == "area" else ("yes", "no")
        return np.where(np.isnan(values), "", np.where(values == 1, yes, no))
    return texts(values)


def _ethnicity(wave: Wave) -> list[Cut]:
    published = wave.column("ethnicity_published")
    if published is not None and (published.astype(str) != "").any():
        return [_cut("ethnicity", texts(published))]
    column = "ethnicity" if "ethnicity" in wave.children else "head_ethnicity"
    values = wave.column(column)
    if values is None:
        return [_absent("ethnicity", "ethnicity", wave.n_children)]
    names = texts(values)
    held, code = np.unique(names, return_inverse=True)
    sides = np.array([_side(str(name)) for name in held])
    return [_cut("ethnicity", sides[code]), _cut("ethnic_group", names)]


def _side(name: str) -> str:
    if name in ("", "not_recorded", "foreigner"):
        return name
    return _MAJORITY if name in ("Kinh", "Hoa") else _MINORITY


def _cut(attribute: str, values: NDArray[Any]) -> Cut:
    held, code = np.unique(values, return_inverse=True)
    if held.size > _LEVELS_MAX:
        raise InputError(
            f"{attribute} has {held.size} levels, more than {_LEVELS_MAX}; first is {held[0]!r}. "
            "Group by a column of few values"
        )
    names = [NOT_RECORDED if name in ("", "not_recorded") else str(name) for name in held]
    order = _ORDER.get(attribute, ())
    ranked = sorted(set(names), key=lambda name: _rank(name, order))
    place = np.array([ranked.index(name) for name in names], dtype=np.intp)
    return Cut(attribute, tuple(ranked), place[code] if held.size else code.astype(np.intp))


def _rank(name: str, order: tuple[str, ...]) -> tuple[int, int, float, str]:
    if name == NOT_RECORDED:
        return 2, 0, 0.0, ""
    if name in order:
        return 0, order.index(name), 0.0, ""
    try:
        return 1, 0, float(name), name
    except ValueError:
        return 1, 1, 0.0, name


def _absent(attribute: str, column: str, n_children: int) -> Cut:
    return Cut(attribute, (), np.zeros(n_children, dtype=np.intp), column)
