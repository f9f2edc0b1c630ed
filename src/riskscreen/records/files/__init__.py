"""Where do rows come from: which file, of which kind, in which encoding?"""

from riskscreen.records.files.raw import Raw
from riskscreen.records.files.sources import from_csv, from_file, from_folder, from_frame

__all__ = ["Raw", "from_csv", "from_file", "from_folder", "from_frame"]
