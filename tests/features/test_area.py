import numpy as np
import pytest

from riskscreen import features

AREA = [
    entry for entry in features.catalogue() if entry.domain == "area" and "areas" in entry.inputs
]


@pytest.mark.parametrize("entry", AREA, ids=lambda entry: entry.name)
def test_an_area_mean_lies_within_the_values_it_is_the_mean_of(entry, matrix, snapshot, state):
    column = matrix.column(entry.name)
    assert not np.isnan(column).any()
    if entry.unit.startswith("share"):
        assert ((column >= 0) & (column <= 1)).all()


def test_all_children_of_a_commune_share_its_means(snapshot, matrix):
    commune = snapshot.column("commune_code")
    here = commune == commune[0]
    assert here.sum() > 1
    for entry in AREA:
        assert len(np.unique(matrix.column(entry.name)[here])) == 1


@pytest.mark.parametrize("entry", AREA, ids=lambda entry: entry.name)
def test_a_sentence_about_a_place_names_the_place(entry):
    for sentence in (entry.en.high, entry.en.low, entry.en.missing):
        assert "in the commune or ward" in sentence
    for sentence in (entry.vi.high, entry.vi.low, entry.vi.missing):
        assert "tại xã, phường nơi trẻ sống" in sentence
