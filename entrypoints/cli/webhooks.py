"""`novex-shopify webhooks`."""

from collections.abc import Mapping

import typer

from novex_shopify.config.settings import Settings, read_settings
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, app_toml, graphql_name
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="What the stores send us.")


@app.command("list")
def list_webhooks(shop: Domain, *, as_json: AsJson = False, limit: Limit = 50) -> None:
    """Show each topic, whether the store is subscribed to it, and when it was last received (to the minute)."""
    domain = parse_shop_domain(shop)
    with product() as container, container.unit_of_work()() as tx:
        there = {subscription.topic: subscription for subscription in tx.subscriptions.of(domain)}
        seen, last, error = (
            tx.subscriptions.last_seen(domain),
            tx.deliveries.last(domain),
            tx.subscriptions.error(domain),
        )
        settings = container.settings()
    if error:
        typer.echo(f"The last look failed: {error}", err=True)
    rows = [
        {
            "topic": topic.name,
            "meaning": topic.meaning,
            "what_is_done": topic.what_is_done,
            "subscribed": ", ".join(topic.subscribed) or "in the app's own settings at Shopify",
            "state": _state(topic, there, settings),
            "last_seen_at": max(
                (seen[name].at for name in map(graphql_name, topic.subscribed) if name in seen), default=None
            ),
            "last_delivery_at": last.get(topic.name),
        }
        for topic in TOPICS[:limit]
    ]
    show(rows, as_json=as_json, empty="The topic table is empty.")


def _state(topic: Topic, there: Mapping[str, WebhookSubscription], settings: Settings) -> str:
    if not topic.subscribed or settings.shopify_webhooks == "app":
        return "not by subscription"
    ours = [there.get(graphql_name(name)) for name in topic.subscribed]
    if not all(ours):
        return "missing"
    versions = {subscription.api_version for subscription in ours if subscription} - {settings.shopify_api_version}
    return f"subscribed, but in version {', '.join(sorted(versions))}" if versions else "subscribed"


@app.command()
def repair(shop: Domain) -> None:
    """Make the store's subscriptions equal to the topic table now."""
    with product() as container:
        subscriptions = container.register_webhooks()(parse_shop_domain(shop))
    typer.echo(f"{shop} is subscribed to {len(subscriptions)} topics.")


@app.command()
def toml() -> None:
    """Print the section of `shopify.app.toml` that names all topics, for SHOPIFY_WEBHOOKS=app."""
    settings = read_settings()
    typer.echo(app_toml(settings.shopify_api_version, settings.webhook_address), nl=False)
