"""Dials from a file."""

import pytest

from riskscreen import synthetic
from riskscreen.errors import InputError

GOOD = """
[[under_recorded]]
outcome = "dropout"
column = "ethnicity"
level = "minority"
wave = 2
share = 0.5
"""


def test_a_file_gives_the_dials_it_holds(tmp_path):
    path = tmp_path / "dials.toml"
    path.write_text(GOOD)
    (dial,) = synthetic.read_dials(path).under_recorded
    assert (dial.outcome, dial.level, dial.wave, dial.share) == ("dropout", "minority", 2, 0.5)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("not toml", "cannot be read"),
        ("shift = 1", "unknown dial"),
        (GOOD.replace("share = 0.5", ""), "unknown or absent; first is share"),
        (GOOD.replace("0.5", "1.5"), "outside 0-1"),
        (GOOD.replace("dropout", "measles"), "outcome of a dial unknown"),
        (GOOD.replace('"ethnicity"', '"age"'), "group column of a dial unknown"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path, text, wording):
    path = tmp_path / "dials.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=wording):
        synthetic.read_dials(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        synthetic.read_dials(tmp_path / "none.toml")
