"""A person reads lines, a machine one object, and a fault stands on stderr in both."""

import json

import pytest

from riskscreen.cli import printing
from riskscreen.core import Finding

FOUND = (Finding(code="AUD-03", title="missed", verdict="fail", outcome="dropout", measured=0.2),)


def test_a_person_gets_lines_and_a_machine_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    printing.show({"tên": "Mông"}, ["one", "two"], as_json=False)
    assert capsys.readouterr().out == "one\ntwo\n"
    printing.show({"tên": "Mông"}, ["one", "two"], as_json=True)
    assert capsys.readouterr().out == '{"tên": "Mông"}\n'


def test_a_fault_for_a_person_lists_its_findings(capsys: pytest.CaptureFixture[str]) -> None:
    printing.show_fault("refused", kind="GateError", findings=FOUND, with_outcome=True)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "refused\n  dropout: AUD-03 missed: 0.2\n"


def test_a_fault_for_a_machine_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    printing.show_fault("refused", kind="GateError", findings=FOUND, as_json=True)
    facts = json.loads(capsys.readouterr().err)
    assert (facts["error"], facts["kind"]) == ("refused", "GateError")
    assert facts["findings"] == [FOUND[0].to_dict()]


def test_progress_is_for_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printing.say("reading")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    printing.say("reading")
    assert capsys.readouterr().err == "reading\n"


def test_the_steps_of_long_work_are_told_to_a_log_too_and_to_no_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for as_json, said in ((False, "1 of 2: tables\n"), (True, "")):
        printing.progress(as_json=as_json)("1 of 2: tables")
        assert capsys.readouterr().err == said


def test_a_traceback_is_printed_only_on_request(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked, shown in (("", False), ("1", True)):
        monkeypatch.setenv("RISKSCREEN_DEBUG", asked)
        try:
            raise ValueError("why")
        except ValueError:
            printing.trace()
        assert ("ValueError: why" in capsys.readouterr().err) is shown


def test_a_list_is_printed_entry_by_entry() -> None:
    lines = printing.facts_lines({"rows": 3, "findings": ["one", "two"], "more": []})
    assert lines == ["rows: 3", "findings: 2", "  one", "  two", "more: none"]


def test_counts_by_name_are_printed_as_words() -> None:
    counts = {"not_eligible": 3, "too_little_known": 1}
    assert printing.facts_lines({"without": counts, "others": {}}) == [
        "without: not_eligible 3, too_little_known 1", "others: none",
    ]  # fmt: skip
