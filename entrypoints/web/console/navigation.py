"""The pages in the navigation, in one list. A new page needs one line here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from novex_shopify.entrypoints.web.console.request import build_query


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page of the navigation: `key` after `g` opens it, and `icon` is a file of templates/console/icons.

    `has_shop_filter` says that the page shows one store if its address has `shop`, `needs_stock` that only an ERP with
    lots and stock has it; so do `needs_invoices` and `needs_reports` of what they name. A page that `fills_window`
    shows no navigation itself.
    """

    label: str
    path: str
    key: str
    icon: str
    group: str = ""
    has_shop_filter: bool = False
    is_on_phone_bar: bool = False
    needs_stock: bool = False
    needs_invoices: bool = False
    needs_reports: bool = False
    fills_window: bool = False

    def build_url(self, shop: str) -> str:
        """The page, with the chosen store if it can show one store."""
        return self.path + (build_query(shop=shop) if self.has_shop_filter else "")

    def contains(self, path: str) -> bool:
        return path == self.path or (self.path != HOME_PATH and path.startswith(f"{self.path}/"))


HOME_PATH = "/console"

NAVIGATION = (
    NavigationEntry("Home", HOME_PATH, "h", "home", has_shop_filter=True, is_on_phone_bar=True),
    NavigationEntry("Orders", "/console/orders", "o", "orders", has_shop_filter=True, is_on_phone_bar=True),
    NavigationEntry(
        "Fulfill", "/console/fulfill", "k", "fulfill", "Fulfillment", has_shop_filter=True, needs_stock=True
    ),
    NavigationEntry(
        "Shipments",
        "/console/shipments",
        "f",
        "shipments",
        "Fulfillment",
        has_shop_filter=True,
        is_on_phone_bar=True,
    ),
    NavigationEntry(
        "Packing station", "/console/packing", "1", "packing", "Fulfillment", needs_stock=True, fills_window=True
    ),
    NavigationEntry("Labels", "/console/labels", "g", "labels", "Fulfillment", has_shop_filter=True),
    NavigationEntry("Manifests", "/console/manifests", "M", "manifests", "Fulfillment"),
    NavigationEntry(
        "Exceptions", "/console/exceptions", "x", "exceptions", "Fulfillment", has_shop_filter=True, needs_stock=True
    ),
    NavigationEntry("Returns", "/console/returns", "v", "returns", "Fulfillment", needs_stock=True),
    NavigationEntry("Stock", "/console/stock", "i", "stock", "Inventory", needs_stock=True),
    NavigationEntry("Shopify stock", "/console/shopify-stock", "4", "shopify-stock", "Inventory", needs_stock=True),
    NavigationEntry("Lots", "/console/lots", "b", "lots", "Inventory", needs_stock=True),
    NavigationEntry("Recalls", "/console/recalls", "c", "recalls", "Inventory", needs_stock=True),
    NavigationEntry("Receiving", "/console/receiving", "r", "receiving", "Inventory", needs_stock=True),
    NavigationEntry(
        "Invoices", "/console/invoices", "n", "invoices", "Finance", has_shop_filter=True, needs_invoices=True
    ),
    NavigationEntry(
        "Credit notes",
        "/console/credit-notes",
        "z",
        "credit-notes",
        "Finance",
        has_shop_filter=True,
        needs_invoices=True,
    ),
    NavigationEntry("Reports", "/console/reports", "y", "reports", "Finance", needs_reports=True),
    NavigationEntry(
        "Mapping", "/console/products", "p", "products", "Products", has_shop_filter=True, is_on_phone_bar=True
    ),
    NavigationEntry("Items", "/console/items", "I", "items", "Products"),
    NavigationEntry(
        "Possible duplicates", "/console/customers/duplicates", "D", "duplicates", "Customers", has_shop_filter=True
    ),
    NavigationEntry("Privacy requests", "/console/privacy", "P", "privacy", "Customers"),
    NavigationEntry("Stores", "/console/stores", "s", "stores", "Integration"),
    NavigationEntry("Events", "/console/events", "e", "events", "Integration", has_shop_filter=True),
    NavigationEntry("Webhooks", "/console/webhooks", "W", "webhooks", "Integration"),
    NavigationEntry("Imports", "/console/imports", "m", "imports", "Integration", has_shop_filter=True),
    NavigationEntry("Data check", "/console/data-check", "d", "data-check", "Integration"),
    NavigationEntry("Health", "/console/health", "l", "health", "Integration"),
    NavigationEntry("Locations", "/console/settings/locations", "w", "locations", "Settings", needs_stock=True),
    NavigationEntry("Shipping", "/console/settings/shipping", "j", "shipping", "Settings"),
    NavigationEntry("Carriers", "/console/settings/carriers", "3", "carriers", "Settings"),
    NavigationEntry("Printers", "/console/settings/printers", "2", "printers", "Settings"),
    NavigationEntry("Holds", "/console/settings/holds", "H", "holds", "Settings"),
    NavigationEntry("Notifications", "/console/settings/notifications", "N", "notifications", "Settings"),
    NavigationEntry("Documents", "/console/settings/documents", "q", "documents", "Settings"),
    NavigationEntry("Users and roles", "/console/settings/users", "u", "users", "Settings"),
    NavigationEntry("API tokens", "/console/settings/api-tokens", "t", "tokens", "Settings"),
    NavigationEntry("Audit log", "/console/settings/audit-log", "a", "audit-log", "Settings"),
)
"""Entries of one group are neighbours."""


@dataclass(frozen=True, slots=True)
class PageAction:
    """What the command palette offers to do: it opens the page with the form, which is sent to `form_path`."""

    label: str
    path: str
    form_path: str
    needs_stock: bool = False


ACTIONS = (
    PageAction("Receive a lot", "/console/receiving", "/console/receiving", needs_stock=True),
    PageAction("Open a recall", "/console/recalls/new", "/console/recalls", needs_stock=True),
    PageAction("Start an import", "/console/imports", "/console/imports"),
    PageAction("Import items from a CSV file", "/console/items/import", "/console/items/import"),
    PageAction("Connect a store", "/console/stores", "/console/stores/connect"),
    PageAction("Renew all access tokens", "/console/stores/tokens", "/console/stores/tokens/renew"),
    PageAction("Invite a user", "/console/settings/users", "/console/settings/users"),
    PageAction("Create an API token", "/console/settings/api-tokens", "/console/settings/api-tokens"),
    PageAction("Change theme, time zone or shortcuts", "/console/preferences", "/console/preferences"),
)


def list_groups() -> Sequence[tuple[str, Sequence[NavigationEntry]]]:
    """The entries by group, in order; those without a group stand alone."""
    return [(group, tuple(entries)) for group, entries in groupby(NAVIGATION, attrgetter("group"))]


def find_entry(path: str) -> NavigationEntry | None:
    """The entry that a page belongs to."""
    return next((entry for entry in NAVIGATION if entry.contains(path)), None)
