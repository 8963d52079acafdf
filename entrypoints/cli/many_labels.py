"""`novex-shopify labels rates-many` and `buy-many`: the labels of many orders at once."""

from typing import Annotated

import typer

from novex_shopify.domain.model.money import sum_by_currency
from novex_shopify.domain.use_cases.packing import RateChoice
from novex_shopify.entrypoints.cli.listing import Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container


def ask_for_many(
    orders: Annotated[list[str], typer.Argument(metavar="ORDER...", help="The ERP's ids of the orders.")],
) -> None:
    """Ask for the rates of a parcel of each order, with all that may leave. The same orders again ask for nothing."""
    with open_container() as container:
        asked = container.label_many_orders().ask(list(dict.fromkeys(orders)))
    rows: list[Row] = [
        {
            "order_id": each.order_id,
            "labels": ", ".join(str(purchase.id) for purchase in each.purchases) or None,
            "problem": each.problem,
        }
        for each in asked
    ]
    print_rows(rows, as_json=False, empty_message="")
    if any(each.problem for each in asked):
        raise typer.Exit(1)


def buy_many(
    purchases: Annotated[list[int], typer.Argument(metavar="ID...", min=1, help="Those of `labels rates-many`.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before the labels are bought.")] = False,
) -> None:
    """Buy labels at the rates that the stores' rules propose, each once, after showing them with their total."""
    with open_container() as container:
        proposed = {each: container.propose_rate()(each).choice for each in dict.fromkeys(purchases)}
        rows: list[Row] = [
            {
                "label": number,
                "rate": f"{choice.rate.carrier} {choice.rate.service}" if choice.rate else None,
                "price": str(choice.rate.price) if choice.rate else None,
                "why": choice.why,
            }
            for number, choice in proposed.items()
        ]
        print_rows(rows, as_json=False, empty_message="")
        rates = {number: choice.rate for number, choice in proposed.items() if choice.rate}
        if not rates:
            raise typer.Exit(1)
        total = ", ".join(map(str, sum_by_currency(rate.price for rate in rates.values())))
        if not yes:
            typer.confirm(f"Buy {len(rates)} of {len(proposed)} labels for {total}?", abort=True)
        choices = [RateChoice(number, rate.id, proposed[number].why) for number, rate in rates.items()]
        problems = container.label_many_orders().buy(choices)
    for number, problem in problems.items():
        typer.echo(f"Label purchase {number}: {problem}", err=True)
    typer.echo(f"{len(choices) - len(problems)} labels are being bought. `labels list` shows how far they are.")
    if problems or len(choices) < len(proposed):
        raise typer.Exit(1)
