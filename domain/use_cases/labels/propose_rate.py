"""Proposes one of the rates that carriers gave for a parcel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import Rate
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.policies.carrier_addresses import find_address_warnings, prepare_address
from novex_shopify.domain.policies.delivering_carriers import delivers_to
from novex_shopify.domain.policies.order_stock import add_working_days
from novex_shopify.domain.policies.public_holidays import list_holidays
from novex_shopify.domain.policies.rate_choice import RateChoice, RateFacts, choose_rate, find_arrival
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.labels.build_rate_request import find_location, read_contents
from novex_shopify.domain.use_cases.labels.records import get_order


@dataclass(frozen=True, slots=True)
class RateProposal:
    """What a person chooses from.

    `rates` are those of carriers that deliver to the address, cheapest first; `hidden` are the others. `warnings` say
    what some carriers refuse at the purchase although they gave a rate. `arrivals` are the days on which carriers
    expect to deliver, by the rate's id, as far as they say.
    """

    choice: RateChoice
    rates: tuple[Rate, ...]
    hidden: tuple[Rate, ...] = ()
    warnings: tuple[str, ...] = ()
    arrivals: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposeRate:
    """Applies the store's rule to the stored rates of a purchase. It stores nothing, and asks no carrier again."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, purchase_id: int) -> RateProposal:
        """Propose for a purchase. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            purchase = tx.label_purchases.get(purchase_id)
            if purchase is None:
                raise NotFound(f"There is no label purchase {purchase_id}.")
            order, settings = get_order(tx, purchase.parcel.order_id), tx.shops.get_settings(purchase.shop_domain)
            ship_to = prepare_address(order.shipping_address or Address(), order.phone)
            facts = self._read_facts(tx, purchase, order, settings, ship_to)
        rates = sorted(purchase.rates, key=lambda rate: (rate.price.amount, rate.carrier, rate.service))
        return RateProposal(
            choose_rate(purchase.rates, settings.rate_rule, facts),
            tuple(rate for rate in rates if delivers_to(rate.carrier, ship_to)),
            tuple(rate for rate in rates if not delivers_to(rate.carrier, ship_to)),
            tuple(find_address_warnings(ship_to)),
            {rate.id: day for rate in rates if (day := find_arrival(rate, facts))},
        )

    def _read_facts(
        self, tx: Transaction, purchase: LabelPurchase, order: SalesOrder, settings: ShopSettings, ship_to: Address
    ) -> RateFacts:
        shop = tx.shops.get(purchase.shop_domain)
        moment = purchase.options.label_date or self.clock.now()
        contents = read_contents(tx, order, purchase.parcel.lines)
        is_chilled = any(each.item and each.item.chilled for each in contents)
        label_date = to_day(moment, shop.profile.zone) if shop else moment.date()
        promised_on = _find_promised_day(tx, order)
        origin = tx.origins.find(find_location(tx, purchase.parcel))
        years = range(min(label_date, promised_on or label_date).year, label_date.year + 2)
        ends = [list_holidays(each, years) for each in (origin.address if origin else Address(), ship_to)]
        days_off = {**ends[0], **ends[1]}
        return RateFacts(
            ship_to,
            label_date,
            add_working_days(promised_on, settings.transit_days, days_off) if promised_on else None,
            settings.chilled_hours if is_chilled else 0,
            *(reversed(ends) if purchase.reverse else ends),
        )


def _find_promised_day(tx: Transaction, order: SalesOrder) -> date | None:
    if tx.erp.stock is None or order.id is None:
        return None
    state = tx.erp.stock.warehouse_states.get_many([order.id]).get(order.id)
    return state.promised_on if state else None
