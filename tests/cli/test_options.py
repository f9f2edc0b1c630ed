"""What may be written behind an option."""

from pathlib import Path

import pytest

from ..conftest import FIRST, NOW  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("score", "x", "--as-of", "soon", "--release", "r", "--out", "o.csv"), "'soon' is not a"),
        (("train", "x", "--as-of", FIRST, "--as-of", "2024-13-01"), "'2024-13-01' is not a day"),
        (("train", "x", "--as-of", FIRST, "--test-as-of", "20240915"), "'20240915' is not a day"),
        (("audit", "latest", "--test-as-of", "later"), "'later' is not a day"),
        (("release", "latest", "--name", "../../x"), "cannot name a release"),
        (("release", "latest", "--name", ""), "cannot name a release"),
        (("score", "x", "--as-of", NOW, "--release", "..", "--out", "o.csv"), "cannot name a"),
    ],
    ids=["as-of", "second as-of", "test-as-of", "audit's", "folder", "no name", "parent"],
)
def test_a_day_that_is_none_and_a_name_that_leaves_the_folder_are_usage(
    words: tuple[str, ...], said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, run: Run,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    status, out, err = run(*words)
    assert status == 2
    assert said in out + err
    assert not list(tmp_path.iterdir())
