"""The arguments and options that commands about stock share."""

from datetime import date, datetime
from typing import Annotated

import typer

ItemArgument = Annotated[str, typer.Argument(metavar="ITEM", help="The item's id in the ERP.")]
LotArgument = Annotated[str, typer.Argument(metavar="LOT", help="The lot code.")]
LocationOption = Annotated[str, typer.Option(help="The location's name.")]
QuantityOption = Annotated[int, typer.Option(min=1, help="In base units of the item.")]
ReasonOption = Annotated[str, typer.Option(help="Why; the ledger shows it.")]
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


def to_day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
