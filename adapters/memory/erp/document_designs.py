"""Designs of documents of the fake ERP."""

from dataclasses import dataclass
from operator import attrgetter

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.document_design import DocumentDesign


@dataclass(frozen=True, slots=True)
class MemoryDocumentDesigns:
    """The port `DocumentDesigns`."""

    state: State

    def get(self, seller_id: int, shop_domain: str = "") -> DocumentDesign:
        versions = [
            each
            for each in self.state.document_designs.values()
            if (each.seller_id, each.shop_domain) == (seller_id, shop_domain)
        ]
        return max(versions, key=attrgetter("version"), default=DocumentDesign(seller_id, shop_domain))

    def add(self, design: DocumentDesign) -> None:
        self.state.document_designs[design.seller_id, design.shop_domain, design.version] = design

    def add_logo(self, sha256: str, data: bytes) -> None:
        self.state.logos.setdefault(sha256, data)

    def get_logo(self, sha256: str) -> bytes | None:
        return self.state.logos.get(sha256)
