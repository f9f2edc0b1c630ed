"""Campaigns of attacks, each run once a session in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import lines, shelf
from tests.signers import OPERATOR, TRUST

from riskscreen import ledger, scoring

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def campaign() -> Callable[..., dict[str, Any]]:
    """How to run ``tests.attacks.campaign`` and read what it says."""
    return run


def run(*arguments: str, module: str = "tests.attacks.campaign") -> dict[str, Any]:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Callable[[str, dict[str, Any]], None]:
    """Print a summary table past pytest's capture."""

    def printed(title: str, said: dict[str, Any]) -> None:
        table = said["table"]
        how = sorted({outcome for row in table.values() for outcome in row})
        total = {one: sum(row.get(one, 0) for row in table.values()) for one in how}
        width = max(map(len, (*table, title))) + 2
        rows = {**dict(sorted(table.items())), "all": total}
        lines = [f"{title:{width}}" + "".join(f"{one:>10}" for one in how)]
        lines += [
            f"{kind:{width}}" + "".join(f"{row.get(one, 0):>10}" for one in how)
            for kind, row in rows.items()
        ]
        with capsys.disabled():
            sys.stdout.write("\n" + "\n".join([*lines, f"{said['seconds']} s\n"]))

    return printed


@pytest.fixture(scope="session")
def built_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases, and a verification by another key behind them."""
    folder = tmp_path_factory.mktemp("models")
    shelf.build(folder)
    ledger.append(
        folder / scoring.LEDGER, "verification", {"manifest_sha256": "a" * 64}, name="small",
        version="2", time=lines.NOW, key=OPERATOR, trust=TRUST,
    )  # fmt: skip
    return folder


@pytest.fixture
def models(built_ledger: Path, tmp_path: Path) -> Path:
    """A copy of both releases and their ledger, to break."""
    return Path(shutil.copytree(built_ledger, tmp_path / "models"))


@pytest.fixture
def path(models: Path) -> Path:
    """The ledger of ``models``."""
    return models / scoring.LEDGER
