import copy
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import riskscreen
from riskscreen import reporting
from riskscreen.errors import InputError
from riskscreen.reporting import twin

DOCS = Path(riskscreen.__file__).parents[2] / "docs" / "report.md"
WHOLE = jsonschema.Draft202012Validator(twin.schema())


def changed(facts: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    held = copy.deepcopy(facts)
    at = held
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return held


BROKEN = {
    "a table of another kind": (("outcomes", 0, "rules"), {"rule": "x"}),
    "a figure as text": (("outcomes", 0, "groups", 0, "auc"), "0.7"),
    "a truth as figure": (("outcomes", 0, "groups", 0, "n_children"), True),
    "a verdict unknown": (("outcomes", 0, "decision", "verdict"), "maybe"),
    "a finding without group": (("outcomes", 0, "findings", 0, "group"), ...),
    "no headline": (("outcomes", 0, "headline"), ...),
    "no policy": (("policy",), ...),
    "a row not said to be suppressed or not": (("outcomes", 0, "pooled", 0, "suppressed"), ...),
    "a day that is no text": (("meta", "training_days", 0), 2023),
}


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(twin.schema())


def test_whole_facts_keep_the_schema_in_both_readings(
    facts: dict[str, Any], full: dict[str, Any]
) -> None:
    for held in (facts, full):
        assert list(twin.faults(held)) == []
        assert list(WHOLE.iter_errors(held)) == []


@pytest.mark.parametrize("path, value", BROKEN.values(), ids=BROKEN)
def test_what_a_whole_validator_refuses_is_refused(
    full: dict[str, Any], path: tuple[Any, ...], value: object
) -> None:
    held = changed(full, path, value)
    assert list(WHOLE.iter_errors(held))
    with pytest.raises(InputError, match="facts break their schema in"):
        reporting.render(held)


def test_the_small_reading_knows_every_word_that_the_schema_uses() -> None:
    known = {
        "$schema", "title", "description", "type", "required", "properties", "items", "enum",
        "additionalProperties", "allOf", "$ref", "$defs",
    }  # fmt: skip

    def used(rule: Any) -> set[str]:
        found = set(rule)
        for name in ("properties", "$defs"):
            for part in rule.get(name, {}).values():
                found |= used(part)
        for part in (rule.get("items"), rule.get("additionalProperties"), *rule.get("allOf", ())):
            found |= used(part) if isinstance(part, dict) else set()
        return found

    assert used(twin.schema()) <= known


def test_facts_of_version_1_are_read(facts: dict[str, Any]) -> None:
    assert "Kết luận" in reporting.render({**facts, "facts_version": 1})


@pytest.mark.parametrize("version", [0, 3, "2", None])
def test_another_version_is_refused(facts: dict[str, Any], version: object) -> None:
    with pytest.raises(InputError, match=f"facts of version {version} cannot be read"):
        reporting.render({**facts, "facts_version": version})


def test_the_document_describes_every_table_and_field() -> None:
    text = DOCS.read_text(encoding="utf-8")
    outcome = twin.schema()["$defs"]["outcome"]["properties"]
    for name, rule in outcome.items():
        assert f"`{name}`" in text, name
        inner = rule.get("items", rule)
        for field in inner.get("properties", {}):
            short = re.sub(r"_(lo|hi)$", "", field)
            assert f"`{field}`" in text or f"`{short}`" in text, f"{name}.{field}"
