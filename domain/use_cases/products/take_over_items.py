"""Takes a store's products over as ERP items."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ProductsNotImported
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome, match_variants

PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class TakeOverItems:
    """Creates an item for each undecided variant that the ERP does not know, for an ERP that has no items yet.

    A variant without a SKU, or whose SKU or barcode another one has, is left and named: which item it is would be a
    guess. So are archived ones, and those that a person decided on. A second run changes nothing.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain) -> MatchOutcome:
        """Take over all variants, page by page. Waiting orders continue.

        Raises `ProductsNotImported`: a SKU is known to be unique only among all variants.
        """
        outcome, after = MatchOutcome(), 0
        while True:
            with self.unit_of_work() as tx:
                _require_imported(tx, shop)
                page = tx.mappings.list_to_match(shop, after, PAGE_SIZE)
                outcome += match_variants(tx, shop, page, self.clock.now(), create_items=True)
                tx.commit()
            if len(page) < PAGE_SIZE:
                break
            after = page[-1].variant.variant_id
        if outcome.released:
            self.notifier.notify(Work.EVENTS)
        return outcome


def are_products_imported(tx: Transaction, shop: ShopDomain) -> bool:
    """Whether the store's last import of products has finished."""
    last = tx.imports.find_last(shop, ImportKind.PRODUCTS)
    return last is not None and last.status is ImportStatus.DONE


def _require_imported(tx: Transaction, shop: ShopDomain) -> None:
    if not are_products_imported(tx, shop):
        raise ProductsNotImported(shop)
