from __future__ import annotations

import os
import socket

import pytest
from tests.signers import TRUST

from riskscreen import bundle
from riskscreen.bundle import files, limits
from riskscreen.errors import BundleError


def refuse(folder, words):
    with pytest.raises(BundleError, match=words):
        bundle.read(folder, trust=TRUST)


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        ("MOST_FILE_BYTES", r"' has \d+ bytes; at most 3000"),
        ("MOST_MANIFEST_BYTES", r"manifest\.json' has \d+ bytes; at most"),
        ("MOST_BYTES", r"the bundle has \d+ bytes"),
        ("MOST_FILES", "entries; a bundle holds fewer"),
    ],
)
def test_sizes_are_capped_before_anything_is_read(folder, monkeypatch, cap, words):
    monkeypatch.setattr(limits, cap, {"MOST_FILES": 3, "MOST_MANIFEST_BYTES": 30}.get(cap, 3000))
    monkeypatch.setattr(files, "read_once", None)
    refuse(folder, words)


def test_a_size_is_judged_before_a_name(folder):
    with (folder / "UNKNOWN.bin").open("wb") as stream:
        stream.truncate(limits.MOST_FILE_BYTES + 1)
    refuse(folder, "at most")


@pytest.mark.parametrize(
    "name",
    ["extra.json", "dropout/extra.txt", "other/model.txt", ".hidden.json", "model.pkl",
     "dropout/deeper/model.txt", "a b.json", "đ.json", "x\n.json", "..json"],
)  # fmt: skip
def test_a_file_too_many_is_refused(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"{}")
    refuse(folder, r"no name that a bundle holds|holds \S+ that was not")


def test_a_name_that_is_no_text_is_refused(folder):
    with open(os.fsencode(folder) + b"/\xff.json", "wb"):  # noqa: PTH123 - pathlib has no bytes
        pass
    refuse(folder, "no name that a bundle holds")


def test_names_that_differ_in_case_alone_are_refused(folder):
    (folder / "Card.json").write_bytes(b"{}")
    refuse(folder, "differ in case alone")


def test_an_empty_folder_too_many_is_refused(folder):
    (folder / "Extra-1").mkdir()
    refuse(folder, "no name that a bundle holds")


@pytest.mark.parametrize("name", ["card.json", "dropout/model.txt", "manifest.json"])
def test_a_missing_file_is_refused(folder, name):
    (folder / name).unlink()
    refuse(folder, rf"^{folder}: the bundle lacks {name} of what was signed")


@pytest.mark.parametrize("name", ["card.json", "manifest.json", "dropout"])
def test_a_link_is_refused_wherever_it_leads(folder, tmp_path, name):
    (folder / name).rename(tmp_path / "moved")
    (folder / name).symlink_to(tmp_path / "moved")
    refuse(folder, f"'{name}' is a link")


def test_a_linked_bundle_is_refused(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    refuse(tmp_path / "link", "never a link")


def test_a_pipe_is_refused_and_not_waited_for(folder):
    (folder / "card.json").unlink()
    os.mkfifo(folder / "card.json")
    refuse(folder, "device, pipe or socket")


def test_a_socket_is_refused(folder, monkeypatch):
    (folder / "card.json").unlink()
    monkeypatch.chdir(folder)  # a socket's path has a short limit
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("card.json")
        refuse(folder, "device, pipe or socket")


@pytest.mark.parametrize("kind", ["nothing", "file"])
def test_what_is_no_folder_is_refused(tmp_path, kind):
    if kind == "file":
        (tmp_path / "1").touch()
    refuse(tmp_path / "1", "no folder|no readable bundle")


def test_a_file_that_changes_its_size_or_kind_after_the_survey_is_refused(folder):
    size = files.survey(folder)["card.json"]
    (folder / "card.json").write_bytes(b"x" * (size + 1))
    with pytest.raises(BundleError, match="changed its size"):
        files.read_once(folder, "card.json", size=size)
    (folder / "card.json").unlink()
    os.mkfifo(folder / "card.json")
    with pytest.raises(BundleError, match="no plain file"):
        files.read_once(folder, "card.json", size=size)
    (folder / "card.json").unlink()
    (folder / "card.json").symlink_to("schema.json")
    with pytest.raises(BundleError, match="cannot be read"):
        files.read_once(folder, "card.json", size=size)


def test_the_signature_has_the_digest_that_the_reader_gives(folder):
    due = bundle.read(folder, trust=TRUST).signature_sha256
    assert bundle.signature_sha256(folder) == due
    (folder / "model.sig").unlink()
    with pytest.raises(BundleError, match=r"model\.sig of \S+/1: No such file"):
        bundle.signature_sha256(folder)
