"""What every store holds to, in a folder and behind a server on PostgreSQL."""

import math
from pathlib import Path

import pytest
from tests.registry import serving

from riskscreen import registry
from riskscreen.errors import RegistryError


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


def test_a_figure_that_is_no_number_comes_back_as_none(store: registry.Store) -> None:
    """A release is refused for it, so no store may make a number of it."""
    run = store.start("a run")
    store.log(run, metrics=[("dropout.fold.auc", math.nan, 0)])
    assert math.isnan(store.record(run).metrics["dropout.fold.auc"])


def test_more_is_logged_than_mlflow_takes_at_once(store: registry.Store) -> None:
    run = store.start("a large run")
    numbers = range(1001)
    store.log(
        run,
        parameters={f"p{number}": number for number in numbers[:101]},
        metrics=[(f"m{number}", float(number), 0) for number in numbers],
        tags={f"t{number}": "" for number in numbers[:101]},
    )
    record = store.record(run)
    assert (len(record.parameters), len(record.metrics)) == (101, 1001)
    assert set(record.tags) >= {f"t{number}" for number in numbers[:101]}


def test_an_unknown_run_is_refused(store: registry.Store) -> None:
    for refused in (store.record, lambda run: store.read(run, "a"), store.finish):
        with pytest.raises(RegistryError, match="nope"):
            refused("nope")


def test_nothing_is_printed(store: registry.Store, capfd: pytest.CaptureFixture[str]) -> None:
    """MLflow prints a run's address, password included, when a run behind a server ends."""
    run = store.start("quiet")
    store.log_files(run, {"a.txt": "a"})
    store.finish(run)
    assert capfd.readouterr() == ("", "")


def test_a_new_store_is_made_where_none_is(tmp_path: Path) -> None:
    store = registry.Store(tmp_path / "deep" / "mlruns")
    assert (tmp_path / "deep" / "mlruns" / "mlflow.db").is_file()
    assert (store.folder, store.shown) == (
        tmp_path / "deep" / "mlruns",
        str(tmp_path / "deep" / "mlruns"),
    )
    with pytest.raises(RegistryError):
        store.resolve("latest")


def test_a_folder_knows_where_its_files_lie(in_folder: registry.Store) -> None:
    run = in_folder.start("a run")
    in_folder.log_files(run, {"report/facts.json": "{}"})
    assert in_folder.path(run, "report/facts.json").read_text() == "{}"


@pytest.mark.long
def test_a_file_behind_a_server_has_no_path_here(server: serving.Tracking) -> None:
    store = registry.Store(server.address)
    assert (store.folder, store.shown) == (None, server.address)
    with pytest.raises(RegistryError, match="lies on http"):
        store.path(store.start("a run"), "report/facts.json")


@pytest.mark.long
def test_a_password_in_the_address_opens_the_door_and_is_never_told(
    server: serving.Tracking, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving.guarded(server.address, "ann:s3cr3t!") as door:
        address = door.replace("http://", "http://ann:s3cr3t%21@")
        store = registry.Store(address)
        run = store.start("through the door")
        store.log(run, parameters={"seed": 1}, tags={"a": "b"})
        store.log_files(run, {"candidate/meta.json": "{}", "a.txt": "a"})
        store.add_file(run, "approvals/00.json", "{}")
        store.finish(run)
        assert store.record(run).files == ("a.txt", "approvals/00.json", "candidate/meta.json")
        assert store.read(run, "a.txt") == b"a"
        version = store.register("behind-a-door", run, tags={})
        store.mark_released("behind-a-door", version)
        told = [repr(store), store.shown, *_faults(store, run), *capfd.readouterr()]
        assert repr(store) == f"Store({door.replace('http://', 'http://***@')})"
        with pytest.raises(RegistryError, match="401") as refused:
            registry.Store(door.replace("http://", "http://ann:wr0ng-one@"))
    told += [*_faults(store, run), str(refused.value)]  # and with the door shut
    with pytest.raises(RegistryError, match="see that it runs"):
        store.find(run, "nope")  # not None: nobody knows
    for word in ("s3cr3t", "wr0ng-one"):
        assert not [line for line in told if word in line]


def _faults(store: registry.Store, run: str) -> list[str]:
    """Everything that hangs on to the errors of calls that fail."""
    said = []
    for call in (
        lambda: store.read(run, "nope"),
        lambda: store.record("nope"),
        lambda: store.note("nope", 1, {"a": "b"}),
        lambda: store.path(run, "a.txt"),
    ):
        with pytest.raises(RegistryError) as met:
            call()
        fault: BaseException | None = met.value
        while fault is not None:
            said.append(f"{fault!r} {fault}")
            fault = fault.__cause__ or fault.__context__
    return said


_RACE = """
import sys
from riskscreen import registry
store = registry.Store(sys.argv[1])
run = store.start("at once")
print("ready", flush=True)
sys.stdin.readline()
print(*(store.register(sys.argv[2], run, tags={}) for _ in range(3)))
"""


def test_processes_at_once_make_one_store_and_number_the_versions_of_one_new_name(
    store: registry.Store, name: str, tmp_path: Path
) -> None:
    """MLflow upgrades a new database step by step; two at a time leave it half done."""
    place, n_processes = (store.shown, 3) if store.folder is None else (str(tmp_path), 2)
    said = serving.at_once(_RACE, place, name, n_processes=n_processes)
    numbers = sorted(int(number) for line in said for number in line.split())
    assert numbers == list(range(1, 3 * n_processes + 1))
    assert [one.version for one in registry.Store(place).versions(name)] == numbers


def test_whoever_reads_makes_no_store(tmp_path):
    with pytest.raises(RegistryError, match=r"no MLflow store at .*mlrnus; name the one"):
        registry.Store.existing(tmp_path / "mlrnus")
    assert not list(tmp_path.iterdir())
    registry.Store(tmp_path / "mlruns")
    assert registry.Store.existing(tmp_path / "mlruns").names() == ()


def test_a_report_is_written_inside_of_its_turn(store: registry.Store) -> None:
    run = store.start("a run")
    with store.one_report_at_a_time():
        store.add_file(run, "overrides/one.json", "{}")
        store.log(run, parameters={"noted/overrides/one.json": "0" * 64})
    assert store.record(run).files == ("overrides/one.json",)


def test_where_no_turn_can_be_taken_that_is_a_fault_of_the_store(tmp_path: Path) -> None:
    store = registry.Store(tmp_path)
    (tmp_path / ".telling").write_text("")
    with (
        pytest.raises(RegistryError, match="did not keep other reports waiting"),
        store.one_report_at_a_time(),
    ):
        pass
