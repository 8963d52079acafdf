"""`novex-shopify holds`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.hold_rules import build_rule, describe_rule
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Show the orders on hold, and set the rules that hold orders.")
rules = typer.Typer(no_args_is_help=True, help="Which orders of a store are put on hold.")
app.add_typer(rules, name="rules")

StoreArgument = Annotated[str, typer.Argument(metavar="STORE", help="The store's domain.")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The rule's name, such as 'High risk'.")]
KindArgument = Annotated[
    str,
    typer.Argument(
        metavar="KIND", help="risk, first_order, amount_above, country, other_country, address or tag (docs/holds.md)."
    ),
]
ValuesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[VALUE]...", help="What the kind takes, such as: high.")
]


@app.command("list")
def list_holds(
    *,
    store: Annotated[str | None, typer.Option(help="Only of this store.")] = None,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
) -> None:
    """Show the orders on hold, those that have been held longest first."""
    with open_container() as container:
        held = container.list_held_orders()(limit, parse_shop_domain(store) if store else None)
    rows = [
        {
            "order": each.name,
            "shop": each.shop,
            "order_id": each.document.id if each.document else None,
            "shopify_id": each.order_id,
            "since": each.holds[0].placed_at,
            "held_by": [f"{hold.cause} ({hold.placed_by.name})" for hold in each.holds],
            "reasons": list(each.reasons),
        }
        for each in held
    ]
    print_rows(rows, as_json=as_json, empty_message="No order is on hold.")


@rules.command("list")
def list_rules(shop: StoreArgument, *, as_json: JsonOption = False) -> None:
    """Show a store's rules."""
    with open_transaction() as tx:
        found = tx.shops.get_settings(parse_shop_domain(shop)).hold_rules
    rows = [{"name": each.name, "kind": each.kind, "values": list(each.values)} for each in found]
    print_rows(rows, as_json=as_json, empty_message="No rules yet. Add one with `holds rules save`.")


@rules.command("save")
def save_rule(shop: StoreArgument, name: NameArgument, kind: KindArgument, values: ValuesArgument = None) -> None:
    """Add a rule to a store, or replace the one with this name."""
    rule = build_rule(name, kind, values or ())
    with open_container() as container:
        container.change_hold_rules().save(parse_shop_domain(shop), rule)
    typer.echo(f"Rule {rule.name} was saved: {describe_rule(rule)}.")


@rules.command("delete")
def delete_rule(shop: StoreArgument, name: NameArgument) -> None:
    """Delete a rule. What it holds stays on hold until a person releases it."""
    with open_container() as container:
        container.change_hold_rules().delete(parse_shop_domain(shop), name)
    typer.echo(f"Rule {name} was deleted.")


@rules.command("preview")
def preview_rule(
    shop: StoreArgument, kind: KindArgument, values: ValuesArgument = None, *, as_json: JsonOption = False
) -> None:
    """Show which of the newest 500 orders a rule would have held. It changes nothing."""
    rule = build_rule("preview", kind, values or ())
    with open_container() as container:
        preview = container.preview_hold_rules()(parse_shop_domain(shop), [rule])
    rows = [{"order": each.order.name, "reason": each.finding.reason} for each in preview.held]
    print_rows(rows, as_json=as_json, empty_message="None of them.")
    if not as_json:
        typer.echo(f"{len(preview.held)} of the last {preview.looked_at} orders would have been held.")
