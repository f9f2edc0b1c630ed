"""Mappings written as TOML, applied to files held in memory."""

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Finding
from riskscreen.records import Raw

Columns = Mapping[str, Any]


def raw(name: str, columns: Columns, **more: Any) -> Raw:
    """A file in memory: lists become arrays, None in numbers is missing."""
    held = {
        column: np.array(
            [np.nan if value is None else value for value in values]
            if not any(isinstance(value, str) for value in values)
            else ["" if value is None else value for value in values]
        )
        for column, values in columns.items()
    }
    return Raw(name, held, **more)


def _plain(values: np.ndarray[Any, Any]) -> list[Any]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN


class Made:
    """What a mapping made of files: two tables, and their findings by code."""

    def __init__(self, tables: tuple[Raw, Raw]) -> None:
        self.households, self.children = tables

    def __getitem__(self, column: str) -> list[Any]:
        return _plain(self.children.columns[column])

    def home(self, column: str) -> list[Any]:
        return _plain(self.households.columns[column])

    def told(self, code: str, title: str = "") -> list[Finding]:
        every = (*self.households.findings, *self.children.findings)
        return [found for found in every if found.code == code and title in found.title]

    def detail(self, code: str, title: str = "") -> str:
        (found,) = self.told(code, title)
        return found.detail


Apply = Callable[..., Made]


@pytest.fixture
def apply() -> Apply:
    """Apply a mapping of children (and files, and households) to columns given by file name."""

    def applied(
        columns: str,
        /,
        *,
        files: str = "",
        homes: str = "",
        waves: str = "",
        top: str = 'file = "hl.sav"',
        home: str = 'file = "hh.sav"',
        **given: Columns | Raw,
    ) -> Made:
        text = f"""{files}
[tables.households]
{home}
[tables.households.columns]
{homes}
[tables.children]
{top}
{"" if "[tables.children.columns]" in columns else "[tables.children.columns]"}
{columns}
{waves}
"""
        mapped = records.mapping_from(tomllib.loads(text), "office.toml")
        files_held = {
            name: held if isinstance(held, Raw) else raw(name, held)
            for name, held in {"households": {"h": [1]}, **given}.items()
        }
        return Made(records.apply_mapping(mapped, files_held))

    return applied
