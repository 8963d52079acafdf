"""Matches all undecided variants of a store."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ProductsNotImported
from novex_shopify.domain.model.audit import AuditAction, AuditSubject, AuditValues
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome, match_variants

PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class MatchAgain:
    """Matches the undecided variants with the items that the ERP has now, for items that were not put by `PutItems`."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain) -> MatchOutcome:
        """Match the variants of one store. Raises `ProductsNotImported`."""
        outcome = match_undecided(self.unit_of_work, self.clock, shop)
        self._notify(outcome)
        return outcome

    def match_all_shops(self) -> MatchOutcome:
        """Match the variants of every store whose products are all known."""
        with self.unit_of_work.read() as tx:
            shops = [shop.domain for shop in tx.shops.list_all() if are_products_imported(tx, shop.domain)]
        outcome = sum((match_undecided(self.unit_of_work, self.clock, shop) for shop in shops), MatchOutcome())
        self._notify(outcome)
        return outcome

    def _notify(self, outcome: MatchOutcome) -> None:
        if outcome.released:
            self.notifier.notify(Work.EVENTS)


def match_undecided(
    unit_of_work: UnitOfWork, clock: Clock, shop: ShopDomain, *, create_items: bool = False
) -> MatchOutcome:
    """Match all undecided variants of a store, page by page. Waiting orders are released.

    Raises `ProductsNotImported`: a SKU is known to be unique only among all variants.
    """
    outcome, after = MatchOutcome(), 0
    while True:
        with unit_of_work() as tx:
            if not are_products_imported(tx, shop):
                raise ProductsNotImported(shop)
            page = tx.mappings.list_to_match(shop, after, PAGE_SIZE)
            outcome += match_variants(tx, shop, page, clock.now(), create_items=create_items)
            if is_last := len(page) < PAGE_SIZE:
                after_values: AuditValues = {"mapped": outcome.mapped, "created_items": outcome.created}
                tx.audit_log.record(AuditAction.VARIANTS_MATCHED, AuditSubject.of_store(shop), after=after_values)
            tx.commit()
        if is_last:
            return outcome
        after = page[-1].variant.variant_id


def are_products_imported(tx: Transaction, shop: ShopDomain) -> bool:
    """Whether the store's last import of products has finished."""
    last = tx.imports.find_last(shop, ImportKind.PRODUCTS)
    return last is not None and last.status is ImportStatus.DONE
