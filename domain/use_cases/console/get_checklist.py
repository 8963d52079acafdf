"""The first steps of a new installation, and how far each is."""

from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.push_filter import PushFilter
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Checklist:
    """`protected`: only people who sign in can use the console. `mapped` and `products` count variants on sale."""

    protected: bool
    connected: bool
    mapped: int
    products: int
    ordered: bool
    shipped: bool

    @property
    def mapped_percent(self) -> int:
        """100 only if none is left to decide on."""
        return self.mapped * 100 // self.products if self.products else 0

    @property
    def is_done(self) -> bool:
        """Whether the installation is in use. New products come all the time, so they are no first step then."""
        return self.protected and self.connected and self.mapped > 0 and self.ordered and self.shipped


@dataclass(frozen=True, slots=True)
class GetChecklist:
    unit_of_work: UnitOfWork
    first_admin_password_hash: Secret | None = None

    def __call__(self) -> Checklist:
        with self.unit_of_work.read() as tx:
            unmapped, mapped = sum(tx.statistics.count_unmapped().values()), sum(tx.statistics.count_decided().values())
            return Checklist(
                protected=self.first_admin_password_hash is not None or bool(tx.users.list_all()),
                connected=any(shop.active for shop in tx.shops.list_all()),
                mapped=mapped,
                products=mapped + unmapped,
                ordered=bool(tx.erp.orders.list_latest(1)),
                shipped=bool(tx.pushes.list_latest(1, PushFilter([PushStatus.PUSHED]))),
            )
