"""The command line as a person runs it: words in, exit status and both streams out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.signers import TRUST_FILE

from riskscreen import cli, records
from riskscreen.core import Finding, Verdict

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def ended(*words: object) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["riskscreen", *map(str, words)])
            with pytest.raises(SystemExit) as stopped:
                cli.main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return ended


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an office sets once for every command."""
    monkeypatch.setenv("RISKSCREEN_TRUST", str(TRUST_FILE))


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the work is done inside it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def held_folder(tmp_path: Path) -> Path:
    """A folder that riskscreen wrote, with a finding of the first reader in it."""
    found = Finding(
        "SUR-01", "rows in and rows out", Verdict.PASS, measured=39_380.0, unit="rows",
        detail="39 380 rows in = 13 000 used + 26 380 set aside",
    )  # fmt: skip
    held = records.read_records(
        {"household_id": ["h1"], "observed_date": ["2024-09-15"]},
        {"child_id": ["1"], "household_id": ["h1"], "observed_date": ["2024-09-15"],
         "age_years": [7], "sex": ["male"], "weight": [1.0]},
    )  # fmt: skip
    return held.replace(reading=(found,)).write(tmp_path / "held")
