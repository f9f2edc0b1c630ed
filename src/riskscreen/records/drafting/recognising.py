"""Which values of this column can be values of that column of the schema, and how are they recoded?

Only words that are known, labels that are known and codes that a survey's own files define are
recoded. What nobody knows is counted and asked.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from riskscreen import schema
from riskscreen.records import converting
from riskscreen.records.drafting import measuring
from riskscreen.records.drafting.lexicon import known_data, survey_targets
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.reading import MISSING, Reading
from riskscreen.schema import Field, Kind

__all__ = ["read_values"]

_ETHNIC = ("head_ethnicity", "ethnicity")
_HALF = 0.5
# No list of codes is this long; what has more values is not looked at word by word.
_MANY = 1000
_SAME_WORDS = {
    "mother_education": ("households", "head_education"),
    "father_education": ("households", "head_education"),
    "ethnicity": ("households", "head_ethnicity"),
    "sex": ("households", "head_sex"),
}
# Labels that begin with their own code, as in the LSMS: "1. MALE", "98. DON'T KNOW".
_NUMBERED = re.compile(r"^\s*\d+\s*[.):=-]\s*(?=[^\W\d_])")
# A recode of 1 and 2 that no label explains is the usual one of surveys, and is asked.
_ONE_TWO = {"1": "1", "2": "0"}


def read_values(column: Column, target: Field) -> Reading:
    """Return how the values of a column read as values of a column of the schema.

    Parameters
    ----------
    column : Column
        A column of a file.
    target : Field
        A column of the schema.

    Returns
    -------
    Reading
        The share of rows that fit, a recode where one is needed, what is missing, what is unknown
        and what has to be asked.
    """
    if not column.n_known:
        return Reading(0.0, "empty")
    if target.type is Kind.DATE:
        return measuring.days(column)
    if target.type in (Kind.INT, Kind.FLOAT):
        return measuring.numbers(column, target, missing=_missing_codes(column))
    if target.type is Kind.TEXT and target.name not in _ETHNIC:
        return measuring.keys(column, target)
    return _coded(column, target)


def _coded(column: Column, target: Field) -> Reading:
    """Return the reading of yes and no, of a category, or of an ethnic group."""
    if column.n_distinct > _MANY:
        return Reading(0.0)
    survey = _survey_codes(column, target)
    meaning = {text: _meaning(column, target, text, survey) for text in column.counts}
    meaning = _marks_alone(_letters_in_pairs(meaning))
    known = {text: value for text, value in meaning.items() if value not in ("", MISSING)}
    missing = tuple(text for text, value in meaning.items() if value == MISSING)
    unknown = {text: column.counts[text] for text, value in meaning.items() if not value}
    if not column.labels and not survey and _are_bare(column, target, known):
        return _bare_codes(column, target, dict(column.counts))
    if target.name == "region" and not known:
        return _own_regions(column, missing)
    if not known and not unknown:
        return Reading(0.0, "empty", missing=missing)
    fit = column.share(set(known) | set(missing))
    asked = _question(column, target, known)
    if fit < _HALF and not asked and len(unknown) <= _few(target):
        return Reading(fit, "asked", known, missing, unknown, "which value is which?")
    plain = all(_as_is(target, text, value) for text, value in known.items())
    recode = None if plain and not column.labels else _with_labels(column, target, known)
    if recode is not None and all(_as_is(target, t, v) for t, v in recode.items()):
        recode = None
    kind = "asked" if asked else "words" if len(set(known.values())) > 1 else "plain"
    if not known:
        kind = "plain"
    return Reading(fit, kind, recode, missing, unknown, asked)


def _meaning(column: Column, target: Field, text: str, survey: Mapping[str, str]) -> str:
    """Return the schema's value of a code or word, MISSING, or an empty text if nobody knows."""
    if text in column.labels:
        return _word(target, column.labels[text])
    if text in survey:
        return survey[text]
    if target.type is Kind.BOOL and column.labels and text not in ("0", "1"):
        return ""
    return _word(target, text)


def _word(target: Field, text: str) -> str:
    text = _NUMBERED.sub("", text)
    key = schema.fold(text)
    found = _words(target.table, target.name).get(key, "")
    if found or target.name not in _ETHNIC:
        return found
    return schema.ethnic_group(text) or (MISSING if key in _missing_words() else "")


def _with_labels(column: Column, target: Field, known: Mapping[str, str]) -> dict[str, str]:
    """Return the recode, with the labelled codes that no row has: the next round may have them."""
    labelled = {code: _word(target, text) for code, text in column.labels.items()}
    extra = {c: v for c, v in labelled.items() if v not in ("", MISSING) and c not in known}
    return {**known, **extra}


def _letters_in_pairs(meaning: Mapping[str, str]) -> dict[str, str]:
    """Letters count only together: M beside H is a Spanish woman, beside F a man."""
    letters = [text for text in meaning if len(text) == 1 and text.isalpha()]
    if all(meaning[text] for text in letters):
        return dict(meaning)
    return {text: "" if text in letters else value for text, value in meaning.items()}


