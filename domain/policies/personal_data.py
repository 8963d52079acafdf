"""The one list of keys that hold personal data, and the one walk that finds them in JSON.

Webhook bodies, Shopify's GraphQL names (camelCase) and the product's own documents are walked alike. docs/privacy.md
says where personal data is stored.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

MASK = "\N{BULLET}\N{BULLET}\N{BULLET}"

PEOPLE = frozenset(
    {
        "customer",
        "addresses",
        "billing_address",
        "contact_profile",
        "default_address",
        "default_email_address",
        "default_phone_number",
        "delivery_address",
        "destination",
        "display_address",
        "mailing_address",
        "purchasing_entity",
        "recipient",
        "shipping_address",
    }
)
"""Objects that describe a person or an address: everything in them is personal, except `HARMLESS_OF_A_PERSON`."""

_CONTACT = frozenset(
    {
        "birthday",
        "contact_email",
        "customer_email",
        "customer_name",
        "customer_phone",
        "date_of_birth",
        "email",
        "email_address",
        "first_name",
        "full_name",
        "last_name",
        "middle_name",
        "normalized_email",
        "normalized_name",
        "normalized_phone",
        "phone",
        "phone_number",
        "recipient_email",
        "recipient_name",
        "recipient_phone",
        "shop_owner",
        "sms_marketing_phone_number",
    }
)
"""What names a person or reaches one."""

_ADDRESS = frozenset(
    {
        "address1",
        "address2",
        "city",
        "coordinates",
        "formatted",
        "formatted_area",
        "latitude",
        "longitude",
        "postal_code",
        "zip",
    }
)
"""Where a person lives. A country or a province alone does not say who it is."""

_FREE_TEXT = frozenset(
    {
        "attributes",
        "custom_attributes",
        "customer_note",
        "decline_note",
        "delivery_instructions",
        "localization_extensions",
        "localized_fields",
        "message",
        "metafields",
        "note",
        "note_attributes",
        "notes",
        "properties",
        "reason_notes",
        "return_reason_note",
        "staff_note",
        "tax_id",
        "tax_registration_id",
        "vat_number",
    }
)
"""What customers or staff wrote: engravings, gift messages, tax ids, delivery notes. Anything can be in it."""

_DEVICE = frozenset(
    {
        "accept_language",
        "browser_ip",
        "client_details",
        "client_ip",
        "customer_journey",
        "customer_journey_summary",
        "landing_page",
        "landing_site",
        "landing_site_ref",
        "referral_code",
        "referrer_url",
        "referring_site",
        "session_hash",
        "user_agent",
    }
)
"""What a person's browser said, and where it came from; the addresses of pages carry names and e-mail addresses."""

_TOKENS_AND_LINKS = frozenset(
    {
        "abandoned_checkout_url",
        "account_activation_url",
        "cart_token",
        "checkout_token",
        "invoice_url",
        "multipass_identifier",
        "order_status_url",
        "recovery_url",
        "source_url",
        "status_page_url",
        "token",
        "tracking_url",
        "tracking_urls",
        "unsubscribe_url",
    }
)
"""What opens a page with personal data without a password. A tracking number alone stays: it proves the delivery."""

_PAYMENT = frozenset(
    {
        "account_number",
        "authorization",
        "authorization_code",
        "credit_card",
        "iban",
        "payment_details",
        "payment_instrument",
        "receipt",
        "receipt_json",
    }
)
"""What a payment provider said about the payer."""

_PERSONAL_KEYS = PEOPLE | _CONTACT | _ADDRESS | _FREE_TEXT | _DEVICE | _TOKENS_AND_LINKS | _PAYMENT

_PERSONAL_IN_A_PERSON = frozenset({"display_name", "name", "province", "province_code", "tags"})
"""These name products, orders and stores too; beside one of `SIGNS_OF_A_PERSON` they are personal."""

SIGNS_OF_A_PERSON = frozenset({"address1", "city", "first_name", "last_name", "zip"})

_PERSONAL_AS_TEXT = frozenset({"company"})
"""The company of an address. As an object it is a company of its own (B2B), of which only ids are read."""

HARMLESS_OF_A_PERSON = frozenset(
    {
        "admin_graphql_api_id",
        "country",
        "country_code",
        "country_code_v2",
        "country_name",
        "created_at",
        "currency",
        "customer_id",
        "id",
        "location_id",
        "state",
        "updated_at",
    }
)
"""What may be shown of a person or an address."""

_LEFT_OUT = object()
_EMAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def treat_personal_data(value: Any, treat: Callable[[Any], Any]) -> Any:
    """Return the same JSON with every personal value replaced by what `treat` returns; `_LEFT_OUT` leaves it out."""
    if isinstance(value, Mapping):
        names = {key: to_snake_case(key) for key in value}
        personal = {key for key, name in names.items() if _is_personal(name, value[key], names.values())}
        treated = (
            (key, treat(part) if key in personal else treat_personal_data(part, treat)) for key, part in value.items()
        )
        return {key: part for key, part in treated if part is not _LEFT_OUT}
    if isinstance(value, list | tuple):
        return [treat_personal_data(part, treat) for part in value]
    return value


def mask_personal_data(value: Any) -> Any:
    """Return the same JSON, such as the fields of a line of the log, with personal data masked.

    What is empty stays visibly empty.

    E-mail addresses are masked wherever they stand: apps and new versions of Shopify add keys that the list lacks.
    """
    return mask_email_addresses(treat_personal_data(value, _mask))


def remove_personal_data(value: Any) -> Any:
    """Return the same JSON without personal data. No key of the list is required in any body that the product reads."""
    return treat_personal_data(value, lambda _: _LEFT_OUT)


def list_personal_texts(value: Any) -> set[str]:
    """List the texts and numbers that `remove_personal_data` would remove, except those of `HARMLESS_OF_A_PERSON`."""
    texts: set[str] = set()

    def collect(part: Any) -> Any:
        texts.update(_iter_texts(part))
        return part

    treat_personal_data(value, collect)
    return texts


def list_personal_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """List those whose values are personal wherever they stand, such as columns of a table."""
    return tuple(key for key in keys if to_snake_case(key) in _PERSONAL_KEYS)


def to_snake_case(key: str) -> str:
    """`firstName` to `first_name`, so that REST's and GraphQL's names are the same."""
    return _WORD_START.sub("_", key).lower()


def _is_personal(name: str, value: Any, siblings: Collection[str]) -> bool:
    if isinstance(value, bool):  # whether there is something, not what
        return False
    if name in _PERSONAL_AS_TEXT:
        return isinstance(value, str)
    return name in _PERSONAL_KEYS or (name in _PERSONAL_IN_A_PERSON and not SIGNS_OF_A_PERSON.isdisjoint(siblings))


def _mask(value: Any) -> Any:
    if value in (None, "", [], {}) or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {key: part if _is_harmless(key, part) else _mask(part) for key, part in value.items()}
    if isinstance(value, list | tuple) and any(isinstance(part, Mapping) for part in value):
        return [_mask(part) for part in value]
    return MASK


def mask_email_addresses(value: Any) -> Any:
    if isinstance(value, str):
        return _EMAIL_ADDRESS.sub(MASK, value) if "@" in value else value
    if isinstance(value, Mapping):
        return {key: mask_email_addresses(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [mask_email_addresses(part) for part in value]
    return value


def _is_harmless(key: str, value: Any) -> bool:
    return to_snake_case(key) in HARMLESS_OF_A_PERSON and not isinstance(value, Mapping | list | tuple)


def _iter_texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not _is_harmless(key, part):
                yield from _iter_texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _iter_texts(part)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
