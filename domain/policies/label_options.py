"""What can be asked of a carrier beside the address."""

from collections.abc import Iterator
from decimal import Decimal

from novex_shopify.domain.model.label import LabelOptions
from novex_shopify.domain.policies.export_filing import parse_filing

_MAX_INSURED_VALUE = Decimal(5000)
"""In US dollars (EasyPost, Insurance)."""

_MAX_PRINTED_TEXTS = 3

INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF", "DDU")
"""Incoterms 2020, and DDU, which carriers still take."""


def find_option_problem(options: LabelOptions) -> str | None:
    """What of the options no label can have, as the end of a sentence about its parcel; None if there is nothing."""
    return next(_find_problems(options), None)


def _find_problems(options: LabelOptions) -> Iterator[str]:
    insured = options.insured_value
    if insured and (insured.currency != "USD" or not 0 < insured.amount <= _MAX_INSURED_VALUE):
        yield f"can be insured for at most {_MAX_INSURED_VALUE:,} USD, in US dollars"
    if insured and insured.amount != round(insured.amount, 2):
        yield "can be insured for whole cents only"
    if options.dry_ice_g < 0:
        yield "cannot have less than no dry ice"
    if len(options.printed_texts) > _MAX_PRINTED_TEXTS:
        yield f"can have {_MAX_PRINTED_TEXTS} texts on its label at most"
    if options.incoterm and options.incoterm not in INCOTERMS:
        yield f"cannot have the incoterm {options.incoterm}, which is none of {', '.join(INCOTERMS)}"
    if options.filing and parse_filing(options.filing) is None:
        yield f"has the filing {options.filing}: enter an ITN (X and 14 digits) or an exemption, such as NOEEI 30.36"
