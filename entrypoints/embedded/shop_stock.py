"""The stock of Shopify stores for ERP code."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from novex_shopify.config.container import Container
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.stock_comparison import ExplainedVariant, StockComparison
from novex_shopify.domain.model.stock_level import LevelFilter
from novex_shopify.domain.model.stock_push import StockPush
from novex_shopify.domain.use_cases.shop_stock.compare_stock import ALL_LEVELS


@dataclass(frozen=True, slots=True)
class ConnectorShopStock:
    """`Connector.shop_stock`: what Shopify's stock is, what it is to be, and why (docs/stock-to-shopify.md)."""

    container: Container

    def compare(
        self, domain: str, wanted: LevelFilter = ALL_LEVELS, *, limit: int = 50, after: int | None = None
    ) -> StockComparison:
        """Return a page of a store's levels as they were compared last. Raises `NotFound`."""
        return self.container.compare_stock()(parse_shop_domain(domain), wanted, limit, after)

    def explain(self, domain: str, variant_id: int) -> ExplainedVariant:
        """Say why Shopify has the numbers of a variant that it has, term by term. Raises `NotFound`."""
        return self.container.explain_stock()(parse_shop_domain(domain), variant_id)

    def push_now(self, domain: str, *, item_id: str | None = None) -> int:
        """Have the ERP's numbers sent, whatever Shopify has; returns of how many levels. Raises `StockNotCompared`."""
        return self.container.push_now()(parse_shop_domain(domain), item_id=item_id)

    def pause(self, domain: str, reason: str) -> None:
        """Stop reading and setting a store's stock. Raises `NotFound` and `InvalidReason`."""
        self.container.pause_stock()(parse_shop_domain(domain), reason)

    def resume(self, domain: str) -> bool:
        """Continue; returns whether the store was paused."""
        return self.container.resume_stock()(parse_shop_domain(domain))

    def list_pushes(self, item_id: str, limit: int = 50) -> Sequence[StockPush]:
        """List what was sent of an item and what Shopify answered, newest first, in all stores."""
        with self.container.read_transaction() as tx:
            return tx.shop_stock.pushes.list_of_item(item_id, limit)

    def list_locations(self, domain: str) -> Sequence[Location]:
        """List a store's locations by name, as they were read last."""
        with self.container.read_transaction() as tx:
            return tx.shop_stock.locations.list_for_shop(parse_shop_domain(domain))

    def map_location(
        self, domain: str, location_id: int, storage_names: Collection[str] = (), *, takes_rest: bool = False
    ) -> LocationMapping:
        """Have a location of a store stand for storage locations of the ERP, by their names, or for the rest.

        Raises `NotFound`, or a `ShopStockRefused` that says what does not fit.
        """
        return self.container.map_location()(
            parse_shop_domain(domain), location_id, storage_names, takes_rest=takes_rest
        )

    def save_safety_stock(self, rule: SafetyStock) -> None:
        """Keep units back. Raises `InvalidSafetyStock` and `NotFound`."""
        self.container.save_safety_stock()(rule)
