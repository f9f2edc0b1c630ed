"""A doctor examines the sick too."""

from pathlib import Path

from tests.signers import SIGNED, TRUST

from riskscreen import flows

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def test_a_broken_ledger_is_a_line_and_accuses_no_bundle(trained: Trained) -> None:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST)
    assert found["ledger"] == "1 lines, chain and signatures hold"
    path = trained.models / "ledger.jsonl"
    path.write_bytes(path.read_bytes() + b"{")
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST)
    assert "half written" in found["ledger"]
    assert not [name for name in found if name.startswith("release ")]


def test_where_nothing_is_yet_the_doctor_says_so(tmp_path: Path) -> None:
    found = flows.doctor(store=tmp_path / "mlruns", models=tmp_path / "models", trust=TRUST)
    assert found["store"] == "none yet"
    assert found["ledger"].startswith("none at ")
    assert not list(tmp_path.iterdir())


def test_a_bundle_that_no_line_names_is_told_of(trained: Trained) -> None:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    (trained.models / "small" / "2").mkdir()
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST)
    assert "bundle small/2 has no line in the ledger" in found["release small"]


def test_without_its_ledger_nothing_is_swept(trained: Trained, tmp_path: Path) -> None:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    path = trained.models / "ledger.jsonl"
    path.rename(tmp_path / "away")  # for a minute, while it is restored
    found = flows.doctor(
        store=tmp_path / "no-store", models=trained.models, trust=TRUST, repair=True
    )
    assert "nothing is compared or mended" in found["ledger"]
    (tmp_path / "away").rename(path)
    assert flows.verify(trained.models, trust=TRUST)["small 1"].startswith("holds")
