"""What fails stands first, and the same note about twenty columns is one line."""

from riskscreen.cli.listing import listed
from riskscreen.core import Finding


def one(code: str, verdict: str = "pass", title: str = "title", n: float = 1.0) -> Finding:
    return Finding(code=code, title=title, verdict=verdict, measured=n, detail=f"{code} said")


FOUND = (
    one("MAP-02", title="missing codes: urban", n=3), one("SCH-19"),
    one("SUR-01", title="rows in and rows out: hl"), one("SUR-07", "insufficient evidence"),
    one("MAP-02", title="missing codes: sex", n=1200), one("SCH-06", "fail"),
)  # fmt: skip


def test_faults_then_doubts_then_rows_then_notes() -> None:
    lines = listed(FOUND)
    assert [line.split()[:2] for line in lines] == [
        ["fail", "SCH-06"], ["doubt", "SUR-07"], ["note", "SUR-01"], ["note", "SCH-19"],
        ["note", "MAP-02"],
    ]  # fmt: skip


def test_notes_alike_are_one_line_with_every_column_and_count() -> None:
    assert listed(FOUND)[-1].endswith("2 columns: urban 3, sex 1200")


def test_a_file_s_rows_are_said_with_its_name() -> None:
    assert " note  SUR-01 hl: SUR-01 said" in listed(FOUND)


def test_all_of_them_stand_in_their_own_order_on_request() -> None:
    assert len(listed(FOUND, full=True)) == len(FOUND)
    assert listed(FOUND, full=True)[0].startswith(" note  MAP-02")


def test_a_doubt_about_a_column_is_never_gathered_away() -> None:
    doubt = one("MAP-04", "insufficient evidence", title="optional: psu")
    assert listed([doubt, *FOUND])[1].startswith("doubt  MAP-04")
