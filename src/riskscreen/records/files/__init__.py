"""Where do rows come from: which file, of which kind, in which encoding?"""

from riskscreen.records.files.delimited import from_csv
from riskscreen.records.files.frames import from_frame
from riskscreen.records.files.kinds import KINDS
from riskscreen.records.files.opening import from_file, from_folder, read_file
from riskscreen.records.files.raw import Raw

__all__ = ["KINDS", "Raw", "from_csv", "from_file", "from_folder", "from_frame", "read_file"]
