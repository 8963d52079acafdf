"""SKUs and barcodes that look the same to people."""

import re

SEPARATORS = " -_./"
MAX_WORDS = 8
_WORD = re.compile(r"\w{2,}")
_WITHOUT_SEPARATORS = str.maketrans("", "", SEPARATORS)


def normalize_key(key: str | None) -> str | None:
    """Return the key without case, separators and leading zeros; None if nothing is left.

    An EAN-13 thus equals the same UPC-12, which lacks its leading zero.
    """
    return key.lower().translate(_WITHOUT_SEPARATORS).lstrip("0") or None if key else None


def split_search_words(text: str) -> list[str]:
    """Return at most eight words in lower case, longest first, because those are the most specific."""
    words = dict.fromkeys(_WORD.findall(text.lower()))
    return sorted(words, key=len, reverse=True)[:MAX_WORDS]
