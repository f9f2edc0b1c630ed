"""A column is found by its own spelling first, then by any."""

import numpy as np

from riskscreen.records.files import Raw


def test_the_exact_spelling_goes_first() -> None:
    raw = Raw("hl", {"HH1": np.zeros(2), "hh1": np.ones(2)})
    assert (raw.find("hh1"), raw.find("Hh1"), raw.find("hh2")) == ("hh1", "HH1", "")


def test_rows_are_counted() -> None:
    assert (Raw("hl").n_rows, Raw("hl", {"x": np.zeros(3)}).n_rows) == (0, 3)
