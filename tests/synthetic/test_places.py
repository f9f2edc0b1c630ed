"""What the communes of a country are like."""

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.frame import communes, peoples
from riskscreen.synthetic.places import draw_places
from riskscreen.synthetic.profile import load_profile, names


@pytest.fixture(scope="module", params=names())
def places(request):
    return draw_places(load_profile(request.param), Streams(3))


@pytest.fixture(scope="module")
def viet_nam_places():
    return draw_places(load_profile("vhlss2014"), Streams(3))


def test_each_place_is_a_commune_of_the_list_in_its_province(places):
    listed = schema.communes()
    assert len(set(places.commune_code)) == places.n
    for commune, province in zip(places.commune_code, places.province_code, strict=True):
        assert listed[str(commune)] == province


def test_the_region_is_that_of_an_old_province_merged_into_the_province(places):
    merged: dict[str, set[str]] = {}
    for code, old in schema.provinces(2019).items():
        merged.setdefault(schema.new_province(code), set()).add(old.region)
    for province, region in zip(places.province_code, places.region, strict=True):
        assert region in merged[str(province)]


@pytest.mark.parametrize("name", ["demo", "vhlss2014", "ncls2012"])
def test_a_profile_of_the_country_has_all_3321_communes(name):
    assert draw_places(load_profile(name), Streams(3)).n == 3321


def test_the_province_of_2025_is_the_45_communes_of_dien_bien():
    places = draw_places(load_profile("province2025"), Streams(3))
    assert places.n == 45
    assert set(places.province_code) == {"11"}
    assert schema.provinces(2025)["11"].name == "Điện Biên"


@pytest.mark.parametrize("name", ["demo", "vhlss2014"])
def test_the_households_of_the_communes_are_those_of_the_country(name):
    profile = load_profile(name)
    places = draw_places(profile, Streams(3))
    assert places.households.min() > 0
    assert places.households.sum() == pytest.approx(profile.sample.population)


def test_a_province_of_its_own_is_as_it_is_in_the_country(viet_nam_places):
    alone = draw_places(load_profile("province2025"), Streams(3))
    inside = viet_nam_places.take(np.flatnonzero(viet_nam_places.province_code == "11"))
    assert np.array_equal(alone.commune_code, inside.commune_code)
    assert np.array_equal(alone.households, inside.households)
    assert np.array_equal(alone.minority, inside.minority)


def test_the_same_seed_gives_the_same_country_and_another_another(viet_nam_places):
    profile = load_profile("vhlss2014")
    again, other = (draw_places(profile, Streams(seed)) for seed in (3, 4))
    assert np.array_equal(again.wealth, viet_nam_places.wealth)
    assert not np.array_equal(other.wealth, viet_nam_places.wealth)


def test_communes_are_known_for_a_minority(places):
    known_for = np.array(peoples())[places.people]
    assert not set(known_for) & {"Kinh", "Hoa"}


def test_minorities_live_in_mountains_and_highlands_and_everywhere_a_little():
    places = draw_places(load_profile("demo"), Streams(3))
    share = {name: places.minority[places.region == name].mean() for name in schema.REGIONS}
    assert min(share["northern_mountains"], share["central_highlands"]) > 0.35
    assert min(share.values()) > 0.05


@pytest.mark.parametrize("old", ["04", "08", "64", "94", "96"])
def test_the_share_of_minorities_is_that_of_the_old_province(viet_nam_places, old):
    frame = communes()
    here = frame.old_province == old
    groups = frame.groups[here][0]
    hoa = groups[peoples().index("Hoa")]
    share = (groups.sum() - groups[0] - hoa) / groups.sum() * 0.90  # minority_households
    weight = viet_nam_places.households[here]
    drawn = np.average(viet_nam_places.minority[here], weights=weight)
    assert drawn == pytest.approx(min(share, 0.97), abs=0.06)


def test_towns_are_no_difficult_area(places):
    assert not places.difficulty[places.urban > 0].any()
    assert set(np.unique(places.difficulty)) == {0.0, 1.0, 2.0, 3.0}


def test_taken_places_keep_all_that_is_known_of_them(viet_nam_places):
    two = viet_nam_places.take(np.array([7, 3]))
    assert two.n == 2
    assert two.commune_code.tolist() == viet_nam_places.commune_code[[7, 3]].tolist()
    assert two.groups.shape == (2, 54)
    assert two.stratum.tolist() == viet_nam_places.stratum[[7, 3]].tolist()


def test_a_stratum_is_a_region_and_a_side(viet_nam_places):
    assert set(viet_nam_places.stratum.tolist()) == {
        f"{region}-{side}" for region in schema.REGIONS for side in ("urban", "rural")
    }
