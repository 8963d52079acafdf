"""`novex-shopify shops`."""

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.shop_settings import UnmappedProducts
from novex_shopify.domain.use_cases.renew_every_token import Renewal
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product, reading

app = typer.Typer(no_args_is_help=True, help="Connected stores.")

Domain = Annotated[str, typer.Argument(metavar="SHOP", help="your-store.myshopify.com")]


@app.command("list")
def list_shops(*, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show the stores."""
    with reading() as tx:
        silent = {silence.shop: silence.since for silence in tx.deliveries.silences()}
        rows = [
            {
                "shop": shop.domain,
                "state": shop.connection,
                "away_since": shop.away_since,
                "cause": shop.hindrance.cause if shop.hindrance else None,
                "installed_at": shop.installed_at,
                "silent_since": silent.get(shop.domain),
                "subscriptions": len(tx.subscriptions.of(shop.domain)),
                "scopes": sorted(shop.scopes.handles),
            }
            for shop in tx.shops.all()[:limit]
        ]
    show(rows, as_json=as_json, empty="No store is connected yet. Begin with: novex-shopify shops connect SHOP")


@app.command()
def connect(shop: Domain) -> None:
    """Print the link that connects a store by OAuth; it is opened in the merchant's browser."""
    with product() as container:
        typer.echo(f"{container.settings().app_url}/shopify/install?shop={parse_shop_domain(shop)}")


@app.command()
def add(
    shop: Domain,
    *,
    access_token: Annotated[
        str | None, typer.Option(envvar="SHOPIFY_ACCESS_TOKEN", help="The permanent token of a custom app.")
    ] = None,
    client_credentials: Annotated[
        bool, typer.Option("--client-credentials", help="For a Dev Dashboard app and a store of its organisation.")
    ] = False,
) -> None:
    """Connect a store without a browser."""
    if client_credentials == (access_token is not None):
        raise typer.BadParameter("give either --access-token or --client-credentials")
    with product() as container:
        connecting = container.connect_shop()
        if access_token is not None:
            connected = connecting.with_token(shop, Secret(access_token))
        else:
            connected = connecting.with_client_credentials(shop)
    typer.echo(f"{connected.domain} is connected.")


@app.command("settings")
def settings(
    shop: Domain,
    *,
    keep_events: Annotated[int | None, typer.Option(help="Days that finished events are kept; 7 at least.")] = None,
    unmapped: Annotated[UnmappedProducts | None, typer.Option(help="What becomes of orders with such goods.")] = None,
    ship_test_orders: Annotated[bool | None, typer.Option(help="Tell Shopify of shipments of test orders.")] = None,
    move: Annotated[bool | None, typer.Option(help="Assign goods to where the ERP shipped them from.")] = None,
    carrier: Annotated[
        list[str] | None, typer.Option(help="OURS=SHOPIFYS, a carrier's names; may be repeated.")
    ] = None,
    create_items: Annotated[
        bool | None, typer.Option(help="Give the ERP an item for each variant whose SKU and barcode it does not know.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a store's settings, and change those that are given."""
    domain = parse_shop_domain(shop)
    given = {
        "keep_events_days": keep_events,
        "unmapped_products": unmapped,
        "ship_test_orders": ship_test_orders,
        "move_to_shipping_location": move,
        "carriers": dict(map(_carrier, carrier)) if carrier else None,
        "create_missing_items": create_items,
    }
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    with product() as container, container.unit_of_work()() as tx:
        if tx.shops.get(domain) is None:
            raise NotFound(f"{domain} was never connected.")
        decided = replace(tx.shops.settings(domain), **changes)
        tx.shops.save_settings(domain, decided)
        tx.commit()
    show([{"shop": domain, **asdict(decided)}], as_json=as_json, empty="")


def _carrier(text: str) -> tuple[str, str]:
    ours, _, shopifys = text.partition("=")
    if not (ours and shopifys):
        raise typer.BadParameter(f"'{text}' is not OURS=SHOPIFYS, such as \"Post=Deutsche Post\"")
    return ours, shopifys


@app.command("renew-tokens")
def renew_tokens(*, as_json: AsJson = False) -> None:
    """Renew every store's token now, as is needed before an old client secret is revoked. Exit code 1 if one failed."""
    with product() as container:
        report = container.renew_every_token()()
    show([asdict(line) for line in report], as_json=as_json, empty="No store is connected.")
    if any(line.renewal is Renewal.FAILED for line in report):
        raise typer.Exit(1)


@app.command("exchange-token")
def exchange_token(shop: Domain) -> None:
    """Trade a public app's permanent token for one that expires and is renewed; there is no way back."""
    with product() as container:
        exchanged = container.access().exchange(parse_shop_domain(shop))
    typer.echo(f"{shop} has an expiring token now." if exchanged else f"{shop} has an expiring token already.")


@app.command()
def disconnect(shop: Domain) -> None:
    """Forget a store's tokens; its orders and mappings stay."""
    with product() as container:
        container.disconnect_shop()(parse_shop_domain(shop))
    typer.echo(f"{shop} is disconnected.")
