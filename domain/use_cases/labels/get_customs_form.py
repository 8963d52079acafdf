"""Gets a customs form of a bought label."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.labels.records import get_account, get_printable


@dataclass(frozen=True, slots=True)
class GetCustomsForm:
    """Reads a stored form, a PDF. One that could not be fetched with the label is fetched now, and stored."""

    unit_of_work: UnitOfWork
    carriers: Carriers

    def __call__(self, purchase_id: int, number: int) -> bytes:
        """Get the form with this number, the first being 1.

        Raises `NotFound`, `LabelRefused` for a purchase without a label in use, and what fetching it raises.
        """
        with self.unit_of_work.read() as tx:
            purchase = get_printable(tx, purchase_id)
            forms = purchase.postage.forms if purchase.postage else ()
            if not 1 <= number <= len(forms):
                raise NotFound(f"Label purchase {purchase_id} has no customs form {number}.")
            stored = tx.label_purchases.get_form(purchase_id, number)
            account = get_account(tx, purchase.shop_domain)
        if stored:
            return stored
        content = self.carriers.fetch_form(account, forms[number - 1].url)
        with self.unit_of_work() as tx:
            tx.label_purchases.get_locked(purchase_id)
            get_printable(tx, purchase_id)  # it may have been erased meanwhile
            tx.label_purchases.save_form(purchase_id, number, content)
            tx.commit()
        return content
