"""What goes with records is written and read without loss."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen.errors import InputError
from riskscreen.records import metadata
from riskscreen.records.metadata import FILE, Metadata, Written

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


@settings(deadline=None)
@given(
    st.dictionaries(texts, st.sampled_from(["number", "text", "date"]), min_size=1),
    st.dictionaries(texts, texts),
)
def test_riskscreens_own_notes_read_back(kinds: dict[str, str], digests: dict[str, str]) -> None:
    noted = Written(digests=digests, kinds={"children": kinds})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(metadata.to_toml(Metadata(source="x"), noted), encoding="utf-8", newline="")
        assert metadata.written_in(Path(folder)) == noted
        assert metadata.from_folder(Path(folder)) == Metadata(source="x")


def test_a_person_writes_no_notes(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('purpose = "visits"')
    assert metadata.written_in(tmp_path) is None


def test_nobody_says_in_a_file_that_its_ids_were_admitted(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("admitted = true")
    with pytest.raises(InputError, match="first is admitted"):
        metadata.from_folder(tmp_path)


@pytest.mark.parametrize("year", ["2025", 1900, True, 20250])
def test_a_list_of_no_year_is_refused(year: object) -> None:
    with pytest.raises(InputError, match="which is no year of a list"):
        Metadata().with_arguments(code_list_year=year)
    assert Metadata().with_arguments(code_list_year=2025).code_list_year == 2025
