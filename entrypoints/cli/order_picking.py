"""`novex-shopify orders pick-list`."""

from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.entrypoints.cli.session import open_container


def draw_pick_list(
    orders: Annotated[list[str], typer.Argument(metavar="ORDER...", help="The ERP's ids of orders to pick together.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to.")] = Path("pick-list.pdf"),
) -> None:
    """Save the pick list of orders as PDF: what to take by location and lot, then by order."""
    with open_container() as container:
        output.write_bytes(container.draw_pick_list()(orders).data)
    typer.echo(f"{output} was saved.")
