"""What can be asked of a carrier beside the address."""

from decimal import Decimal

from novex_shopify.domain.model.label import LabelOptions

_MAX_INSURED_VALUE = Decimal(5000)
"""In US dollars (EasyPost, Insurance)."""

_MAX_PRINTED_TEXTS = 3


def find_option_problem(options: LabelOptions) -> str | None:
    """What of the options no label can have, as the end of a sentence about its parcel; None if there is nothing."""
    insured = options.insured_value
    if insured and (insured.currency != "USD" or not 0 < insured.amount <= _MAX_INSURED_VALUE):
        return f"can be insured for at most {_MAX_INSURED_VALUE:,} USD, in US dollars"
    if insured and insured.amount != round(insured.amount, 2):
        return "can be insured for whole cents only"
    if options.dry_ice_g < 0:
        return "cannot have less than no dry ice"
    if len(options.printed_texts) > _MAX_PRINTED_TEXTS:
        return f"can have {_MAX_PRINTED_TEXTS} texts on its label at most"
    return None
