"""A doctor examines the sick too."""

from pathlib import Path

import pytest
from tests.signers import SIGNED, TRUST

from riskscreen import flows

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def test_a_broken_ledger_is_a_line_and_accuses_no_bundle(trained: Trained) -> None:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST)
    assert found["ledger"] == "1 line, chain and signatures hold"
    assert found["at fault"] == []
    path = trained.models / "ledger.jsonl"
    path.write_bytes(path.read_bytes() + b"{")
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST)
    assert "half written" in found["ledger"]
    assert found["at fault"] == ["ledger"]
    assert not [name for name in found if name.startswith("release ")]


def test_where_nothing_is_yet_the_doctor_says_so(tmp_path: Path) -> None:
    found = flows.doctor(store=tmp_path / "mlruns", models=tmp_path / "models", trust=TRUST)
    assert found["store"] == "none yet"
    assert found["ledger"].startswith("none at ")
    assert found["at fault"] == []
    assert not list(tmp_path.iterdir())


def test_a_bundle_that_no_line_names_is_told_of(trained: Trained) -> None:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    (trained.models / "small" / "2").mkdir()
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST)
    assert "bundle small/2 has no line in the ledger" in found["release small"]
    assert found["at fault"] == ["release small"]
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST, repair=True)
    assert found["release small"].startswith("mended: bundle small/2 has no line in the ledger; ")
    assert found["release small"].endswith("; registry, ledger and bundles agree")
    assert found["at fault"] == []


def test_what_the_doctor_cannot_mend_is_told_beside_what_it_did(trained: Trained) -> None:
    flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    (trained.models / "small" / "1").rename(trained.folder / "away")
    (trained.models / "small" / "2").mkdir()
    found = flows.doctor(store=trained.store, models=trained.models, trust=TRUST, repair=True)
    assert "mended: bundle small/2" in found["release small"]
    assert "THEY DISAGREE: the ledger serves small 1, whose bundle is not" in found["release small"]
    assert found["at fault"] == ["release small"]


def test_a_ledger_that_is_there_and_cannot_be_read_is_at_fault(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RISKSCREEN_TRUST", raising=False)
    (trained.models).mkdir(exist_ok=True)
    (trained.models / "ledger.jsonl").touch()
    found = flows.doctor(store=trained.store, models=trained.models)
    assert found["at fault"] == ["ledger"]
    assert str(trained.models / "ledger.jsonl") in found["ledger"]
    found = flows.doctor(store=trained.store, models=trained.models, trust="none.toml")
    assert found["at fault"] == ["keys", "ledger"]
    assert found["keys"].startswith("no trusted keys: none.toml cannot be read")


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
