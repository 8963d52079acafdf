"""What surrounds every page: the navigation, the chosen store, and where forms of the frame return to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from novex_shopify.domain.errors import TransientError
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.console_route import may_send
from novex_shopify.entrypoints.web.console.navigation import (
    ACTIONS,
    NavigationEntry,
    PageAction,
    find_entry,
    list_groups,
)
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


@dataclass(frozen=True)
class Frame:
    """Read by `layout.html`."""

    request: ConsoleRequest

    @cached_property
    def groups(self) -> Sequence[tuple[str, Sequence[NavigationEntry]]]:
        """The pages that the user may open, and that this ERP has; a group without any is left out."""
        groups = ((name, [each for each in entries if self._shows(each)]) for name, entries in list_groups())
        return [(name, entries) for name, entries in groups if entries]

    def _shows(self, entry: NavigationEntry) -> bool:
        if entry.needs_stock and not self._records.has_stock:
            return False
        if entry.needs_invoices and not self._records.has_invoices:
            return False
        if entry.needs_reports and not self._records.has_reports:
            return False
        return may_send(self.request.role, "GET", entry.path, self.request.http_request.app.routes)

    @property
    def actions(self) -> Sequence[PageAction]:
        """What the user may do from the command palette."""
        routes = self.request.http_request.app.routes
        return [
            action
            for action in ACTIONS
            if (self.has_stock or not action.needs_stock)
            and may_send(self.request.role, "POST", action.form_path, routes)
        ]

    @property
    def has_stock(self) -> bool:
        """Whether the ERP keeps lots and stock."""
        return self._records.has_stock

    @cached_property
    def current_entry(self) -> NavigationEntry | None:
        return find_entry(self.request.http_request.url.path)

    @cached_property
    def shop(self) -> str:
        """The store of the shown list, or else the chosen one; empty for all stores."""
        entry, url = self.current_entry, self.request.http_request.url
        if entry and entry.has_shop_filter and url.path == entry.path:
            return self.request.get_query_param("shop")
        return self.request.preferences.shop or ""

    @property
    def shop_domains(self) -> Sequence[ShopDomain]:
        """All stores; none while the database cannot be reached, so that the page can say so."""
        return self._records.shop_domains

    @cached_property
    def _records(self) -> "_Records":
        try:
            with self.request.container.read_transaction() as tx:
                shops = [shop.domain for shop in tx.shops.list_all()]
                erp = tx.erp
                return _Records(shops, erp.stock is not None, erp.invoices is not None, erp.reports is not None)
        except TransientError:
            return _Records()


@dataclass(frozen=True, slots=True)
class _Records:
    """What the frame reads of the database, once for each page."""

    shop_domains: Sequence[ShopDomain] = ()
    has_stock: bool = False
    has_invoices: bool = False
    has_reports: bool = False
