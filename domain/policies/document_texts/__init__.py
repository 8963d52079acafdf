"""The words on documents, in the languages of `LANGUAGES`. Each language has the same keys."""

from collections.abc import Mapping

from novex_shopify.domain.model.invoice import InvoiceLot, NoXmlReason
from novex_shopify.domain.policies.document_texts.english import ENGLISH
from novex_shopify.domain.policies.document_texts.french import FRENCH
from novex_shopify.domain.policies.document_texts.german import GERMAN
from novex_shopify.domain.policies.document_texts.no_xml_reasons import NO_XML_REASONS
from novex_shopify.domain.policies.document_texts.spanish import SPANISH

TEXTS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}


def describe_reason(reason: NoXmlReason, language: str) -> str:
    return NO_XML_REASONS[reason][tuple(TEXTS).index(language)]


def describe_lot(lot: InvoiceLot, language: str) -> str:
    """The units and the date of a lot, without its code, as data: the day is written as in ISO 8601."""
    texts = TEXTS[language]
    units = f"{lot.quantity} {texts['unit']}"
    return f"{units}, {texts['best_before'].format(day=lot.expires_on.isoformat())}" if lot.expires_on else units
