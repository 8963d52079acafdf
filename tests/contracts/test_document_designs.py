"""The contract of `DocumentDesigns`."""

from novex_shopify.domain.model.document_design import DesignText, DocumentDesign, Logo, LogoFormat
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.builders import SHOP

EMPTY = DocumentDesign(5)
FIRST = DocumentDesign(5, "", 1, "#1a5632", "#222222", Logo(LogoFormat.JPEG, "ab12")).with_text(
    DesignText.FOOTER, "de", "Danke\nfür Ihren Einkauf"
)
SECOND = DocumentDesign(5, "", 2)
OF_SHOP = DocumentDesign(5, SHOP, 1, "#000000")


def test_the_newest_version_of_a_seller_and_of_each_of_its_stores_is_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        designs = get_invoices(tx).designs
        assert designs.get(5) == EMPTY
        designs.add(FIRST)
        designs.add(OF_SHOP)
        assert (designs.get(5), designs.get(5, SHOP), designs.get(6)) == (FIRST, OF_SHOP, DocumentDesign(6))
        designs.add(SECOND)
        assert designs.get(5) == SECOND
        tx.commit()


def test_the_bytes_of_a_logo_are_kept_once(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        designs = get_invoices(tx).designs
        assert designs.get_logo("ab12") is None
        designs.add_logo("ab12", b"\x89PNG\x00")
        designs.add_logo("ab12", b"other")
        assert designs.get_logo("ab12") == b"\x89PNG\x00"
