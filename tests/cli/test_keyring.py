"""Keys, sign-offs and the switch, from the command line."""

from pathlib import Path

from tests.signers import APPROVERS, RELEASER

from riskscreen import signing

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures


def test_a_key_is_made_trusted_and_never_overwritten(in_folder: Path, run: Run) -> None:
    status, out, _ = run("keys", "new", "release.pem")
    assert status == 0
    assert "not encrypted" in out
    assert (in_folder / "release.pem").stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in out
    status, _, err = run("keys", "new", "release.pem")
    assert (status, "never overwritten" in err) == (2, True)
    words = ("keys", "trust", "release.pem.pub", "--holder", "Cục Thống kê", "--trust", "t.toml")
    status, out, _ = run(*words, "--role", "release")
    assert (status, "Cục Thống kê, to release" in out) == (0, True)
    status, _, err = run(*words, "--role", "release")
    assert (status, "is in t.toml already" in err) == (2, True)


def test_a_role_that_does_not_exist_or_a_private_key_is_refused(in_folder: Path, run: Run) -> None:
    run("keys", "new", "k.pem")
    words = ("--holder", "x", "--trust", "t.toml", "--role")
    status, _, err = run("keys", "trust", "k.pem.pub", *words, "king")
    assert (status, "give some of release, approve, operate" in err) == (2, True)
    status, _, err = run("keys", "trust", "k.pem", *words, "release")
    assert (status, "k.pem: this is no public key" in err) == (2, True)
    assert not (in_folder / "t.toml").exists()


def test_a_demonstration_s_key_is_trusted_as_what_it_is(in_folder: Path, run: Run) -> None:
    signing.make_key(in_folder / "demo.pem", throw_away=True)
    words = ("--holder", "x", "--trust", "t.toml", "--role", "release")
    status, out, _ = run("keys", "trust", "demo.pem.pub", *words)
    assert (status, "as a throw-away key" in out) == (0, True)
    (key,) = signing.read_trust(in_folder / "t.toml").keys.values()
    assert key.demo


def test_from_sign_offs_to_a_stop_and_back(trained: Trained, run: Run) -> None:
    for path in (trained.artifacts() / "approvals").glob("*.json"):
        path.unlink()
    where = ("--store", trained.store, "--models", trained.models)
    released = ("release", "latest", "--name", "small", *where, "--key", RELEASER.path)
    status, _, err = run(*released)
    assert (status, "0 of 2 sign-offs" in err) == (1, True)
    for at, key in enumerate(APPROVERS, start=1):
        status, out, _ = run("approve", "latest", "--key", key.path, *where)
        assert (status, f"{at} of 2 sign-offs" in out) == (0, True)
    assert run(*released)[0] == run(*released)[0] == 0
    switch = ("--why", "a complaint", "--key", RELEASER.path, *where)
    status, out, _ = run("stop", "small", *switch)
    assert (status, "stopped small 2" in out) == (0, True)
    status, out, _ = run("rollback", "small", "1", *switch)
    assert (status, "small goes back to version 1" in out) == (0, True)
    status, out, _ = run("verify", trained.models, "--store", trained.store)
    assert (status, "registry: agrees" in out) == (0, True)
