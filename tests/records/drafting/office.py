"""An office's export of a synthetic panel: its own headers and words, in four kinds of file."""

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat

from riskscreen import synthetic
from riskscreen.records.converting import as_text
from riskscreen.synthetic.sheets import taken

Columns = dict[str, Any]
KINDS = ("csv", "xlsx", "dta", "sav")
HOMES = {
    "household_id": "Mã hộ", "observed_date": "Ngày điều tra", "stratum": "Tầng mẫu",
    "psu": "Địa bàn điều tra", "weight": "Quyền số hộ", "weight_kind": "Loại quyền số",
    "province_code": "Mã tỉnh", "code_list_year": "Năm danh mục", "commune_code": "Xã/Phường",
    "region": "Vùng", "urban": "Thành thị/Nông thôn", "head_sex": "Giới tính chủ hộ",
    "head_age_years": "Tuổi chủ hộ", "head_education": "Trình độ học vấn chủ hộ",
    "head_ethnicity": "Dân tộc chủ hộ", "household_size": "Số nhân khẩu",
    "poverty_status": "Hộ nghèo", "has_internet": "Có internet", "difficult_area": "Xã khu vực",
    "income_kvnd_month": "Thu nhập bình quân đầu người (nghìn đồng/tháng)",
}  # fmt: skip
KIDS = {
    "child_id": "Mã trẻ", "household_id": "Mã hộ", "observed_date": "Ngày điều tra",
    "weight": "Quyền số", "age_years": "Tuổi", "sex": "Giới tính", "ethnicity": "Dân tộc",
    "relation_to_head": "Quan hệ với chủ hộ", "orphan": "Mồ côi",
    "attending_school": "Đang đi học", "grade_current": "Lớp",
    "school_distance_km": "Khoảng cách đến trường (km)", "birth_registered": "Đăng ký khai sinh",
    "health_insurance": "Thẻ BHYT",
}  # fmt: skip
_SEX = {"male": "Nam", "female": "Nữ"}
_YES = {1.0: "Có", 0.0: "Không"}
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "sex": _SEX, "head_sex": _SEX, "attending_school": _YES, "health_insurance": _YES,
    "has_internet": _YES, "urban": {1.0: "Thành thị", 0.0: "Nông thôn"},
    "birth_registered": {1.0: "Đã đăng ký", 0.0: "Chưa đăng ký"},
    "poverty_status": {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "not_poor": "Không nghèo"},
    "head_education": {"none": "Không bằng cấp", "primary": "Tiểu học", "lower_secondary": "THCS",
                       "upper_secondary": "THPT", "vocational": "Trung cấp", "higher": "Đại học"},
    "relation_to_head": {"child": "Con", "grandchild": "Cháu nội/ngoại", "sibling": "Anh chị em",
                         "other_relative": "Họ hàng", "not_related": "Không họ hàng"},
    "orphan": {"no": "Không", "mother": "Mồ côi mẹ", "father": "Mồ côi cha",
               "both": "Mồ côi cả cha mẹ"},
    "difficult_area": {"none": "Không", "area_1": "Khu vực I", "area_2": "Khu vực II",
                       "area_3": "Khu vực III"},
    "region": {"red_river_delta": "Đồng bằng sông Hồng", "central_highlands": "Tây Nguyên",
               "northern_mountains": "Trung du và miền núi phía Bắc", "south_east": "Đông Nam Bộ",
               "central_coast": "Bắc Trung Bộ và duyên hải miền Trung",
               "mekong_delta": "Đồng bằng sông Cửu Long"},
}  # fmt: skip
# Statistical software has short names without diacritics; the header becomes the variable label.
_CODED = {"sex", "head_sex", "attending_school", "urban", "poverty_status", "head_education"}


def panel(n_households: int = 200) -> synthetic.Panel:
    """Return a panel of one wave, cut to its first households."""
    whole = synthetic.panel(households=360, waves=1, seed=1, profile="demo")
    ids = whole.households["household_id"][:n_households]
    kept = np.isin(whole.children["household_id"], ids)
    return synthetic.Panel(
        sheets={
            "households": taken(whole.sheets["households"], np.arange(n_households)),
            "children": taken(whole.sheets["children"], kept),
        },
        facts=whole.facts,
    )


def in_words(table: Mapping[str, Any], headers: Mapping[str, str]) -> Columns:
    """Return the office's columns: its headers, its words for codes."""
    return {header: _worded(name, table[name]) for name, header in headers.items()}


def write(columns: Columns, path: Path) -> Path:
    """Write an export; the suffix says which kind."""
    if path.suffix in (".dta", ".sav"):
        return _write_statistical(columns, path)
    cells = [as_text(values).tolist() for values in columns.values()]
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([list(columns), *zip(*cells, strict=True)])
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ"
    for row in [list(columns), *zip(*map(_held, columns.values()), strict=True)]:
        sheet.append(list(row))
    book.save(path)
    return path


def _write_statistical(columns: Columns, path: Path) -> Path:
    frame, labels = {}, {}
    by_header = {header: name for name, header in {**HOMES, **KIDS}.items()}
    for place, (header, values) in enumerate(columns.items(), start=1):
        name = by_header.get(header, "")
        if name in _CODED:
            codes = {text: float(code) for code, text in enumerate(_WORDS[name].values(), start=1)}
            labels[f"c{place}"] = {code: text for text, code in codes.items()}
            values = np.array([codes.get(text, np.nan) for text in values.tolist()])  # noqa: PLW2901
        frame[f"c{place}"] = _held(values)
    writer = pyreadstat.write_dta if path.suffix == ".dta" else pyreadstat.write_sav
    writer(pd.DataFrame(frame), str(path), column_labels=list(columns),
           variable_value_labels=labels)  # fmt: skip
    return path


def _worded(name: str, values: Any) -> Any:
    if name not in _WORDS:
        return values
    return np.array([_WORDS[name].get(value, "") for value in values.tolist()])


def _held(values: Any) -> list[Any]:
    if values.dtype.kind == "M":
        return [day.item() for day in values]
    return [
        None if isinstance(value, float) and math.isnan(value) else value
        for value in values.tolist()
    ]
