"""One small training, logged to a real MLflow store; tests copy what they break."""

import importlib.util
import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from tests.signers import APPROVERS, TRUST

from riskscreen import flows, outcomes, records, registry, synthetic

# The same examples every time, so that green stays green, and no clock on a noisy machine;
# HYPOTHESIS_PROFILE=default looks further.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

HERE = Path(__file__).parent
FIRST, LATER, NOW = (str(day) for day in synthetic.WAVE_DAYS)


@dataclass(frozen=True)
class Trained:
    """Records, the run, its store and the folder for releases."""

    folder: Path
    held: records.Records
    run: flows.TrainedRun

    @property
    def store(self) -> Path:
        return self.folder / "mlruns"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def panel(self) -> Path:
        return self.folder / "records"

    def artifacts(self) -> Path:
        return self.store / "artifacts" / self.run.run_id / "artifacts"

    def log_again(self, *, approve: bool = True) -> None:
        """Make the run say that its files were always as they are now, and sign it off so.

        Without ``approve`` that is all that a forger with the store alone can do.
        """
        root = self.artifacts()
        files = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }
        with sqlite3.connect(self.store / "mlflow.db") as connection:
            for name, digest in registry.digests_of(files).items():
                connection.execute("UPDATE params SET value = ? WHERE key = ?", (digest, name))
        connection.close()
        if approve:
            self.approve_again()

    def approve_again(self) -> None:
        """Sign off the run as it is now, in place of what it was."""
        for path in (self.artifacts() / "approvals").glob("*.json"):
            path.unlink()
        for key in APPROVERS:
            flows.approve(
                self.run.run_id, key=key, trust=TRUST, store=self.store, models=self.models
            )


@pytest.fixture(scope="session")
def not_vaccinated() -> outcomes.Outcome:
    """Somebody's own outcome, read from its file of under 30 lines."""
    path = HERE / "outcomes" / "not_vaccinated.py"
    name = "tests.outcomes.not_vaccinated"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.NOT_VACCINATED


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory, not_vaccinated: outcomes.Outcome) -> Trained:
    folder = tmp_path_factory.mktemp("small")
    synthetic.panel(households=2500, waves=3, seed=11, profile="demo").write(folder / "records")
    held = records.read_records(folder / "records")
    run = flows.train(
        held,
        as_of=[FIRST],
        test_as_of=LATER,
        outcomes=("child_labour", not_vaccinated),
        policy=HERE / "small.toml",
        store=folder / "mlruns",
        seed=3,
        trust=TRUST,
    )
    for key in APPROVERS:
        flows.approve(run.run_id, key=key, trust=TRUST, store=folder / "mlruns", models=folder)
    return Trained(folder, held, run)


@pytest.fixture
def trained(pristine: Trained, tmp_path: Path) -> Trained:
    """A copy that a test may break."""
    return copied(pristine, tmp_path / "small")


def copied(pristine: Trained, folder: Path) -> Trained:
    """Return the training in another folder."""
    shutil.copytree(pristine.folder, folder)
    database = folder / "mlruns" / "mlflow.db"
    _move(database, pristine.store, folder / "mlruns")
    return Trained(folder, pristine.held, pristine.run)


def _move(database: Path, old: Path, new: Path) -> None:
    """MLflow notes absolute addresses of artefacts; a copied store has to name its own."""
    with sqlite3.connect(database) as connection:
        for table, column in (("experiments", "artifact_location"), ("runs", "artifact_uri")):
            connection.execute(
                f"UPDATE {table} SET {column} = replace({column}, ?, ?)",  # noqa: S608
                (str(old), str(new)),
            )
    connection.close()
