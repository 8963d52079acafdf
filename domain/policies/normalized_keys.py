"""Texts that mean the same to the eye."""

import re

SEPARATORS = " -_./"
MAX_WORDS = 8
_WORD = re.compile(r"\w{2,}")
_WITHOUT_SEPARATORS = str.maketrans("", "", SEPARATORS)


def normalize_key(key: str | None) -> str | None:
    """A key without case, blanks, dashes and other separators, and without leading zeros; None if nothing is left.

    So an item's EAN-13 is near to the same UPC-12, which has no zero before it.
    """
    return key.lower().translate(_WITHOUT_SEPARATORS).lstrip("0") or None if key else None


def split_search_words(text: str) -> list[str]:
    """The words to look for, in small letters, the longest first: they tell most. Not more than eight."""
    words = dict.fromkeys(_WORD.findall(text.lower()))
    return sorted(words, key=len, reverse=True)[:MAX_WORDS]
