"""`novex-shopify shops`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from novex_shopify.config.settings import INSTALL_PATH
from novex_shopify.domain.model.issued_invoice import IssuePolicy, NumberStyle
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.shop_settings import (
    AutoAssign,
    RateRule,
    StockMode,
    UnmappedProducts,
    parse_stock_since,
)
from novex_shopify.domain.use_cases.shops.refresh_all_tokens import TokenRefreshOutcome
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.secret_options import warn_about_secret
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(no_args_is_help=True, help="Connect stores, and change their settings.")

ShopArgument = Annotated[str, typer.Argument(metavar="SHOP", help="your-store.myshopify.com")]


@app.command("list")
def list_shops(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show all stores."""
    with open_container() as container, container.read_transaction() as tx:
        wanted = container.settings().scopes
        outages = {outage.shop: outage.last_delivery_at for outage in tx.deliveries.list_outages()}
        rows = [
            {
                "shop": shop.domain,
                "connection": shop.connection_state,
                "unavailable_since": shop.unavailable_since,
                "problem": shop.connection_problem.cause if shop.connection_problem else None,
                "installed_at": shop.installed_at,
                "outage_since": outages.get(shop.domain),
                "unread": [
                    f"{each.subject} {each.record}".rstrip() for each in tx.reconciliations.list_problems(shop.domain)
                ],
                "subscription_count": len(tx.subscriptions.list_for_shop(shop.domain)),
                "scopes": sorted(shop.scopes.handles),
                "missing_scopes": sorted(wanted.missing_in(shop.scopes)),
            }
            for shop in tx.shops.list_all()[:limit]
        ]
    print_rows(rows, as_json=as_json, empty_message="No stores yet. Connect one with: novex-shopify shops connect SHOP")


@app.command()
def connect(shop: ShopArgument) -> None:
    """Print the link that connects a store by OAuth, and expect it. Open the link in the merchant's browser."""
    domain = parse_shop_domain(shop)
    with open_container() as container:
        container.approve_shop().expect(domain)
        typer.echo(f"{container.settings().app_url}{INSTALL_PATH}?shop={domain}")


@app.command()
def approve(shop: ShopArgument) -> None:
    """Approve a store that was installed without `shops connect`: its events are applied, its records imported."""
    domain = parse_shop_domain(shop)
    with open_container() as container:
        approved = container.approve_shop()(domain)
    typer.echo(f"{domain} is approved." if approved else f"{domain} needs no approval.")


@app.command()
def add(
    context: typer.Context,
    shop: ShopArgument,
    *,
    access_token: Annotated[
        str | None,
        typer.Option(
            envvar="SHOPIFY_ACCESS_TOKEN",
            prompt="Access token",
            prompt_required=False,
            hide_input=True,
            show_envvar=True,
            help="The permanent token of a custom app. Without a value, it is asked for.",
        ),
    ] = None,
    client_credentials: Annotated[
        bool, typer.Option("--client-credentials", help="For a Dev Dashboard app and a store of the same organization.")
    ] = False,
) -> None:
    """Connect a store without a browser."""
    warn_about_secret(context, "access_token", "a token")
    if client_credentials == (access_token is not None):
        raise typer.BadParameter("use either --access-token or --client-credentials")
    with open_container() as container:
        if access_token is not None:
            connected = container.connect_shop().connect_with_token(shop, Secret(access_token))
        else:
            connected = container.connect_shop().connect_with_client_credentials(shop)
    typer.echo(f"{connected.domain} is connected.")


