"""A fault is told in words, soon, and without a password."""

import os
import threading
import time
from pathlib import Path

import pytest
from tests.registry import serving

from riskscreen import registry
from riskscreen.errors import RegistryError
from riskscreen.registry import connection


def with_password(address: str) -> str:
    return address.replace("http://", "http://ann:s3cr3t@")


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (500, b"<h1>ann:s3cr3t</h1>", "could not be asked"),
        (503, b"", "could not be asked"),
        (502, b'{"error_code": "INTERNAL_ERROR", "message": "s3cr3t"}', "could not be asked"),
        (401, b"ann:s3cr3t, who is there?", "401"),
        (403, b'{"error_code": "PERMISSION_DENIED", "message": "ann:s3cr3t may not"}', "may not"),
        (404, b"no such page", "404"),
        (200, b"<html>a page of somebody else's</html>", "could not be asked"),
        (200, b"[]", "could not be asked"),
        (200, b'{"experiment": {"experiment_id": "7"}}', "out of its own reach"),
        (302, b"", "could not be asked"),
    ],
)
def test_a_strange_answer_is_a_typed_error(status: int, body: bytes, told: str) -> None:
    begun = time.monotonic()
    with (
        serving.served(serving.always(status, body)) as address,
        pytest.raises(RegistryError, match=told) as met,
    ):
        registry.Store(with_password(address))
    assert time.monotonic() - begun < 10
    assert_untold(met.value)


def assert_untold(fault: BaseException) -> None:
    assert "s3cr3t" not in f"{fault!r} {fault}"
    assert fault.__cause__ is None
    assert fault.__context__ is None


@pytest.mark.usefixtures("hasty")
def test_a_server_that_is_not_there_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    address = f"http://ann:s3cr3t@127.0.0.1:{serving.free_port()}"
    with pytest.raises(RegistryError, match="see that it runs") as met:
        registry.Store(address)
    assert_untold(met.value)
    assert "s3cr3t" not in "".join(capfd.readouterr())


@pytest.mark.usefixtures("hasty")
def test_a_server_that_says_nothing_is_left_in_time() -> None:
    silence = threading.Event()
    begun = time.monotonic()
    with (
        serving.served(lambda _: silence.wait(30) and None) as address,
        pytest.raises(RegistryError, match="timeout") as met,
    ):
        registry.Store(with_password(address))
    silence.set()
    assert time.monotonic() - begun < 10
    assert_untold(met.value)


def test_a_person_waits_two_minutes_at_most_and_may_choose_less(
    in_folder: registry.Store,
) -> None:
    seconds = int(connection._TRANSPORT["MLFLOW_HTTP_REQUEST_TIMEOUT"])
    tries = 1 + int(connection._TRANSPORT["MLFLOW_HTTP_REQUEST_MAX_RETRIES"])
    assert seconds * tries <= 120
    assert set(connection._TRANSPORT) <= set(os.environ)


def test_the_cause_hangs_on_where_there_is_no_password(in_folder: registry.Store) -> None:
    with pytest.raises(RegistryError) as met:
        in_folder.finish("nope")
    assert "RESOURCE_DOES_NOT_EXIST" in str(getattr(met.value.__cause__, "error_code", ""))


def test_a_database_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_bytes(os.urandom(4096))
    with pytest.raises(RegistryError, match="did not open the store"):
        registry.Store(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RegistryError, match="did not make its folder"):
        registry.Store(tmp_path / "file" / "mlruns")


def test_mlflow_is_told_of_no_global_address(in_folder: registry.Store) -> None:
    in_folder.start("a run")
    mlflow = in_folder._to.mlflow
    assert str(in_folder.folder) not in mlflow.get_tracking_uri()
    assert mlflow.active_run() is None
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"


@pytest.mark.long
def test_a_server_that_keeps_files_out_of_its_reach_is_refused(
    server: serving.Tracking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --serve-artifacts each machine would write to a folder of its own."""
    elsewhere = registry.Store(server.address)._to.client
    elsewhere.create_experiment("elsewhere", artifact_location="s3://key:s3cr3t@bucket/files")
    monkeypatch.setattr(connection, "_EXPERIMENT", "elsewhere")
    with pytest.raises(RegistryError, match="--serve-artifacts") as met:
        registry.Store(server.address)
    assert "s3cr3t" not in str(met.value)


@pytest.mark.long
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("lost", ["server", "database"])
def test_what_goes_away_in_the_middle_is_told_in_time(tmp_path: Path, lost: str) -> None:
    """A server dies while files are sent; a database dies under a server that stays."""
    with (
        serving.postgres() as database,
        serving.tracking(database.address, tmp_path) as made,
    ):
        store = registry.Store(with_password(made.address))
        run = store.start("cut off")
        if lost == "server":
            thread = threading.Thread(target=_kill_at_first_file, args=(made,))
            thread.start()
            files = {f"{number}.bin": bytes(50_000) for number in range(2000)}
            begun = time.monotonic()
            with pytest.raises(RegistryError, match="could not be asked to send") as met:
                store.log_files(run, files)
            thread.join()
        else:
            database.kill()
            begun = time.monotonic()
            with pytest.raises(RegistryError) as met:
                store.register("vn", run, tags={})
        assert time.monotonic() - begun < 60
        assert_untold(met.value)
        with pytest.raises(RegistryError):
            store.released("vn")


def _kill_at_first_file(made: serving.Tracking) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and not list(made.files.rglob("*.bin")):
        time.sleep(0.005)
    made.kill()
