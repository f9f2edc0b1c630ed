"""What do the files of the Viet Nam Household Living Standards Survey say of children?"""

from riskscreen.surveys.vhlss.reading import read

__all__ = ["read"]
