"""A series across July 2025 is mapped or refused, never joined by number."""

import numpy as np
import pytest

from riskscreen import records, schema
from riskscreen.errors import InputError, SchemaError
from riskscreen.records.relisting import relisted
from riskscreen.records.table import Table


def houses(codes, years, **more):
    ids = [f"h{place}" for place in range(len(codes))]
    return Table({"household_id": ids, "province_code": codes, "code_list_year": years, **more})


def test_every_old_province_reaches_its_heir() -> None:
    old = sorted(schema.provinces(2019))
    new, findings = relisted(houses(old, [2019] * 63), 2025)
    assert new["province_code"].tolist() == [schema.new_province(code) for code in old]
    assert new["province_code_before"].tolist() == old
    assert (new["code_list_year"] == 2025).all()
    assert findings[0].measured == 63


def test_the_same_number_of_two_lists_is_two_places() -> None:
    """27 was Bac Ninh and is in 24 now; 24 was Bac Giang and still is 24, under another name."""
    new, _ = relisted(houses(["27", "24", "24"], [2019, 2019, 2025]), 2025)
    assert new["province_code"].tolist() == ["24", "24", "24"]
    assert new["province_code_before"].tolist() == ["27", "24", ""]


def test_old_communes_are_kept_apart_and_counted() -> None:
    held = houses(["01", "01"], [2019, 2025], commune_code=["00001", "00004"])
    new, findings = relisted(held, 2025)
    assert new["commune_code"].tolist() == ["", "00004"]
    assert new["commune_code_before"].tolist() == ["00001", ""]
    assert [finding.code for finding in findings] == ["COD-01", "COD-02"]
    assert findings[1].verdict == "insufficient evidence"


def test_a_column_of_old_communes_alone_moves_whole() -> None:
    new, _ = relisted(houses(["01", "27"], [2019, 2019], commune_code=["00001", ""]), 2025)
    assert "commune_code" not in new
    assert new["commune_code_before"].tolist() == ["00001", ""]


def test_rows_of_the_list_asked_for_are_left_alone() -> None:
    held = houses(["24"], [2025])
    assert relisted(held, 2026) == (held, ())


@pytest.mark.parametrize(
    ("codes", "years", "code"),
    [
        (["24", "15", "24"], [2019, np.nan, 2025], "SCH-11"),
        (["99", "24", "24"], [2019, 2025, 2025], "SCH-12"),
    ],
    ids=["nobody_says_whose", "not_in_its_list"],
)
def test_what_cannot_be_mapped_is_left_to_the_checks(households, codes, years, code) -> None:
    mixed = {**households, "province_code": codes, "code_list_year": years}
    with pytest.raises(SchemaError, match=code):
        series(mixed, code_list_year=2025)


def test_a_merged_province_is_not_taken_apart() -> None:
    with pytest.raises(InputError, match="cannot be taken apart"):
        relisted(houses(["24"], [2025]), 2019)


def test_records_without_places_pass() -> None:
    held = Table({"household_id": ["h"]})
    assert relisted(held, 2025) == (held, ())


def series(households, **more):
    children = {
        "child_id": ["c1", "c2", "c3"], "household_id": ["h1", "h2", "h3"],
        "observed_date": ["2024-09-15"] * 3, "age_years": [7, 9, 12],
        "sex": ["male", "female", "male"],
    }  # fmt: skip
    return records.read_records(households, children, **more)


def test_a_mixed_series_is_read_in_one_list_on_request(households) -> None:
    mixed = {**households, "province_code": [27, 24, 24], "code_list_year": [2019, 2019, 2025]}
    with pytest.raises(SchemaError, match="SCH-13"):
        series(mixed)
    held = series(mixed, code_list_year=2025)
    assert held.households["province_code"].tolist() == ["24", "24", "24"]
    assert {"COD-01"} <= {finding.code for finding in held.reading}
