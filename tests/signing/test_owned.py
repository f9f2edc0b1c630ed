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
    read = owned.read_owned(tmp_path / "new" / "key", what="key", named_by="--key")
    assert read == b"content"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"key .* is no plain file"):
        owned.read_owned(tmp_path, what="key", named_by="--key")


def test_a_file_that_is_not_there_is_named_as_it_was_given_and_by_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for given in (Path("keys/none.pem"), tmp_path / "none.pem"):
        said = f"key {given} cannot be opened: No such file or directory; it is named by --key"
        with pytest.raises(KeyFileError) as caught:
            owned.read_owned(given, what="key", named_by="--key")
        assert str(caught.value) == said
