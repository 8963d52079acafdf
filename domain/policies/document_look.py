"""How a document looks: by its seller's design, and by what its store has otherwise."""

from novex_shopify.domain.model.document_design import DesignText, DocumentDesign, DocumentLook


def choose_look(of_seller: DocumentDesign, of_shop: DocumentDesign, place: DesignText, *languages: str) -> DocumentLook:
    """`place` is where the kind of document has its text; `languages` are the customer's, then the seller's.

    What the store's design leaves out is the seller's. A text that is not written in the customer's language is not
    guessed: it is shown in the seller's, or not at all.
    """

    def find(text: DesignText) -> str | None:
        return of_shop.get_text(text, *languages) or of_seller.get_text(text, *languages)

    is_invoice = place is DesignText.INTRODUCTION
    return DocumentLook(
        seller_version=of_seller.version,
        shop_version=of_shop.version,
        accent_color=of_shop.accent_color or of_seller.accent_color,
        head_color=of_shop.head_color or of_seller.head_color,
        logo=None if of_shop.hides_logo else of_shop.logo or of_seller.logo,
        introduction=find(place),
        closing=find(DesignText.CLOSING) if is_invoice else None,
        footer=find(DesignText.FOOTER),
    )
