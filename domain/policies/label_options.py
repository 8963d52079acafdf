"""What can be asked of a carrier beside the address."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from novex_shopify.domain.model.label import LabelOptions
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.policies.export_filing import parse_filing

_MAX_INSURED_VALUE = Decimal(5000)
"""In US dollars (EasyPost, Insurance)."""

_MAX_PRINTED_TEXTS = 3

INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF", "DDU")
"""Incoterms 2020, and DDU, which carriers still take."""


def parse_insured_value(text: str) -> Money | None:
    """Read an amount in US dollars, such as 249.99; None for anything else."""
    try:
        return Money(Decimal(text), "USD")
    except (InvalidOperation, ValueError):
        return None


def find_option_problem(options: LabelOptions, weight_g: int) -> str | None:
    """What of the options no label of a parcel can have, as the end of a sentence about it; None if there is nothing.

    `weight_g` is that of the whole parcel in grams.
    """
    return next(_find_problems(options, weight_g), None)


def _find_problems(options: LabelOptions, weight_g: int) -> Iterator[str]:
    insured = options.insured_value
    if insured and (insured.currency != "USD" or not 0 < insured.amount <= _MAX_INSURED_VALUE):
        yield f"can be insured for at most {_MAX_INSURED_VALUE:,} USD, in US dollars"
    if insured and insured.amount != round(insured.amount, 2):
        yield "can be insured for whole cents only"
    if options.dry_ice_g < 0:
        yield "cannot have less than no dry ice"
    if options.dry_ice_g >= weight_g:
        yield f"weighs {weight_g:,} g, and its dry ice {options.dry_ice_g:,} g: enter the weight of everything together"
    if len(options.printed_texts) > _MAX_PRINTED_TEXTS:
        yield f"can have {_MAX_PRINTED_TEXTS} texts on its label at most"
    if options.incoterm and options.incoterm not in INCOTERMS:
        yield f"cannot have the incoterm {options.incoterm}, which is none of {', '.join(INCOTERMS)}"
    if options.filing and parse_filing(options.filing) is None:
        yield f"has the filing {options.filing}: enter an ITN (X and 14 digits) or an exemption, such as NOEEI 30.36"