def _marks_alone(meaning: Mapping[str, str]) -> dict[str, str]:
    """A tick means yes where nothing else does; beside a spoken yes it is for a person to say."""
    ticks = {text for text in meaning if schema.fold(text) in _TICKS}
    spoken = {value for text, value in meaning.items() if value and text not in ticks}
    return {
        text: "" if text in ticks and value in spoken else value for text, value in meaning.items()
    }


def _bare_codes(column: Column, target: Field, unknown: Mapping[str, int]) -> Reading:
    """Return the reading of numbers that nothing explains."""
    few = len(unknown) <= _few(target)
    if target.type is Kind.BOOL:
        rest = {text: n for text, n in unknown.items() if text not in _ONE_TWO}
        kind = "asked" if few else "plain"
        fit = column.share(set(_ONE_TWO))
        return Reading(fit, kind, dict(_ONE_TWO), (), rest, "does 1 mean yes and 2 no?")
    if target.name in _ETHNIC:
        ethnic = {text for text in unknown if float(text) <= _LAST_ETHNIC}
        return Reading(column.share(ethnic), "asked", None, (), {}, _WHOSE)
    question = "which code is which?"
    return Reading(1.0 if few else 0.0, "asked", {}, (), unknown, question)


_TICKS = frozenset({"x", "v"})
_LAST_ETHNIC = 99
_WHOSE = (
    "whose numbers are these? 4 is Hoa in the list of 54 and Mường in MICS5: households need "
    "ethnicity_code_list = { constant = \"gso54\" } or \"mics5_vn\""
)  # fmt: skip


def _own_regions(column: Column, missing: tuple[str, ...]) -> Reading:
    if column.labels:
        return Reading(1.0, "plain", None, missing, {}, "", label=True)
    named = not column.is_numeric
    few = len(column.counts) <= known_data("evidence")["limits"]["codes"]
    question = "" if named else "which region is which number?"
    fit = 1.0 if few else 0.2
    return Reading(fit, "plain" if named else "asked", None, missing, {}, question)


def _question(column: Column, target: Field, known: Mapping[str, str]) -> str:
    if target.name == "poverty_status" and set(known.values()) <= {"poor", "not_poor"}:
        spoken = {schema.fold(text) for text in column.counts}
        if spoken & {schema.fold(word) for word in ("có", "không", "yes", "no", "x")}:
            return "where are the near-poor: among yes, among no, or in a column of their own?"
    empty = column.n_rows - column.n_known
    if target.type is Kind.BOOL and len(set(known.values())) == 1 and empty:
        return f"does an empty cell ({empty} rows) mean the other answer, or not known?"
    return ""


def _are_bare(column: Column, target: Field, known: Mapping[str, str]) -> bool:
    """Whether the values are numbers that nothing explains: 1 beside 2 is no plain yes."""
    if not column.is_numeric:
        return False
    return not known or (target.type is Kind.BOOL and "2" in column.counts and "0" not in known)


def _few(target: Field) -> int:
    return max(len(target.codes) + 3, 9)


def _survey_codes(column: Column, target: Field) -> Mapping[str, str]:
    if column.labels or (target.table, target.name) not in survey_targets(column.name):
        return {}
    tables = known_data("surveys")["codes"]
    names = {name.casefold(): codes for name, codes in tables.items()}
    return dict(names.get(column.name.casefold(), {}))


def _missing_codes(column: Column) -> frozenset[str]:
    labelled = frozenset(
        code
        for code, text in column.labels.items()
        if schema.fold(_NUMBERED.sub("", text)) in _missing_words()
    )
    if column.is_numeric:
        return labelled
    return labelled | {text for text in column.counts if schema.fold(text) in _missing_words()}


def _as_is(target: Field, text: str, value: str) -> bool:
    """Whether the reader itself takes this text for this value."""
    if target.type is Kind.BOOL:
        try:
            return converting.parse_bool(text) == float(value)
        except ValueError:
            return False
    if target.name in _ETHNIC:
        return schema.ethnic_group(text) == value
    if target.name == "region" and schema.region_of(text) == value:
        return True
    return re.sub(r"[\s-]+", "_", text.strip().casefold()) == value


@functools.cache
def _missing_words() -> frozenset[str]:
    return frozenset(schema.fold(word) for word in known_data("words")["answers"]["missing"])


@functools.cache
def _words(table: str, name: str) -> Mapping[str, str]:
    """Return folded word to value of the schema, for one of its columns."""
    target = schema.fields()[table, name]
    data = known_data("words")
    words: dict[str, str] = dict.fromkeys(_missing_words(), MISSING)
    if target.type is Kind.BOOL:
        for value, answer in (("1", "yes"), ("0", "no")):
            words.update({schema.fold(word): value for word in data["answers"][answer]})
    words.update({schema.fold(code): code for code in target.codes})
    source = _SAME_WORDS.get(name, (table, name))
    for value, known in data.get(source[0], {}).get(source[1], {}).items():
        words.update({schema.fold(word): value for word in known})
    words.pop("", None)
    return words
