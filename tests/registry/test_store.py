import subprocess
import sys
from pathlib import Path

import pytest

from riskscreen import registry
from riskscreen.errors import RegistryError


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> registry.Store:
    return registry.Store(tmp_path_factory.mktemp("mlruns"))


def test_what_is_logged_comes_back(store: registry.Store) -> None:
    run = store.start("a run")
    store.log(
        run,
        parameters={"seed": 7},
        metrics=[("dropout.fold.auc", 0.7 + step / 100, step) for step in range(5)],
        tags={"synthetic": "true"},
    )
    store.log_files(run, {"candidate/dropout/model.txt": "tree", "figure.png": b"\x89PNG"})
    store.finish(run)
    record = store.record(run)
    assert record.parameters == {"seed": "7"}
    assert record.metrics["dropout.fold.auc"] == pytest.approx(0.74)
    assert record.tags["synthetic"] == "true"
    assert record.files == ("candidate/dropout/model.txt", "figure.png")
    assert store.read(run, "figure.png") == b"\x89PNG"
    assert store.resolve(run[:12]) == store.resolve("latest") == run


def test_the_alias_is_set_by_a_call_of_its_own(store: registry.Store) -> None:
    run = store.start("to register")
    store.log_files(run, {"candidate/meta.json": "{}"})
    store.finish(run)
    first = store.register("vn", run, tags={"digest": "0"})
    assert store.released("vn") is None
    store.mark_released("vn", first)
    assert store.register("vn", run, tags={}) == first + 1
    assert store.released("vn") == first


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a/../../b"])
def test_no_path_leads_out_of_a_run(store: registry.Store, path: str) -> None:
    run = store.start("hostile")
    with pytest.raises(RegistryError, match="leads out of the run"):
        store.log_files(run, {path: "x"})
    store.finish(run, status="FAILED")


def test_an_unknown_run_is_refused(store: registry.Store) -> None:
    with pytest.raises(RegistryError, match=r"0 of . runs"):
        store.resolve("nope")


def test_a_new_store_is_made_where_none_is(tmp_path: Path) -> None:
    store = registry.Store(tmp_path / "deep" / "mlruns")
    assert (tmp_path / "deep" / "mlruns" / "mlflow.db").is_file()
    with pytest.raises(RegistryError):
        store.resolve("latest")


_MAKE = "import sys; from riskscreen import registry; registry.Store(sys.argv[1])"


def test_processes_that_make_one_store_at_once_all_find_it_whole(tmp_path: Path) -> None:
    """MLflow upgrades a new database step by step; two at a time leave it half done."""
    made = [
        subprocess.Popen([sys.executable, "-c", _MAKE, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=120)[1] for process in made]
    assert [process.returncode for process in made] == [0, 0, 0], said
