"""The real Progresa files become records whose figures are those of their own README."""

import numpy as np
import pytest
from tests.journeys import progresa as progresa_files

from riskscreen import records

FOLDER = progresa_files.FOLDER

pytestmark = progresa_files.needed


@pytest.fixture(scope="module")
def progresa() -> records.Records:
    return records.read_records(FOLDER, mapping=progresa_files.MAPPING)


def test_every_household_and_child_is_there(progresa: records.Records) -> None:
    snapshot = progresa.as_of("1997-11-01")
    assert snapshot.n_children == 13146
    assert len(np.unique(snapshot.column("household_id"))) == 8700
    assert not (snapshot.household_index < 0).any()
    assert len(np.unique(progresa.households["psu"])) == 501


def test_dropout_is_counted_as_published(progresa: records.Records) -> None:
    snapshot = progresa.as_of("1997-11-01")
    before = snapshot.column("attending_school")
    after = progresa.follow_up(snapshot).column("attending_school")
    both = (before == 1) & ~np.isnan(after)
    assert int(both.sum()) == 7523
    assert int((after[both] == 0).sum()) == 1546
    assert np.isnan(after[before == 1]).mean() == pytest.approx(0.13, abs=0.005)


def test_receipt_of_1998_is_unknown_in_1997(progresa: records.Records) -> None:
    snapshot = progresa.as_of("1997-11-01")
    assert np.isnan(snapshot.column("receives_cash_assistance")).all()
    assert np.isnan(snapshot.column("social_assistance")).all()


def test_real_non_take_up_is_66_of_3160_households(progresa: records.Records) -> None:
    last = progresa.households.take(
        progresa.households["observed_date"] == np.datetime64("1998-11-01")
    )
    entitled = (last["eligible_transfer"] == 1) & (last["village_treated"] == 1)
    poor = entitled & (last["poverty_status"] == "poor")
    received = last["receives_cash_assistance"]
    assert int((poor & ~np.isnan(received)).sum()) == 3160
    assert int((poor & (received == 0)).sum()) == 66


def test_everything_that_the_files_hold_is_read(progresa: records.Records) -> None:
    """Every source column stands in the records, as a schema column or as an own one."""
    import csv

    text = progresa_files.MAPPING.read_text(encoding="utf-8")
    for name in ("households.csv", "children.csv"):
        with (FOLDER / name).open(encoding="utf-8") as lines:
            headers = next(csv.reader(lines))
        assert headers
        assert not [
            header for header in headers if f'"{header}"' not in text and f'.{header}"' not in text
        ]
    first = progresa.as_of("1997-11-01")
    assert not np.isnan(first.column("age_on_record_years")).all()


def test_what_is_gathered_over_a_household_is_counted_by_hand(progresa: records.Records) -> None:
    import csv
    from collections import Counter

    with (FOLDER / "children.csv").open(encoding="utf-8") as lines:
        listed = Counter(row["hogid"] for row in csv.DictReader(lines))
    homes = progresa.households
    day = homes["observed_date"] == np.datetime64("1997-11-01")
    counted = dict(
        zip(homes["household_id"][day], homes["children_of_1997"][day].tolist(), strict=True)
    )
    assert {home: int(n) for home, n in counted.items() if n} == dict(listed)


def test_a_child_of_17_in_1998_is_followed_to_18(progresa: records.Records) -> None:
    snapshot = progresa.as_of("1998-11-01")
    followed = progresa.follow_up(snapshot)
    at_17 = snapshot.column("age_years") == 17
    assert at_17.any()
    assert followed.observed[at_17].any()
    assert not (progresa.as_of("1999-11-01").column("age_years") >= 18).any()


def test_weights_are_declared_absent(progresa: records.Records) -> None:
    assert progresa.weights == "none"
    progresa.require_legal()
