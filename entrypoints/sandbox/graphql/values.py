"""Builds values that many types share: money, addresses, taxes, counts."""

from decimal import Decimal

from novex_shopify.entrypoints.sandbox.graphql.context import Node
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.resources import Address
from novex_shopify.entrypoints.sandbox.payloads.line_items import TAX_TITLE


def build_money_bag_node(amount: Decimal, currency: str) -> Node:
    money = {"amount": f"{amount:.2f}", "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}


def build_tax_line_node(rate: Decimal, amount: Decimal, currency: str) -> Node:
    return {
        "title": TAX_TITLE,
        "rate": float(rate),
        "ratePercentage": float(rate * 100),
        "priceSet": build_money_bag_node(amount, currency),
        "channelLiable": False,
    }


def build_count_node(count: int) -> Node:
    return {"count": count, "precision": "EXACT"}


def build_mailing_address_node(address: Address) -> Node:
    return {
        "id": build_gid("MailingAddress", address.id),
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
