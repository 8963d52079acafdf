"""The arguments that commands about orders share."""

from typing import Annotated

import typer

OrderIdArgument = Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, from `orders list`.")]
