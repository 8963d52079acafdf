"""The arguments that commands about orders share."""

from typing import Annotated

import typer

ReferenceOption = Annotated[str | None, typer.Option(help="Names this request; the same one is carried out once.")]
OrderIdArgument = Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, from `orders list`.")]
