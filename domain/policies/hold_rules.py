"""Whether the rules of a store put an order on hold, and why."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import blake2b

from novex_shopify.domain.errors.holds import InvalidHoldRule
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import is_amount
from novex_shopify.domain.model.order_hold import (
    ADDRESS_CHECK_LABELS,
    RISK_LEVELS,
    AddressCheck,
    HoldFinding,
    HoldRule,
    HoldRuleKind,
    OrderHold,
)
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.order_stock import is_order_cancelled, is_shipped_by_warehouse
from novex_shopify.domain.policies.shipping_places import is_military, is_po_box

MAX_RULES, MAX_NAME, MAX_VALUES, MAX_VALUE = 30, 60, 250, 255
MAX_PREVIEWED = 500
"""How many of a store's newest orders a preview looks at."""

FULFILLED = "fulfilled"
_COUNTRY = re.compile(r"[A-Z]{2}")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What rules look at. `is_first_order`: the order's customer has no earlier one."""

    order: SalesOrder
    is_first_order: bool = False


def find_holds(rules: Iterable[HoldRule], facts: HoldFacts) -> Sequence[HoldFinding]:
    """What the rules find, in their order. Of an order of which nothing is to be shipped they find nothing."""
    if not has_something_to_hold(facts.order):
        return []
    found = ((rule, _CHECKS[rule.kind](rule, facts)) for rule in rules)
    return [HoldFinding(rule.name, *reason) for rule, reason in found if reason]


def has_something_to_hold(order: SalesOrder) -> bool:
    """Whether the warehouse has, or will have, something to ship. No test order is ever held by a rule."""
    return not (order.test or is_over(order)) and any(
        is_shipped_by_warehouse(line) and line.wanted_quantity for line in order.lines
    )


def is_over(order: SalesOrder) -> bool:
    """Whether nothing of the order is left to ship for good: a hold of it has nothing to keep back."""
    return is_order_cancelled(order) or order.fulfillment_status == FULFILLED


def is_new_reason(finding: HoldFinding, earlier: Iterable[OrderHold]) -> bool:
    """Whether a person has not released the order from this already. `earlier` are all its holds."""
    same = [each for each in earlier if each.rule == finding.rule]
    known = frozenset[str]().union(*(each.grounds for each in same))
    figures = [each.figure for each in same if each.figure is not None]
    is_larger = finding.figure is not None and finding.figure > max(figures, default=finding.figure)
    return not same or is_larger or not finding.grounds <= known


