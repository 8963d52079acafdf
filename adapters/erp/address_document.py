"""Addresses in columns of `erp_customers` and `erp_orders`."""

from collections.abc import Iterable

import msgspec

from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.customer import Address


class AddressDocument(Document, frozen=True):
    name: str | None
    company: str | None
    address1: str | None
    address2: str | None
    zip: str | None
    city: str | None
    province: str | None
    province_code: str | None
    country_code: str | None
    phone: str | None


_DECODER = msgspec.json.Decoder(AddressDocument)
_LIST_DECODER = msgspec.json.Decoder(tuple[AddressDocument, ...])


def encode_address(address: Address) -> str:
    return to_json(_to_document(address))


def encode_addresses(addresses: Iterable[Address]) -> str:
    return to_json([_to_document(address) for address in addresses])


def decode_address(text: str) -> Address:
    return _to_address(_DECODER.decode(text))


def decode_addresses(text: str) -> tuple[Address, ...]:
    return tuple(map(_to_address, _LIST_DECODER.decode(text)))


def _to_document(address: Address) -> AddressDocument:
    return AddressDocument(
        address.name,
        address.company,
        address.address1,
        address.address2,
        address.zip,
        address.city,
        address.province,
        address.province_code,
        address.country_code,
        address.phone,
    )


def _to_address(document: AddressDocument) -> Address:
    return Address(
        document.name,
        document.company,
        document.address1,
        document.address2,
        document.zip,
        document.city,
        document.province,
        document.province_code,
        document.country_code,
        document.phone,
    )
