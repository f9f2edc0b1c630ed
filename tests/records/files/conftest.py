"""Files as old software left them: their letters are bytes, and no writer of today writes them."""

import csv
import unicodedata
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from riskscreen import schema
from riskscreen.records.files import fonts


@pytest.fixture
def old_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of a small survey file whose texts are stored for a Vietnamese font.

    Every text is written as a mark of as many ASCII letters as it takes bytes, and the marks are
    then replaced by the bytes: what stands in the file is what old software left.
    """

    def write(
        suffix: str,
        font: str,
        *,
        labels: list[str],
        cells: list[str],
        header: str,
        version: int = 12,
    ) -> Path:
        marks: dict[bytes, bytes] = {}

        def marked(text: str) -> str:
            encoding = {"utf-8": "utf-8", "western": "cp1252"}.get(font, "")
            stored = text.encode(encoding) if encoding else fonts.to_bytes(text, font)
            mark = f"~{len(marks):02d}".ljust(len(stored), "~")
            assert len(mark) == len(stored), f"{text} is too short to be marked"
            marks[mark.encode()] = stored
            return mark

        path = tmp_path / f"old{suffix}"
        frame = pd.DataFrame(
            {"code": np.arange(1.0, len(cells) + 1), "place": [marked(cell) for cell in cells]}
        )
        what: dict[str, Any] = {
            "column_labels": [marked(header), "place"],
            "variable_value_labels": {
                "code": {place: marked(text) for place, text in enumerate(labels, start=1)}
            },
        }
        if suffix == ".dta":
            pyreadstat.write_dta(frame, path, version=version, **what)
        else:
            pyreadstat.write_sav(frame, path, **what)
        content = path.read_bytes()
        for mark, stored in marks.items():
            assert mark in content, mark
            content = content.replace(mark, stored)
        path.write_bytes(_undeclared(content) if suffix == ".sav" else content)
        return path

    return write


@pytest.fixture(scope="session")
def commune_names() -> list[str]:
    """Names of communes and provinces in Vietnamese: real words with every letter and tone."""
    table = resources.files(schema).joinpath("data/communes_2025.csv").read_text(encoding="utf-8")
    cells = {cell for row in csv.reader(table.splitlines()) for cell in row}
    return sorted(unicodedata.normalize("NFC", cell) for cell in cells if not cell.isascii())


def _undeclared(content: bytes) -> bytes:
    """Return a .sav without its record of an encoding, and with Windows-1252 as its code page."""
    record = np.array([7, 20, 1, 5], dtype="<i4").tobytes() + b"UTF-8"
    assert record in content
    content = content.replace(record, np.array([7, 99, 1, 5], dtype="<i4").tobytes() + b"UTF-8")
    page = np.array([65001], dtype="<i4").tobytes()
    assert content.count(page) == 1
    return content.replace(page, np.array([1252], dtype="<i4").tobytes())
