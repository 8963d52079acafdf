"""GS1 labels, read by biip: https://biip.readthedocs.io."""

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString, GS1ElementStrings
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin

from novex_shopify.domain.errors import UnreadableLabel
from novex_shopify.domain.model.scanned_label import ScannedLabel

_SEPARATOR = "\x1d"
_SEPARATOR_NAMES = ("<GS>", "{GS}", "[GS]", "<FNC1>", "\\x1d", "\\u001d", "\N{SYMBOL FOR GROUP SEPARATOR}")
"""How scanners write the separator that keyboards do not have."""

_CONFIG = ParseConfig(separator_chars=(_SEPARATOR, "|", "~", "^", "#"))
"""The other characters are common replacements of the separator; no GS1 value contains them."""

_SYMBOLOGY_LENGTH = 3
_MAX_CHARACTERS = 2000
_GTIN_LENGTHS = (8, 12, 13, 14)


class Gs1LabelReader:
    """The port `LabelReader`."""

    def read(self, text: str) -> ScannedLabel:
        cleaned = _clean(text)
        if not cleaned or not cleaned.isascii():  # other alphabets have digits too
            raise UnreadableLabel(text)
        try:
            return _build_label(_parse(cleaned), text)
        except ParseError as error:
            raise UnreadableLabel(text) from error


def _clean(text: str) -> str:
    """The text without the symbology's mark (such as `]C1`), and with the separator itself."""
    text = text[:_MAX_CHARACTERS]
    for name in _SEPARATOR_NAMES:
        text = text.replace(name, _SEPARATOR)
    if text.startswith("]"):
        text = text[_SYMBOLOGY_LENGTH:]
    return text.strip("".join(_CONFIG.separator_chars) + " ")


def _parse(text: str) -> GS1ElementStrings:
    if text.lower().startswith(("https://", "http://")):
        return GS1DigitalLinkURI.parse(text, config=_CONFIG).element_strings
    if text.startswith("("):
        return GS1Message.parse_hri(text, config=_CONFIG).element_strings
    if text.isdecimal() and len(text) in _GTIN_LENGTHS and (gtin := _find_gtin(text)):
        # Before anything else: the number of a trade item can look like an element string.
        return GS1ElementStrings([GS1ElementString.parse(f"01{gtin.as_gtin_14()}", config=_CONFIG)])
    return GS1Message.parse(text, config=_CONFIG).element_strings


def _find_gtin(text: str) -> Gtin | None:
    try:
        return Gtin.parse(text, config=_CONFIG)
    except ParseError:
        return None


def _build_label(elements: GS1ElementStrings, text: str) -> ScannedLabel:
    item = elements.get(ai="01") or elements.get(ai="02")  # the label of a pallet names what is on it
    if item and not item.gtin:
        raise UnreadableLabel(text, f"The check digit of the GTIN {item.value} is wrong.")
    lot, produced = elements.get(ai="10"), elements.get(ai="11")
    expires = elements.get(ai="17") or elements.get(ai="15")
    count = elements.get(ai="37") or elements.get(ai="30")
    label = ScannedLabel(
        item.value if item else None,
        lot.value if lot else None,
        expires.date if expires else None,
        produced.date if produced else None,
        int(count.value) if count else None,
    )
    if label == ScannedLabel():
        if text.strip().isdecimal() and len(text.strip()) in _GTIN_LENGTHS:
            raise UnreadableLabel(text, "It is no barcode of an item: its check digit is wrong.")
        raise UnreadableLabel(text, "It states no item, lot, date or count.")
    return label
