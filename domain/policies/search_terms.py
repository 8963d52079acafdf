"""What records are found by, the same for every way of writing it: case, accents, blanks, dashes, phone numbers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.fulfillment import Shipment
from novex_shopify.domain.model.issued_invoice import IssuedInvoice
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.search import RecordKey, RecordKind, SearchEntry, SearchQuery
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.customer_keys import normalize_email, normalize_name, split_words
from novex_shopify.domain.policies.phone_numbers import find_national_number, find_trunk_number, normalize_phone

MAX_TEXT_LENGTH = 200
_MAX_TERM_LENGTH = 64
_MAX_TERMS = 60
_MAX_WORDS = 8
_LEAST_DIGITS_OF_A_PHONE = 5
_PHONE = re.compile(r"[\W\d_\u30fc]+")
"""Without letters. Phones and documents put dashes of any kind and invisible marks in; U+30FC is typed as a dash."""

FULFILLMENT_PREFIX = "fulfillment"


def normalize_code(text: str | None) -> str:
    """Return the letters and digits of a number, a code or an e-mail address, without case, accents and separators."""
    return "".join(split_words(_write_plainly(text)))[:_MAX_TERM_LENGTH]


def split_terms(*texts: str | None) -> frozenset[str]:
    """Return the words of names and titles. `Müller`, `Mueller` and `Muller` are one."""
    words = (normalize_name(*map(_write_plainly, texts)) or "").split()
    return frozenset(word[:_MAX_TERM_LENGTH] for word in words)


def _write_plainly(text: str | None) -> str:
    """Before case is folded: a compatible character such as № stands for letters that have cases."""
    return unicodedata.normalize("NFKC", text or "")


def clean_text(text: str) -> str:
    """Return what is read of a searched text: without U+0000 and halves of characters, which no record contains."""
    return text[:MAX_TEXT_LENGTH].replace("\0", " ").encode(errors="ignore").decode().strip()


def parse_search(text: str) -> SearchQuery:
    """Read a text in every way that it may be meant."""
    text = clean_text(text)
    words = sorted(split_terms(text), key=lambda word: (-len(word), word))[:_MAX_WORDS]
    email = normalize_email(text) if "@" in text else None
    keys = [normalize_code(text), normalize_code(email), *_read_phone(text)]
    return SearchQuery(tuple(dict.fromkeys(filter(None, keys))), tuple(words))


def _read_phone(text: str) -> Iterator[str]:
    """Yield the digits as they are indexed: with the country code, or without it and without the trunk prefix."""
    text = _write_plainly(text)
    digits = "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())
    if _PHONE.fullmatch(text) and len(digits) >= _LEAST_DIGITS_OF_A_PHONE:
        number = normalize_phone(text) if "+" in text or digits.startswith("00") else None
        yield from (normalize_code(number), digits, digits.removeprefix("00"), digits.removeprefix("0"))


def build_order_entry(order: SalesOrder, known: SalesOrder | None = None, *, from_payload: bool = False) -> SearchEntry:
    """`known` is the document before, whose contact the ERP keeps where the new one states none."""
    shop = ShopDomain(order.shop_domain)
    addresses = [
        getattr(order, name) or (getattr(known, name) if known else None)
        for name in ("shipping_address", "billing_address")
    ]
    country = next((each.country_code for each in addresses if each and each.country_code), None)
    email, phone = order.email or (known.email if known else None), order.phone or (known.phone if known else None)
    personal = _list_contact_terms([email], [phone], filter(None, addresses), country)
    key = RecordKey(RecordKind.ORDER, str(order.shopify_order_id), shop)
    codes = (order.name, order.po_number, order.source.identifier)
    return SearchEntry(key, _normalize_all(codes), personal=_limit(personal), from_payload=from_payload)


def build_customer_entry(shop: ShopDomain, customer_id: str, customer: Customer) -> SearchEntry:
    """`customer_id` is the ERP's."""
    country = next((each.country_code for each in customer.addresses if each.country_code), None)
    companies = [each.company_name for each in customer.companies or ()]
    personal = (
        *split_terms(customer.first_name, customer.last_name, *companies),
        *_list_contact_terms([customer.email], [customer.keys.phone, customer.phone], customer.addresses, country),
    )
    return SearchEntry(RecordKey(RecordKind.CUSTOMER, customer_id, shop), personal=_limit(personal))


def build_variant_entry(shop: ShopDomain, variant: Variant) -> SearchEntry:
    key = RecordKey(RecordKind.PRODUCT, str(variant.variant_id), shop)
    return SearchEntry(key, _normalize_all((variant.sku, variant.barcode)), _limit(split_terms(variant.title)))


def build_lot_entry(lot: Lot) -> SearchEntry:
    codes = (lot.code, lot.supplier_code, lot.source_reference)
    return SearchEntry(RecordKey(RecordKind.LOT, str(lot.id)), _normalize_all(codes))


def build_parcel_entry(shop: ShopDomain | None, shipment: Shipment) -> SearchEntry:
    numbers = shipment.tracking.all_numbers if shipment.tracking else ()
    return SearchEntry(RecordKey(RecordKind.PARCEL, shipment.id, shop), _normalize_all((shipment.id, *numbers)))


def build_fulfillment_entry(shop: ShopDomain, order_id: str, fulfillment: OrderFulfillment) -> SearchEntry:
    """The parcels of a fulfillment, of which nothing is found without a tracking number. `order_id` is the ERP's."""
    key = RecordKey(RecordKind.PARCEL, f"{FULFILLMENT_PREFIX}/{order_id}/{fulfillment.id}", shop)
    return SearchEntry(key, _normalize_all(fulfillment.tracking_numbers))


def build_invoice_entry(invoice: IssuedInvoice) -> SearchEntry:
    """Without the buyer, whose orders lead to the invoice: an erasure leaves invoices as they are."""
    key = RecordKey(RecordKind.INVOICE, invoice.number, ShopDomain(invoice.shop_domain))
    return SearchEntry(key, _normalize_all((invoice.number, invoice.order_name)))


def _list_contact_terms(
    emails: Iterable[str | None], phones: Iterable[str | None], addresses: Iterable[Address], country: str | None
) -> Iterator[str]:
    for email in emails:
        yield normalize_code(normalize_email(email))
    for phone in phones:
        yield from _list_phone_terms(phone, country)
    for address in addresses:
        yield from split_terms(address.name, address.company)
        yield normalize_code(address.zip)
        yield from _list_phone_terms(address.phone, address.country_code or country)


def _list_phone_terms(phone: str | None, country: str | None) -> Iterator[str]:
    number = normalize_phone(phone, country)
    if number is None:
        yield normalize_code(phone)
    else:
        yield from map(normalize_code, (number, find_national_number(number), find_trunk_number(number)))


def _normalize_all(codes: Iterable[str | None]) -> frozenset[str]:
    return _limit(map(normalize_code, codes))


def _limit(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(list(dict.fromkeys(filter(None, terms)))[:_MAX_TERMS])
