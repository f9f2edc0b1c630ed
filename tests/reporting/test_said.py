from typing import Any

import pytest

from riskscreen import policy
from riskscreen.reporting import said
from riskscreen.reporting.facts import facts
from riskscreen.reporting.words import words

VI, EN = words("vi"), words("en")


def finding(detail: str, code: str = "AUD-03") -> dict[str, Any]:
    return {"code": code, "detail": detail}


@pytest.mark.parametrize("name", ["default", "demo"])
def test_every_sentence_of_a_policy_that_ships_is_said_in_vietnamese(name: str) -> None:
    rows = facts(meta={}, policy=policy.load(name), outcomes=[])["policy"]["numbers"]
    texts = {row[key] for row in rows for key in ("unit", "why", "source")}
    texts |= {row["value"] for row in rows if row["name"] == "contact"}
    assert sorted(text for text in texts if said.sentence(text, VI).lang) == []


@pytest.mark.parametrize("name", ["default", "demo"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_of_a_policy_that_ships_has_a_name(name: str, lang: str) -> None:
    rows = facts(meta={}, policy=policy.load(name), outcomes=[])["policy"]["numbers"]
    assert {row["name"] for row in rows} <= set(words(lang).texts["numbers"])


def test_a_sentence_that_nobody_knows_stands_as_it_is_and_is_marked() -> None:
    assert said.sentence("set by the office", VI).lang == "en"
    assert said.sentence("do Bộ quy định", VI).lang == ""
    assert said.sentence("set by the office", EN).lang == ""


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("with group-recalibrated risks under the same rule +0.031",
         "khi hiệu chuẩn lại theo nhóm, cùng quy tắc: +0,031"),
        ("undecided: if the figure stays where it is, about 1,200 more children at risk in the "
         "smaller of the two groups would make it pass",
         "chưa kết luận được: nếu giá trị giữ nguyên, thêm khoảng 1.200 trẻ có nguy cơ ở nhóm ít "
         "hơn trong hai nhóm so sánh thì sẽ đạt"),
        ("undecided: if the figure stays where it is, more than 9,999 more children here would "
         "make it fail",
         "chưa kết luận được: nếu giá trị giữ nguyên, thêm hơn 9.999 trẻ em ở đây thì sẽ không "
         "đạt"),
        ("undecided: the figure is at its limit, where no number of children would settle it",
         "chưa kết luận được: giá trị nằm đúng ở giới hạn, thêm bao nhiêu trẻ em cũng không kết "
         "luận được"),
        ("88 of 1204 rows stand for nobody and are in no other figure; give the outcome's weight, "
         "or declare weights none",
         "88 trong 1.204 dòng không đại diện cho ai và không có mặt trong số liệu nào khác; cần có "
         "quyền số của kết quả, hoặc khai báo là không có quyền số"),
        ("north|01, south|07 and 3 more: merged with the next stratum by name, so that their "
         "spread counts; intervals may be too wide there",
         "các tầng north|01, south|07 và 3 tầng khác được gộp với tầng kế tiếp theo tên, để độ "
         "phân tán của chúng được tính đến; khoảng tin cậy ở đó có thể quá rộng"),
        ("the list is not shown to find more children at risk than the checklist would; do not "
         "score children one by one, use the checklist",
         "chưa chứng minh được rằng danh sách tìm được nhiều trẻ có nguy cơ hơn bảng kiểm; không "
         "nên chấm điểm từng trẻ, nên dùng bảng kiểm"),
        ("1,250 children decided about within the time of the list; 10 children of them are not "
         "judged here; 3 decisions of other times are left out",
         "1.250 trẻ em có quyết định của người phụ trách trong thời gian của danh sách; 10 trẻ em "
         "trong số đó không được xét ở đây; bỏ qua 3 quyết định của thời gian khác"),
        ("10 children decided about within the time of the list; fewer than 5 children of them are "
         "not judged here; fewer than 5 decisions of other times are left out",
         "10 trẻ em có quyết định của người phụ trách trong thời gian của danh sách; dưới 5 trẻ em "
         "trong số đó không được xét ở đây; bỏ qua dưới 5 quyết định của thời gian khác"),
        ("9 children decided about within the time of the list; 4 decisions about other releases "
         "are left out; 2 decisions about outcomes that nobody knows are left out; they are about "
         "2 releases: north 1, north 2",
         "9 trẻ em có quyết định của người phụ trách trong thời gian của danh sách; bỏ qua 4 quyết "
         "định về bản phát hành khác; bỏ qua 2 quyết định về kết quả mà không ai biết; các quyết "
         "định nói về 2 bản phát hành: north 1, north 2"),
        ("100 children decided about within the time of the list; 50 children decided against a "
         "visit are not on the list that this audit draws: it is as long as the capacity, a "
         "service may have listed more; fewer than 5 children decided towards a visit are on that "
         "list already; 10 children were decided about otherwise than for or against a visit",
         "100 trẻ em có quyết định của người phụ trách trong thời gian của danh sách; 50 trẻ em có "
         "quyết định không thăm nhưng không có tên trong danh sách mà đợt kiểm tra này lập: danh "
         "sách chỉ dài bằng năng lực thăm, đơn vị có thể đã đưa nhiều trẻ hơn vào danh sách của "
         "mình; dưới 5 trẻ em có quyết định đến thăm nhưng vốn đã có tên trong danh sách đó; 10 "
         "trẻ em có quyết định khác, không phải đến thăm cũng không phải không thăm"),
        ("more often than among all other children; ask who decided so, and why",
         "nhiều hơn so với tất cả trẻ em còn lại; cần hỏi ai đã quyết định và vì sao"),
        ("fewer than 30 listed children: not printed; audit more children of the group",
         "dưới 30 trẻ em trong danh sách: không in; cần kiểm tra thêm trẻ em của nhóm"),
    ],
)  # fmt: skip
def test_a_detail_is_said_in_vietnamese_with_its_numbers(english: str, vietnamese: str) -> None:
    cell = said.detail(finding(english), VI)
    assert (cell.text, cell.lang) == (vietnamese, "")
    assert said.detail(finding(english), EN).text == english


def test_an_unknown_piece_among_known_ones_is_marked_alone() -> None:
    cell = said.detail(finding("coverage of the training table was not measured here; so what"), VI)
    assert cell.lang == ""
    assert cell.text == "ở đây không đo độ bao phủ của dữ liệu huấn luyện; (tiếng Anh) so what"


def test_a_detail_of_which_nothing_is_known_is_english_as_a_whole() -> None:
    cell = said.detail(finding("so what; and then"), VI)
    assert (cell.text, cell.lang) == ("so what; and then", "en")


def test_a_sentence_inside_another_bears_the_mark_where_it_stays_english() -> None:
    assert said.marked("set by the office", VI) == "(tiếng Anh) set by the office"
    assert said.marked("do Bộ quy định", VI) == "do Bộ quy định"
    assert said.marked("set by the office", EN) == "set by the office"


def test_what_a_table_of_its_own_tells_is_left_to_it() -> None:
    assert said.detail(finding("anything", code="AUD-18"), VI).text == ""


def test_what_was_counted_is_named_by_its_code() -> None:
    assert said.counted({"code": "CUT-07", "title": "x"}, VI).text == "Trẻ em mất dấu theo dõi"
    assert said.counted({"code": "ZZZ-01", "title": "x"}, VI).lang == "en"
    assert said.unit("children", VI) == "trẻ em"
