"""`novex-shopify orders comment` and `orders delete-comment`."""

from typing import Annotated

import typer

from novex_shopify.entrypoints.cli.order_holds import StoreOption, find_orders
from novex_shopify.entrypoints.cli.session import open_container

OrderArgument = Annotated[str, typer.Argument(metavar="ORDER", help="The ERP's id, the name (#1001) or Shopify's id.")]


def comment_on_order(
    reference: OrderArgument,
    text: Annotated[str, typer.Argument(help="The comment. It is plain text.")],
    *,
    store: StoreOption = None,
) -> None:
    """Write a comment about an order, for those who work with it. The customer does not see it."""
    with open_container() as container:
        [(shop, order_id)] = find_orders(container, [reference], store)
        comment = container.comment_on_order()(shop, order_id, text)
    typer.echo(f"Comment {comment.id} was added to order {reference}.")


def delete_comment(
    reference: OrderArgument,
    comment_id: Annotated[int, typer.Argument(metavar="COMMENT", help="Its number, from `orders timeline`.")],
    *,
    store: StoreOption = None,
) -> None:
    """Delete a comment about an order, also of somebody else."""
    with open_container() as container:
        [(shop, order_id)] = find_orders(container, [reference], store)
        container.delete_comment()(shop, order_id, comment_id, of_anybody=True)
    typer.echo(f"Comment {comment_id} was deleted.")
