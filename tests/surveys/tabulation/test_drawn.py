import numpy as np
import pytest
from tests.surveys.tiny import survey

from riskscreen.surveys.tabulation import waves


def _design(**changes):
    wave = waves.one_wave(survey(**changes))
    return wave.design, [en for en, _ in wave.notes]


def test_every_psu_with_a_household_is_in_the_design_with_children_or_without():
    design, notes = _design()
    assert design.n_psu == 5
    assert np.bincount(design.stratum).tolist() == [2, 3]
    assert np.unique(design.index).size == 4
    assert not notes


def test_children_of_one_psu_share_it():
    design, _ = _design()
    assert design.index[0] == design.index[1] == design.index[6]
    assert design.index[0] != design.index[2]


@pytest.mark.parametrize(
    ("changes", "n_psu", "said"),
    [
        ({"without": ("stratum",)}, 5, "no stratum recorded: the sample counts as one stratum"),
        ({"without": ("psu",)}, 7, "no PSU recorded: each household is a cluster of its own"),
        ({"households": {"psu": ["1", "1", "2", "3", "", "", "5"]}}, 6,
         "no PSU recorded for 2 of 7 households"),
        ({"households": {"stratum": ["A", "A", "A", "B", "B", "B", ""]}}, 5,
         "no stratum recorded for 1 of 7 households"),
        ({"households": {"stratum": ["A", "A", "A", "B", "B", "B", "C"]}}, 5,
         "1 stratum has a single PSU, centred at the mean of all PSUs"),
        ({"households": {"psu": ["1"] * 7, "stratum": ["A"] * 7}}, 1,
         "a single PSU: no standard error"),
        ({"children": {"household_id": ["h1"] * 7 + ["x8", ""]}}, 7,
         "2 of 9 children have no household row"),
    ],
)  # fmt: skip
def test_what_stands_in_for_a_design_not_recorded_is_said(changes, n_psu, said):
    design, notes = _design(**changes)
    assert design.n_psu == n_psu
    assert [note for note in notes if note.startswith(said)]


def test_numbers_name_a_psu_as_their_text_does():
    by_text, _ = _design(households={"psu": ["1", "1", "2", "3", "3", "4", "5"]})
    by_number, _ = _design(households={"psu": [1.0, 1.0, 2.0, 3.0, 3.0, 4.0, 5.0]})
    assert by_text.index.tolist() == by_number.index.tolist()


def test_siblings_without_a_household_row_stay_together():
    ids = ["h1"] * 7 + ["x8", "x8"]
    design, _ = _design(children={"household_id": ids})
    assert design.index[7] == design.index[8]


def test_every_note_has_both_languages():
    wave = waves.one_wave(survey(without=("psu", "stratum")))
    assert len(wave.notes) == 2
    assert all(en and vi and en != vi for en, vi in wave.notes)
