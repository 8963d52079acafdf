"""What a person is recognized by, the same for every way of writing it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from novex_shopify.domain.model.customer import Address, Customer, CustomerKeys
from novex_shopify.domain.policies.phone_numbers import normalize_extension, normalize_phone

_NORMAL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)} | {0x3002: ".", 0xFF61: "."}
_PUNYCODE = "xn--"
_BASE_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "æ": "a", "œ": "o"})
_APOSTROPHES = str.maketrans(dict.fromkeys("'`\u00b4\u2018\u2019\u02bc"))
_ACCENT = re.compile("[\u0300-\u036f]")
_DIGRAPH = re.compile("([aou])e|aa")
_ASCII_WORD = re.compile("[a-z0-9]+")
_NUMBER = re.compile(r"\d{1,9}")
_ZIP_PLUS_4 = 9
_MAX_KEY_LENGTH = 320  # of an e-mail address; PostgreSQL cannot index texts of any length
_COUNTRY_OF_ZIP = re.compile(r"[a-z]{1,3}[- ]+(?=\d{3})")


def add_customer_keys(customer: Customer, country_code: str | None) -> Customer:
    """Return the customer with its keys; `country_code` is the store's."""
    return replace(customer, keys=build_customer_keys(customer, country_code))


def build_customer_keys(customer: Customer, country_code: str | None = None) -> CustomerKeys:
    """Build the keys. Numbers and addresses that name no country are of the country with this code."""
    name = normalize_name(customer.first_name, customer.last_name)
    phones = {address.phone: address.country_code or country_code for address in customer.addresses if address.phone}
    extensions = [normalize_extension(*each) for each in [*phones.items(), (customer.phone, country_code)]]
    return CustomerKeys(
        normalize_email(customer.email),
        normalize_phone(customer.phone, country_code),
        name,
        frozenset(filter(None, [*(normalize_phone(*each) for each in phones.items()), *extensions])),
        frozenset(key for each in customer.addresses for key in _build_address_keys(each, name, country_code)),
    )


def update_customer_keys(known: CustomerKeys, customer: Customer) -> CustomerKeys:
    """Return the keys of a record that gets this customer's data: those of earlier addresses stay."""
    new = customer.keys
    return CustomerKeys(
        new.email if customer.email else known.email,
        new.phone if customer.phone else known.phone,
        new.name or known.name,
        known.address_phones | new.address_phones,
        known.addresses | new.addresses,
    )


def normalize_email(email: str | None) -> str | None:
    """Return the address without spaces, in lower case and normal width, its domain in Unicode; None if it is none.

    More could merge two people: servers may tell `a.b` from `ab`, and `casefold` turns `straße` into `strasse`.
    """
    if not email or len(email) > _MAX_KEY_LENGTH:
        return None
    mailbox, at, domain = _write_plainly(email).lower().rpartition("@")
    decoded = ".".join(map(_decode_label, domain.rstrip(".").split(".")))
    return f"{mailbox}{at}{decoded}" if mailbox and decoded else None


def _write_plainly(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.replace(" ", "")
    visible = "".join(character for character in text if unicodedata.category(character)[0] not in "CZ")
    return unicodedata.normalize("NFC", visible.translate(_NORMAL_WIDTH))


def _decode_label(label: str) -> str:
    if not label.startswith(_PUNYCODE):
        return label
    try:
        decoded = label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return decoded if decoded.isprintable() else label


def normalize_name(*parts: str | None) -> str | None:
    """Return the words of a name in any order, without accents and case; `Müller` equals `Mueller` and `Muller`."""
    return _fold_words(parts) or None


def _build_address_keys(address: Address, name: str | None, country_code: str | None) -> Iterator[str]:
    """One key for each number of the house and the flat, because people write these in any order and place.

    The street's name is left out. It is what people abbreviate, and the same name at the same postal code and number is
    enough to ask a person.
    """
    who, place = name or normalize_name(address.name), _normalize_zip(address.zip) or _fold_words([address.city])
    street = " ".join(filter(None, (address.address1, address.address2)))
    if who and place and street:
        country = (address.country_code or country_code or "").upper()
        numbers = {str(int(number)) for number in _NUMBER.findall(unicodedata.normalize("NFKC", street))}
        for where in sorted(numbers) or [_fold_words([street])]:
            yield "|".join((who, country, place, where))[:_MAX_KEY_LENGTH]


def _normalize_zip(text: str | None) -> str:
    compact = "".join(split_words(_COUNTRY_OF_ZIP.sub("", (text or "").strip().lower(), count=1)))
    if not compact.isdecimal():
        return compact
    # Only some people write the last four digits of a US code, and spreadsheets remove leading zeros.
    return (compact[:5] if len(compact) == _ZIP_PLUS_4 else compact).lstrip("0")


def _fold_words(texts: Iterable[str | None]) -> str:
    words = [_DIGRAPH.sub(_keep_first_letter, word) for text in texts if text for word in split_words(text)]
    return " ".join(sorted(words))


def _keep_first_letter(digraph: re.Match[str]) -> str:
    return digraph[0][0]


def split_words(text: str) -> Sequence[str]:
    """Split a text into words of letters and digits of any script, without case and accents."""
    folded = text.casefold().translate(_APOSTROPHES)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    decomposed = _ACCENT.sub("", unicodedata.normalize("NFKD", folded.translate(_BASE_LETTERS)))
    # Marks are vowels in some scripts, so they belong to words; `\w` does not match them.
    parts = [
        each if unicodedata.category(each)[0] in "LMN" else " " for each in unicodedata.normalize("NFC", decomposed)
    ]
    return "".join(parts).split()
