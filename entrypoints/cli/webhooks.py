"""`novex-shopify webhooks`."""

import typer

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, graphql_name
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product, reading
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="What the stores send us.")


@app.command("list")
def list_webhooks(shop: Domain, *, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show each topic and whether the store is subscribed to it."""
    with reading() as tx:
        subscribed = {subscription.topic for subscription in tx.subscriptions.of(parse_shop_domain(shop))}
    rows = [
        {
            "topic": topic.name,
            "meaning": topic.meaning,
            "what_is_done": topic.what_is_done,
            "subscribed": ", ".join(topic.subscribed) or "in the app's own settings at Shopify",
            "state": _state(topic, subscribed),
        }
        for topic in TOPICS[:limit]
    ]
    show(rows, as_json=as_json, empty="The topic table is empty.")


def _state(topic: Topic, subscribed: set[str]) -> str:
    if not topic.subscribed:
        return "not by subscription"
    return "subscribed" if subscribed.issuperset(map(graphql_name, topic.subscribed)) else "missing"


@app.command()
def repair(shop: Domain) -> None:
    """Make the store's subscriptions equal to the topic table now."""
    with product() as container:
        subscriptions = container.register_webhooks()(parse_shop_domain(shop))
    typer.echo(f"{shop} is subscribed to {len(subscriptions)} topics.")
