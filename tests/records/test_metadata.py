"""What goes with records is written and read without loss."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import InputError
from riskscreen.records import metadata
from riskscreen.records.metadata import FILE, Metadata

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, texts, st.booleans())
def test_any_text_reads_back(basis: str, purpose: str, synthetic: bool) -> None:
    import tomllib

    facts = Metadata(legal_basis=basis, purpose=purpose, weights="none", synthetic=synthetic)
    assert metadata.from_mapping(tomllib.loads(metadata.to_toml(facts)), FILE) == facts


def test_no_file_says_nothing(tmp_path: Path) -> None:
    assert metadata.from_folder(tmp_path) == Metadata()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("purpos = 'x'", "first is purpos"), ("weights = '1'", 'declare "none"'),
        ("synthetic = 'no'", "write true or false"), ("purpose =", "not TOML in UTF-8"),
    ],
)  # fmt: skip
def test_an_entry_that_is_wrong_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(InputError, match=message):
        metadata.from_folder(tmp_path)


def test_an_argument_that_is_not_given_changes_nothing() -> None:
    facts = Metadata(purpose="a")
    assert facts.with_arguments(purpose=None, legal_basis="b") == Metadata("b", "a")
