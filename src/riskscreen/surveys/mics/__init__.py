"""What do the files of a MICS survey say of children, rounds 5 and 6?"""

from riskscreen.surveys.mics.reading import read

__all__ = ["read"]
