"""The communes of 2025, and the old province from which each one came."""

import csv
from importlib import resources

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.synthetic.frame import communes, leaning, peoples

FRAME = communes()
TOWNS = {  # wards that carry the name of a town whose old province is common knowledge
    "Hà Giang 1": "02", "Minh Xuân": "08", "Bắc Kạn": "06", "Lào Cai": "10", "Yên Bái": "15",
    "Việt Trì": "25", "Vĩnh Yên": "26", "Bắc Giang": "24", "Kinh Bắc": "27", "Hải Dương": "30",
    "Phố Hiến": "33", "Thái Bình": "34", "Phủ Lý": "35", "Nam Định": "36", "Hoa Lư": "37",
    "Đồng Hới": "44", "Nam Đông Hà": "45", "Hải Châu": "48", "Hội An": "49", "Cẩm Thành": "51",
    "Quy Nhơn": "52", "Nha Trang": "56", "Phan Rang": "58", "Phan Thiết": "60", "Kon Tum": "62",
    "Pleiku": "64", "Buôn Ma Thuột": "66", "Bắc Gia Nghĩa": "67", "Xuân Hương - Đà Lạt": "68",
    "Đồng Xoài": "70", "Tân Ninh": "72", "Thủ Dầu Một": "74", "Trấn Biên": "75", "Vũng Tàu": "77",
    "Long An": "80", "Mỹ Tho": "82", "Bến Tre": "83", "Trà Vinh": "84", "Cao Lãnh": "87",
    "Long Xuyên": "89", "Rạch Giá": "91", "Ninh Kiều": "92", "Vị Thanh": "93", "Sóc Trăng": "94",
    "Bạc Liêu": "95", "An Xuyên": "96",
}  # fmt: skip


def listed():
    path = resources.files("riskscreen.schema") / "data" / "communes_2025.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_every_commune_of_the_list_is_there_once_in_its_province():
    pairs = dict(zip(FRAME.commune.tolist(), FRAME.province.tolist(), strict=True))
    assert len(FRAME.commune) == len(pairs)
    assert pairs == dict(schema.communes())


def test_the_old_province_is_one_of_those_that_merged_into_the_province():
    for old, province in zip(FRAME.old_province.tolist(), FRAME.province.tolist(), strict=True):
        assert schema.new_province(old) == province


def test_each_of_the_63_old_provinces_has_communes():
    assert set(FRAME.old_province.tolist()) == set(schema.provinces(2019))


@pytest.mark.parametrize(("old", "n"), [("02", 73), ("08", 51)])
def test_tuyen_quang_has_the_communes_of_the_two_provinces_it_came_from(old, n):
    assert ((FRAME.province == "08") & (FRAME.old_province == old)).sum() == n


@pytest.mark.parametrize(("town", "old"), TOWNS.items(), ids=TOWNS.values())
def test_a_town_lies_in_its_own_old_province(town, old):
    (code,) = [row["code"] for row in listed() if row["full_name"] == f"Phường {town}"]
    assert FRAME.old_province[FRAME.commune == code].tolist() == [old]


def test_the_old_province_decides_the_region():
    olds = schema.provinces(2019)
    assert [olds[code].region for code in FRAME.old_province.tolist()] == FRAME.region.tolist()


def test_communes_stand_in_the_order_of_their_old_provinces():
    keys = list(zip(FRAME.old_province.tolist(), FRAME.commune.tolist(), strict=True))
    assert keys == sorted(keys)


def test_towns_are_the_wards_of_the_list():
    wards = {row["code"] for row in listed() if row["full_name"].startswith("Phường ")}
    assert set(FRAME.commune[FRAME.urban].tolist()) == wards


def test_the_54_groups_are_spelt_as_the_list_kinh_first():
    assert peoples()[0] == "Kinh"
    assert len(peoples()) == 54
    assert set(peoples()) == set(schema.ethnic_groups())


def test_the_groups_of_a_province_are_its_people():
    assert FRAME.groups.min() >= 0
    assert np.allclose(FRAME.groups.sum(axis=1), FRAME.people)


def test_every_group_lives_somewhere():
    assert (FRAME.groups.max(axis=0) > 0).all()


@pytest.mark.parametrize("column", ["wealth_sd", "attending_log_odds"])
def test_kinh_are_what_the_other_groups_lean_from(column):
    assert leaning(column)[0] == 0
    assert leaning(column).shape == (54,)
    assert leaning(column).std() > 0