@app.command("settings")
def update_settings(
    shop: ShopArgument,
    *,
    keep_events_days: Annotated[
        int | None, typer.Option(help="How many days processed events are kept: 7 to 3650.")
    ] = None,
    unmapped_products: Annotated[
        UnmappedProducts | None,
        typer.Option(help="What happens to orders with unmapped products: held, booked without an item, or rejected."),
    ] = None,
    ship_test_orders: Annotated[bool | None, typer.Option(help="Send shipments of test orders to Shopify.")] = None,
    move_to_shipping_location: Annotated[
        bool | None, typer.Option(help="Move fulfillment orders to the location that the ERP ships from.")
    ] = None,
    carrier: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ERP_NAME=SHOPIFY_NAME", help="A carrier's name in the ERP and in Shopify; can be repeated."
        ),
    ] = None,
    create_missing_items: Annotated[
        bool | None, typer.Option(help="Create an ERP item for each variant whose SKU and barcode match none.")
    ] = None,
    customer_group: Annotated[
        str | None, typer.Option(help="Stores with the same group share their customers; empty for none.")
    ] = None,
    read_orders: Annotated[
        bool | None, typer.Option(help="Read each new order by GraphQL too: selling plans, tax numbers.")
    ] = None,
    stock_since: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT|now|off",
            help="Since when this store's orders move stock, such as 2026-11-25T08:00+01:00.",
        ),
    ] = None,
    auto_assign: Annotated[AutoAssign | None, typer.Option(help="When lots are assigned to new orders.")] = None,
    min_remaining_days: Annotated[
        int | None, typer.Option(help="How many days a lot must still be good after it ships.")
    ] = None,
    handling_days: Annotated[
        int | None, typer.Option(help="How many working days after the order it is promised, if Shopify states no day.")
    ] = None,
    prefer_whole_lots: Annotated[
        bool | None, typer.Option(help="Prefer one lot that is enough to several older ones.")
    ] = None,
    invoices: Annotated[IssuePolicy | None, typer.Option(help="When orders get invoices.")] = None,
    invoices_since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Older orders get no invoice when they are fulfilled.")
    ] = None,
    invoice_seller: Annotated[str | None, typer.Option(help="The seller on invoices, if there are several.")] = None,
    invoice_prefix: Annotated[str | None, typer.Option(help="For a series of the store's own; empty for none.")] = None,
    invoice_numbers: Annotated[NumberStyle | None, typer.Option(help="How invoices are numbered.")] = None,
    shipping_phone: Annotated[
        str | None, typer.Option(help="The number for carriers where an order has none that can be called.")
    ] = None,
    customs_signer: Annotated[str | None, typer.Option(help="Who signs customs declarations.")] = None,
    rate_rule: Annotated[RateRule | None, typer.Option(help="Which rate is proposed for a parcel.")] = None,
    transit_days: Annotated[
        int | None, typer.Option(help="How many working days after the promised day an order should arrive.")
    ] = None,
    chilled_hours: Annotated[
        int | None, typer.Option(help="How long chilled items may be on their way; 0 for no limit.")
    ] = None,
    track_shipments: Annotated[
        bool | None, typer.Option(help="Follow parcels whose labels were bought elsewhere.")
    ] = None,
    no_movement_days: Annotated[
        int | None, typer.Option(help="After how many days without a scan a parcel needs attention.")
    ] = None,
    hold_hours: Annotated[
        int | None, typer.Option(help="After how many hours on hold an order needs attention.")
    ] = None,
    push_stock: Annotated[
        StockMode | None, typer.Option(help="Whether Shopify's stock is left alone, compared, or set.")
    ] = None,
    correct_drift: Annotated[bool | None, typer.Option(help="Correct stock that others changed at Shopify.")] = None,
    safety_stock: Annotated[
        int | None, typer.Option(help="How many base units of each item are kept back from each location.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show a store's settings, after changing those given as options."""
    domain = parse_shop_domain(shop)
    options = {
        "keep_events_days": keep_events_days,
        "unmapped_products": unmapped_products,
        "ship_test_orders": ship_test_orders,
        "move_to_shipping_location": move_to_shipping_location,
        "carriers": dict(map(_parse_carrier, carrier)) if carrier else None,
        "create_missing_items": create_missing_items,
        "customer_group": customer_group,
        "read_orders": read_orders,
        "auto_assign": auto_assign,
        "min_remaining_days": min_remaining_days,
        "handling_days": handling_days,
        "prefer_whole_lots": prefer_whole_lots,
        "invoices": invoices,
        "invoices_since": invoices_since,
        "invoice_seller": invoice_seller,
        "invoice_prefix": invoice_prefix,
        "invoice_numbers": invoice_numbers,
        "shipping_phone": shipping_phone,
        "customs_signer": customs_signer,
        "rate_rule": rate_rule,
        "transit_days": transit_days,
        "chilled_hours": chilled_hours,
        "no_movement_days": no_movement_days,
        "track_shipments": track_shipments,
        "hold_hours": hold_hours,
        "push_stock": push_stock,
        "correct_drift": correct_drift,
        "safety_stock": safety_stock,
    }
    changes: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    with open_container() as container:
        if stock_since is not None:
            now = container.clock().now().isoformat()
            changes["stock_since"] = parse_stock_since({"now": now, "off": ""}.get(stock_since, stock_since))
        updated_settings = container.change_settings()(domain, changes)
    print_rows([{"shop": domain, **asdict(updated_settings)}], as_json=as_json, empty_message="")


def _parse_carrier(text: str) -> tuple[str, str]:
    erp_name, _, shopify_name = text.partition("=")
    if not (erp_name and shopify_name):
        raise typer.BadParameter(f"'{text}' is not ERP_NAME=SHOPIFY_NAME, such as \"Post=Deutsche Post\"")
    return erp_name, shopify_name


@app.command("refresh-tokens")
def refresh_tokens(*, as_json: JsonOption = False) -> None:
    """Refresh every store's token now, before an old client secret is revoked. Exit code 1 if one failed."""
    with open_container() as container:
        report = container.refresh_all_tokens()()
    print_rows([asdict(line) for line in report], as_json=as_json, empty_message="No stores are connected.")
    if any(line.outcome is TokenRefreshOutcome.FAILED for line in report):
        raise typer.Exit(1)


@app.command("exchange-token")
def exchange_token(shop: ShopArgument) -> None:
    """Exchange a public app's permanent token for one that expires and is refreshed. This cannot be undone."""
    with open_container() as container:
        exchanged = container.refresh_access_token().exchange_permanent_token(parse_shop_domain(shop))
    typer.echo(f"{shop} now has an expiring token." if exchanged else f"{shop} already has an expiring token.")


@app.command()
def disconnect(shop: ShopArgument) -> None:
    """Revoke access to a store. Its orders and mappings stay."""
    with open_container() as container:
        container.disconnect_shop()(parse_shop_domain(shop))
    typer.echo(f"{shop} is disconnected.")
