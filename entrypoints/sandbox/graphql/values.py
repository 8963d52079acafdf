"""Small values that many types share: money, addresses, taxes, counts."""

from decimal import Decimal

from novex_shopify.entrypoints.sandbox.graphql.access import Node
from novex_shopify.entrypoints.sandbox.ids import gid
from novex_shopify.entrypoints.sandbox.model import Address
from novex_shopify.entrypoints.sandbox.payloads.line import TAX_TITLE


def bag(amount: Decimal, currency: str) -> Node:
    money = {"amount": f"{amount:.2f}", "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}


def tax(rate: Decimal, amount: Decimal, currency: str) -> Node:
    return {
        "title": TAX_TITLE,
        "rate": float(rate),
        "ratePercentage": float(rate * 100),
        "priceSet": bag(amount, currency),
        "channelLiable": False,
    }


def exactly(count: int) -> Node:
    return {"count": count, "precision": "EXACT"}


def mailing_address(address: Address) -> Node:
    return {
        "id": gid("MailingAddress", address.id),
        "firstName": address.first_name,
        "lastName": address.last_name,
        "name": address.name,
        "company": address.company,
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "province": address.province,
        "provinceCode": address.province_code,
        "zip": address.zip,
        "country": address.country,
        "countryCodeV2": address.country_code,
        "phone": address.phone,
        "formatted": [address.name, address.address1, f"{address.zip} {address.city}", address.country],
    }
