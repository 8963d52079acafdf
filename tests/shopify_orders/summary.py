"""Runs many generated orders, and sums up what came out wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.shopify_orders.check import Fault, FaultKind, find_faults
from tests.shopify_orders.order import Order, make_order
from tests.shopify_orders.webhook_body import encode_webhook_body

Group = tuple[FaultKind, str, str]


@dataclass(slots=True)
class Summary:
    """Faults by kind, by way, and by whether the order has one currency or two; of each group the smallest order."""

    orders: int = 0
    faulty: int = 0
    counts: Counter[Group] = field(default_factory=Counter)
    smallest: dict[Group, Fault] = field(default_factory=dict)

    def add(self, order: Order) -> None:
        """Try one order."""
        faults = find_faults(order)
        self.orders += 1
        self.faulty += bool(faults)
        size = _size(order)
        for fault in faults:
            group = (fault.kind, fault.way, "two currencies" if order.exchange.converts else "one currency")
            self.counts[group] += 1
            if group not in self.smallest or size < _size(self.smallest[group].order):
                self.smallest[group] = fault

    def of_kind(self, kind: FaultKind) -> list[str]:
        """The smallest examples of a kind, in words."""
        return [
            f"{way}, {currencies}: {self.counts[(found, way, currencies)]} of {self.orders}, smallest is seed"
            f" {fault.order.seed}: {describe(fault.order)}: {fault.detail}"
            for (found, way, currencies), fault in sorted(self.smallest.items())
            if found is kind
        ]

    def lines(self) -> Iterator[str]:
        """The whole summary."""
        yield f"{self.orders} orders, {self.faulty} with a fault"
        for kind in FaultKind:
            examples = self.of_kind(kind)
            yield f"{kind}: {sum(count for (found, _, _), count in self.counts.items() if found is kind)}"
            yield from (f"  {example}" for example in examples)


def run_seeds(seeds: Iterable[int]) -> Summary:
    """Try the orders of these seeds."""
    summary = Summary()
    for seed in seeds:
        summary.add(make_order(seed))
    return summary


def describe(order: Order) -> str:
    """An order in one line."""
    cart, exchange = order.cart, order.exchange
    lines = ", ".join(
        f"{line.quantity} x {line.price}"
        + (f" - {line.discount}" if line.discount else "")
        + "".join(f" tax {tax.amount} ({tax.rate.rate})" for tax in line.taxes)
        + (f" {line.kind}" if line.kind != "item" else "")
        + (" added" if line.added else "")
        for line in cart.lines
    )
    shipping = "".join(f", shipping {each.price}{' removed' if each.removed else ''}" for each in cart.shipping)
    notes = [
        f"{exchange.customer.code}{f' at {exchange.rate} {exchange.shop.code}' if exchange.converts else ''}",
        "taxes included" if cart.taxes_included else "",
        "" if cart.tax_rounding == "per line" else f"taxes rounded {cart.tax_rounding}",
        f"total {order.stated().total + order.surplus}",
        f"order discount {cart.order_discount}" if cart.order_discount else "",
        f"unlisted tip {cart.unlisted_tip}" if cart.unlisted_tip else "",
        f"duties {order.stated().duties}{' included' * cart.duties_included}" if order.stated().duties else "",
        f"fees {order.stated().fees}" if cart.fees else "",
        f"refunded {_join_refunds(order)}" if order.refunds else "",
        f"return fee {order.return_fee}" if order.return_fee else "",
        f"unexplained {order.surplus}" if order.surplus else "",
    ]
    return f"{'; '.join(filter(None, notes))}: {lines}{shipping}"


def _join_refunds(order: Order) -> str:
    included = order.cart.taxes_included
    return " and ".join(" + ".join(map(str, each.amounts(taxes_included=included))) for each in order.refunds)


def _size(order: Order) -> int:
    return len(encode_webhook_body(order))
