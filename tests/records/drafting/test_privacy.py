"""No value of a child stands in a draft, but for words that are known and codes that many share."""

import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.drafting.test_composing import drafted, write

from riskscreen.records.drafting import draft

# None of them is a word of the draft.
SECRETS = st.text(alphabet=string.ascii_lowercase, min_size=7, max_size=12).map("zq".__add__)


HEADERS = st.sampled_from([
    "Người chăm sóc chính", "Giới tính", "Hộ nghèo", "Mã trẻ", "Vùng", "Lớp", "Dân tộc",
    "Quan hệ với chủ hộ", "Ghi chú", "Địa bàn",
])  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.lists(SECRETS, min_size=2, max_size=8, unique=True), header=HEADERS)
def test_a_word_that_few_rows_have_is_never_written(
    values: list[str], header: str, tmp_path: Path
) -> None:
    made = drafted(tmp_path, {"Tuổi": ["7"] * len(values), header: values})
    said = made.toml + "".join(" ".join(p.evidence) for p in made.proposals)
    assert not [value for value in values if value in said]


@pytest.mark.parametrize(
    ("header", "value"),
    [("Điện thoại", "0912345678"), ("Số định danh", "001090123456"), ("Họ tên mẹ", "Lò Thị Ếch"),
     ("ghi_chu", "gọi 0912 345 678"), ("Ngày sinh", "2015-03-04"), ("dob", "2015-03-04")],
)  # fmt: skip
def test_a_direct_identifier_is_refused_and_not_repeated(
    header: str, value: str, tmp_path: Path
) -> None:
    made = drafted(tmp_path, {"Tuổi": ["7", "8"], header: [value, value]})
    refused = [p for p in made.proposals if p.state == "refused"]
    assert [p.source for p in refused] == [header]
    assert value not in made.toml
    assert "# refused: remove before reading" in made.toml


def test_ids_that_are_identity_numbers_are_refused(tmp_path: Path) -> None:
    made = drafted(tmp_path, {"Mã trẻ": ["001090123456", "001090123457"], "Tuổi": ["7", "8"]})
    assert [p.source for p in made.proposals if p.state == "refused"] == ["Mã trẻ"]


def test_a_question_that_names_a_phone_is_no_phone_number(tmp_path: Path) -> None:
    made = drafted(tmp_path, {"Có điện thoại thông minh": ["Có", "Không"], "Mã hộ": ["a", "b"]})
    assert not [p for p in made.proposals if p.state == "refused"]
    assert "has_smartphone" in {p.target for p in made.proposals}


def test_a_header_that_is_an_identifier_is_not_repeated(tmp_path: Path) -> None:
    path = write(tmp_path / "so.csv", ["Tuổi", "0912345678"], [["7", "x"], ["8", "y"]])
    assert "0912345678" not in draft([path]).toml


def test_a_word_that_many_rows_share_is_asked(tmp_path: Path) -> None:
    sexes = ["Nam"] * 60 + ["Nữ"] * 60 + ["Khác"] * 5
    made = drafted(tmp_path, {"Giới tính": sexes, "Tuổi": ["7"] * len(sexes)})
    assert '# to decide: "Khác" (5 rows)' in made.toml
    assert 'sex = { from = "Giới tính", recode = { "Nam" = "male", "Nữ" = "female" } }' in made.toml


def test_many_odd_codes_are_counted_and_not_listed(tmp_path: Path) -> None:
    values = ["Con"] * 900 + [str(code) for code in range(20, 60)]
    made = drafted(tmp_path, {"Quan hệ với chủ hộ": values, "Tuổi": ["7"] * len(values)})
    assert "# to decide: 40 values that are not shown here (40 rows)" in made.toml