def build_rule(name: str, kind: str, values: Iterable[str]) -> HoldRule:
    """The rule that a person has entered. Raises `InvalidHoldRule`."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= MAX_NAME:
        raise InvalidHoldRule(f"A rule needs a name of 1 to {MAX_NAME} characters, such as High risk.")
    if kind not in list(HoldRuleKind):
        raise InvalidHoldRule(f"There is no rule of kind {kind[:MAX_NAME]}. There are: {', '.join(HoldRuleKind)}.")
    entered = tuple(dict.fromkeys(stripped for each in values if (stripped := each.strip())))
    if len(entered) > MAX_VALUES or any(len(each) > MAX_VALUE for each in entered):
        raise InvalidHoldRule(f"A rule takes up to {MAX_VALUES} values of up to {MAX_VALUE} characters.")
    rule_kind = HoldRuleKind(kind)
    return HoldRule(name, rule_kind, _READERS[rule_kind](entered))


def add_rule(rules: Sequence[HoldRule], rule: HoldRule) -> tuple[HoldRule, ...]:
    """The rules with this one, in the place of one with its name. Raises `InvalidHoldRule` if they are too many."""
    if all(each.name != rule.name for each in rules):
        if len(rules) >= MAX_RULES:
            raise InvalidHoldRule(f"A store has up to {MAX_RULES} rules. Delete one first.")
        return (*rules, rule)
    return tuple(rule if each.name == rule.name else each for each in rules)


def describe_rule(rule: HoldRule) -> str:
    """What the rule holds, in a few words."""
    checks = ", ".join(ADDRESS_CHECK_LABELS.get(each, each).lower() for each in rule.values)
    return _DESCRIPTIONS[rule.kind].format(values=", ".join(rule.values), tags=" or ".join(rule.values), checks=checks)


_DESCRIPTIONS: Mapping[HoldRuleKind, str] = {
    HoldRuleKind.RISK: "Shopify's risk is {values} or higher",
    HoldRuleKind.FIRST_ORDER: "First order of the customer",
    HoldRuleKind.AMOUNT_ABOVE: "Total above {values} in the store's currency",
    HoldRuleKind.COUNTRY: "Ships to {values}",
    HoldRuleKind.OTHER_COUNTRY: "Ships to another country than {values}",
    HoldRuleKind.ADDRESS: "Address: {checks}",
    HoldRuleKind.TAG: "Has the tag {tags}",
}

_Reason = tuple[str, frozenset[str], Decimal | None] | None
"""The reason of a finding, its grounds and its figure; None if the rule finds nothing."""


def _check_risk(rule: HoldRule, facts: HoldFacts) -> _Reason:
    level, [lowest] = (facts.order.risk or "").lower(), rule.values
    if level not in RISK_LEVELS or RISK_LEVELS.index(level) < RISK_LEVELS.index(lowest):
        return None
    return f"Shopify's risk is {level}", frozenset(), Decimal(RISK_LEVELS.index(level))


def _check_first_order(_rule: HoldRule, facts: HoldFacts) -> _Reason:
    if facts.order.customer_id is None:
        return "The order names no customer", frozenset({"no customer"}), None
    return ("First order of the customer", frozenset({"first"}), None) if facts.is_first_order else None


def _check_amount(rule: HoldRule, facts: HoldFacts) -> _Reason:
    order, limit = facts.order, Decimal(rule.values[0])
    amount = max(order.total.amount, order.current_total.amount if order.current_total else order.total.amount)
    if amount <= limit:
        return None
    return f"{amount} {order.total.currency} is above {limit}", frozenset(), amount


def _check_country(rule: HoldRule, facts: HoldFacts) -> _Reason:
    country = _get_country(facts.order)
    return _ship_to(country) if country in rule.values else None


def _check_other_country(rule: HoldRule, facts: HoldFacts) -> _Reason:
    country = _get_country(facts.order)
    return _ship_to(country) if country and country not in rule.values else None


def _ship_to(country: str | None) -> _Reason:
    return f"Ships to {country}", frozenset({f"country {country}"}), None


def _get_country(order: SalesOrder) -> str | None:
    code = order.shipping_address.country_code if order.shipping_address else None
    return code.upper() if code else None


def _check_address(rule: HoldRule, facts: HoldFacts) -> _Reason:
    order = facts.order
    found = [check for check in rule.values if _ADDRESS_CHECKS[check](order)]
    if not found:
        return None
    addresses = _digest_addresses(order)
    reason = ", ".join(ADDRESS_CHECK_LABELS[check] for check in found)
    return reason, frozenset(f"{check} {addresses}" for check in found), None


def _check_tag(rule: HoldRule, facts: HoldFacts) -> _Reason:
    tags = {tag.strip().casefold(): tag.strip() for tag in (facts.order.tags or "").split(",")}
    found = [tags[wanted] for wanted in (each.casefold() for each in rule.values) if wanted in tags]
    if not found:
        return None
    return f"Tagged {', '.join(found)}", frozenset(f"tag {each.casefold()}" for each in found), None


_CHECKS: Mapping[HoldRuleKind, Callable[[HoldRule, HoldFacts], _Reason]] = {
    HoldRuleKind.RISK: _check_risk,
    HoldRuleKind.FIRST_ORDER: _check_first_order,
    HoldRuleKind.AMOUNT_ABOVE: _check_amount,
    HoldRuleKind.COUNTRY: _check_country,
    HoldRuleKind.OTHER_COUNTRY: _check_other_country,
    HoldRuleKind.ADDRESS: _check_address,
    HoldRuleKind.TAG: _check_tag,
}


def _has_no_house_number(order: SalesOrder) -> bool:
    address = order.shipping_address
    lines = [line for line in (address.address1, address.address2) if line] if address else []
    return bool(lines) and not any(map(_DIGIT.search, lines))


def _has_another_billing_address(order: SalesOrder) -> bool:
    shipping, billing = order.shipping_address, order.billing_address
    if shipping is None or billing is None or shipping.is_withheld or billing.is_withheld:
        return False
    return _normalize_place(shipping) != _normalize_place(billing)


_ADDRESS_CHECKS: Mapping[str, Callable[[SalesOrder], bool]] = {
    AddressCheck.MISSING: lambda order: order.shipping_address is None,
    AddressCheck.PO_BOX: lambda order: order.shipping_address is not None and is_po_box(order.shipping_address),
    AddressCheck.MILITARY: lambda order: order.shipping_address is not None and is_military(order.shipping_address),
    AddressCheck.NO_HOUSE_NUMBER: _has_no_house_number,
    AddressCheck.BILLING_DIFFERS: _has_another_billing_address,
}


def _normalize_place(address: Address | None) -> tuple[str, ...]:
    """Where it is, without how it is written."""
    if address is None:
        return ()
    parts = (address.address1, address.address2, address.zip, address.city, address.country_code)
    return tuple("".join(_LETTERS.findall((part or "").casefold())) for part in parts)


def _digest_addresses(order: SalesOrder) -> str:
    """Whether the addresses have changed, and nothing else: 32 bits are those of a great many addresses."""
    places = (_normalize_place(order.shipping_address), _normalize_place(order.billing_address))
    return blake2b(repr(places).encode(), digest_size=4).hexdigest()


def _read_risk(values: tuple[str, ...]) -> tuple[str, ...]:
    levels = tuple(each.lower() for each in values)
    if len(levels) != 1 or levels[0] not in RISK_LEVELS:
        raise InvalidHoldRule(f"State the lowest risk that is held: {', '.join(RISK_LEVELS)}.")
    return levels


def _read_nothing(values: tuple[str, ...]) -> tuple[str, ...]:
    if values:
        raise InvalidHoldRule("A rule about the first order takes no value.")
    return ()


def _read_amount(values: tuple[str, ...]) -> tuple[str, ...]:
    try:
        [amount] = [Decimal(each) for each in values]
    except (ValueError, InvalidOperation):
        amount = Decimal(-1)
    if not is_amount(amount) or amount < 0:
        raise InvalidHoldRule("State one amount in the store's currency, such as 500 or 499.99.")
    return (f"{amount:f}",)


def _read_countries(values: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(each.upper() for each in values)
    if not codes or not all(map(_COUNTRY.fullmatch, codes)):
        raise InvalidHoldRule("State countries by their codes of two letters, such as US and CA.")
    return codes


def _read_address_checks(values: tuple[str, ...]) -> tuple[str, ...]:
    checks = tuple(each.lower().replace(" ", "_").replace("-", "_") for each in values)
    if not checks or any(each not in list(AddressCheck) for each in checks):
        raise InvalidHoldRule(f"State what about an address is held: {', '.join(AddressCheck)}.")
    return checks


def _read_tags(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values or any("," in each for each in values):
        raise InvalidHoldRule("State at least one tag; Shopify's tags have no comma.")
    return values


_READERS: Mapping[HoldRuleKind, Callable[[tuple[str, ...]], tuple[str, ...]]] = {
    HoldRuleKind.RISK: _read_risk,
    HoldRuleKind.FIRST_ORDER: _read_nothing,
    HoldRuleKind.AMOUNT_ABOVE: _read_amount,
    HoldRuleKind.COUNTRY: _read_countries,
    HoldRuleKind.OTHER_COUNTRY: _read_countries,
    HoldRuleKind.ADDRESS: _read_address_checks,
    HoldRuleKind.TAG: _read_tags,
}
