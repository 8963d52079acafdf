"""Takes a store's products over as ERP items."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.products.match_again import match_undecided
from novex_shopify.domain.use_cases.products.match_variants import MatchOutcome


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
        """Take over all variants. Waiting orders continue. Raises `ProductsNotImported`."""
        outcome = match_undecided(self.unit_of_work, self.clock, shop, create_items=True)
        if outcome.released:
            self.notifier.notify(Work.EVENTS)
        return outcome
