"""`novex-shopify webhooks`."""

import typer

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_topic import TOPICS
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product, reading
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="What the stores send us.")


@app.command("list")
def list_webhooks(shop: Domain, *, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show each topic and whether the store is subscribed to it."""
    with reading() as tx:
        subscriptions = {
            subscription.topic: subscription for subscription in tx.subscriptions.of(parse_shop_domain(shop))
        }
    rows = [
        {
            "topic": topic.name,
            "meaning": topic.meaning,
            "state": "subscribed" if topic.graphql_name in subscriptions else "missing",
            "uri": subscription.uri if (subscription := subscriptions.get(topic.graphql_name)) else None,
        }
        for topic in TOPICS[:limit]
    ]
    show(rows, as_json=as_json, empty="The topic table is empty.")


@app.command()
def repair(shop: Domain) -> None:
    """Make the store's subscriptions equal to the topic table now."""
    with product() as container:
        subscriptions = container.register_webhooks()(parse_shop_domain(shop))
    typer.echo(f"{shop} is subscribed to {len(subscriptions)} topics.")
