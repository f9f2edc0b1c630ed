"""Can this be a syllable of Vietnamese?

The language has few syllables (an onset, a rhyme, at most one tone), and text read with the wrong
table falls outside them at once: that is how a file tells which font it was written for.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["is_syllable"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
# After a final stop only the acute and the dot below are spoken.
_STOPPED = ("c", "ch", "k", "p", "t")
_STOP_TONES = ("\u0301", "\u0323")
_HARD = "b|c|ch|d|đ|g|h|k|kh|l|m|n|ng|nh|p|ph|qu|r|s|t|th|tr|v|x|"
# gh and ngh are written before e, ê, i and y alone, where c and ng are not.
_SOFT = "gh|ngh"
_RHYMES = (
    "a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi "
    "om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya "
    "uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
    "y ych yêm yên yêng yêt yêu yn ynh yt"
)
_SYLLABLE = re.compile(f"({_SOFT}|gi|{_HARD})({'|'.join(_RHYMES.split())})")
_SOFT_VOWELS = "eêiy"


def is_syllable(word: str) -> bool:
    """Return whether a word, in any case, is spelt like one syllable of Vietnamese.

    Examples
    --------
    >>> is_syllable("nghèo"), is_syllable("HUYỆN"), is_syllable("Kh«ng"), is_syllable("né")
    (True, True, False, True)
    >>> is_syllable("Éducation"), is_syllable("các"), is_syllable("càc")
    (False, True, False)
    """
    spread = unicodedata.normalize("NFD", word.casefold())
    tones = _TONE.findall(spread)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", _TONE.sub("", spread))
    match = _SYLLABLE.fullmatch(plain)
    if match is None or not _spelt(match[1], match[2]):
        return False
    return not (tones and plain.endswith(_STOPPED) and tones[0] not in _STOP_TONES)


def _spelt(onset: str, rhyme: str) -> bool:
    soft = rhyme[0] in _SOFT_VOWELS
    if onset in ("gh", "ngh"):
        return soft
    if onset in ("c", "ng"):
        return not soft
    return True
