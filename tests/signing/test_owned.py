"""A file for one owner: written whole or not at all, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscreen.errors import KeyFileError
from riskscreen.signing import owned


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"before")
    with pytest.raises(KeyFileError, match="key cannot be written: File exists"):
        owned.write_new(tmp_path / "key", b"after", mode=0o600)
    assert (tmp_path / "key").read_bytes() == b"before"


def test_a_file_is_written_for_whom_it_is(tmp_path: Path) -> None:
    owned.write_new(tmp_path / "new" / "key", b"content", mode=0o600)
    assert (tmp_path / "new" / "key").stat().st_mode & 0o777 == 0o600
    assert owned.read_owned(tmp_path / "new" / "key", what="key") == b"content"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"key .* is no plain file"):
        owned.read_owned(tmp_path, what="key")
