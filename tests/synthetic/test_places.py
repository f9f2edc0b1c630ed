"""Where the households live."""

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.places import draw_places, psus_per_region
from riskscreen.synthetic.profile import load_profile


@pytest.fixture(scope="module")
def places():
    return draw_places(load_profile("demo"), Streams(3), households=8000)


def test_each_psu_is_a_commune_of_the_list_in_its_province(places):
    communes = schema.communes()
    assert len(set(places.commune_code)) == places.n
    for commune, province in zip(places.commune_code, places.province_code, strict=True):
        assert communes[str(commune)] == province


def test_the_region_is_that_of_an_old_province_merged_into_the_province(places):
    merged: dict[str, set[str]] = {}
    for code, old in schema.provinces(2019).items():
        merged.setdefault(schema.new_province(code), set()).add(old.region)
    for province, region in zip(places.province_code, places.region, strict=True):
        assert region in merged[str(province)]


def test_every_people_is_spelt_as_the_list(places):
    assert set(places.people) <= set(schema.ethnic_groups())


def test_minorities_live_in_mountains_and_highlands_and_everywhere_a_little(places):
    share = {name: places.minority[places.region == name].mean() for name in schema.REGIONS}
    assert min(share["northern_mountains"], share["central_highlands"]) > 0.35
    assert min(share.values()) > 0.05


def test_towns_are_no_difficult_area(places):
    assert not places.difficulty[places.urban > 0].any()
    assert set(np.unique(places.difficulty)) == {0.0, 1.0, 2.0, 3.0}


@pytest.mark.parametrize("households", [360, 2000, 30_000, 200_000])
def test_every_stratum_has_at_least_three_psus(households):
    places = draw_places(load_profile("demo"), Streams(1), households=households)
    assert places.n == 6 * psus_per_region(households)
    assert np.unique(places.stratum, return_counts=True)[1].min() >= 3
