"""Records say by what right they are held, and know their rows."""

import datetime

import numpy as np
import pytest

from riskscreen import records
from riskscreen.errors import InputError


def test_missing_rights_are_all_named(held: records.Records) -> None:
    with pytest.raises(InputError, match=r"lack purpose, retention_until \(2 of 3\)"):
        held.replace(legal_basis="Law on Children 2016").require_legal()


def test_a_retention_day_is_a_day(held: records.Records) -> None:
    given = held.replace(legal_basis="a", purpose="b", retention_until="forever")
    with pytest.raises(InputError, match="retention_until 'forever' is not a day"):
        given.require_legal()
    given.replace(retention_until="2099-12-31").require_legal()


@pytest.mark.parametrize("day", ["2030", "none", "31.12.2030", "2030-02-30", " 2030-12-31"])
def test_what_is_no_whole_day_limits_no_retention(held: records.Records, day: str) -> None:
    given = held.replace(legal_basis="a", purpose="b", retention_until=day)
    with pytest.raises(InputError, match="is not a day"):
        given.require_legal()


def test_records_past_their_retention_are_refused(held: records.Records) -> None:
    given = held.replace(legal_basis="a", purpose="b", retention_until="2026-06-30")
    given.require_legal(today=datetime.date(2026, 6, 30))
    with pytest.raises(InputError, match="held until 2026-06-30, today is 2026-07-01; delete them"):
        given.require_legal(today=datetime.date(2026, 7, 1))
    with pytest.raises(InputError, match="held until 2000-01-01"):
        given.replace(retention_until="2000-01-01").require_legal()


def test_the_digest_is_of_content_and_not_of_rights(held: records.Records) -> None:
    assert held.replace(purpose="another").digest == held.digest
    assert held.replace(children=held.children.take(np.array([0, 1]))).digest != held.digest


def test_a_child_is_found_by_its_id(held: records.Records) -> None:
    assert held.code_of(np.array(["c3", "nobody", "c1"])).tolist() == [2, -1, 0]


def test_tables_without_their_keys_are_refused(held: records.Records) -> None:
    with pytest.raises(InputError, match="households lack 1 of 2 keys; first is observed_date"):
        records.Records(records.Table({"household_id": ["h"]}), held.children)
    texts = held.children.with_columns(observed_date=["soon"] * 4)
    with pytest.raises(InputError, match="observed_date of children holds no dates"):
        records.Records(held.households, texts)


def test_a_repr_shows_no_row(held: records.Records) -> None:
    assert repr(held) == "Records(3 household rows, 4 child rows)"
