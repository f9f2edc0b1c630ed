from pathlib import Path

import pytest

from riskscreen import registry
from riskscreen.errors import RegistryError
from riskscreen.registry import address


@pytest.mark.parametrize(
    ("given", "uri", "shown"),
    [
        ("http://host:5000", "http://host:5000", "http://host:5000"),
        ("HTTPS://host/base/", "https://host/base", "https://host/base"),
        ("http://ann:pw@host", "http://ann:pw@host", "http://***@host"),
        ("http://token@host:1", "http://token@host:1", "http://***@host:1"),
        ("http://ann:p@ss@host", "http://ann:p@ss@host", "http://***@host"),
        ("http://ann:@[::1]:5000/", "http://ann:@[::1]:5000", "http://***@[::1]:5000"),
    ],
)
def test_a_server_is_reached_whole_and_shown_without_its_password(
    given: str, uri: str, shown: str
) -> None:
    found = address.parse(given)
    assert (found.uri, found.shown, found.folder) == (uri, shown, None)
    assert repr(found) == f"Address(shown={shown!r}, folder=None)"


def test_everything_else_is_a_folder(tmp_path: Path) -> None:
    for given in (tmp_path / "mlruns", str(tmp_path / "mlruns")):
        found = address.parse(given)
        assert (found.folder, found.shown) == (tmp_path / "mlruns", str(tmp_path / "mlruns"))
        assert found.uri == f"sqlite:///{tmp_path}/mlruns/mlflow.db"


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://ann:s3cr3t@host/mlflow", "sqlite:////mlflow.db", "file:///mlruns", "ftp://host",
        "http://", "http://:5000", "http://ann:s3cr3t@", "http://ann:s3cr3t@host:port",
        "http://ann:s3cr3t@host:0", "http://ann:s3cr3t@host:99999", "http://ann:s3c/r3t@host",
        "http://ann:s3cr3t#@host", "http://ann:s3cr3t?@host", "http://ann:s3cr3t@host/?a=b",
        "http://ann:s3cr3t@[::1", "http://ann:s3c r3t@host", "http://ann:s3cr3t@host\n",
    ],
)  # fmt: skip
def test_what_is_neither_is_refused_without_its_password(given: str) -> None:
    with pytest.raises(RegistryError, match=r"is no store|is not the address") as refused:
        registry.Store(given)
    assert refused.value.__context__ is None
    assert not {"s3c", "r3t"} & {str(refused.value)[at : at + 3] for at in range(200)}


def test_a_path_is_no_address_of_a_server() -> None:
    """It would make a folder called `http:`."""
    with pytest.raises(RegistryError, match="lost a slash"):
        registry.Store(Path("http://ann:s3cr3t@host"))
    assert not Path("http:").exists()


@pytest.mark.parametrize(
    "text",
    [
        "GET http://ann:p%40ss@host/x failed", "bad password p@ss", "bad password p%40ss",
        "http://ann:p@ss@host", "twice ann:p%40ss ann:p%40ss",
    ],
)  # fmt: skip
def test_a_password_is_masked_in_every_spelling(text: str) -> None:
    said = address.parse("http://ann:p%40ss@host").mask(text)
    assert "***" in said
    assert not [spelt for spelt in ("p@ss", "p%40ss", "@ss", "40ss") if spelt in said]
