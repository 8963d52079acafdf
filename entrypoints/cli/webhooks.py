"""`novex-shopify webhooks`."""

from collections.abc import Mapping

import typer

from novex_shopify.config.settings import Settings, read_settings
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.model.webhook_topic import TOPICS, Topic, build_app_toml, to_graphql_name
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.cli.shops import ShopArgument

app = typer.Typer(no_args_is_help=True, help="Show and repair webhook subscriptions.")


@app.command("list")
def list_webhooks(shop: ShopArgument, *, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show each topic, its subscription, and when it was last received (to the minute)."""
    domain = parse_shop_domain(shop)
    with open_container() as container, container.read_transaction() as tx:
        subscriptions = {subscription.topic: subscription for subscription in tx.subscriptions.list_for_shop(domain)}
        last_verified, last_received, error = (
            tx.subscriptions.get_last_seen(domain),
            tx.deliveries.find_last_received_at(domain),
            tx.subscriptions.get_error(domain),
        )
        settings = container.settings()
    if error:
        typer.echo(f"The last check failed: {error}", err=True)
    rows = [
        {
            "topic": topic.name,
            "meaning": topic.meaning,
            "handling": topic.handling,
            "subscription_topics": ", ".join(topic.subscribed) or "in the app's settings at Shopify",
            "subscription_status": _describe_subscription(topic, subscriptions, settings),
            "last_verified_at": max(
                (
                    last_verified[name].seen_at
                    for name in map(to_graphql_name, topic.subscribed)
                    if name in last_verified
                ),
                default=None,
            ),
            "last_delivery_at": last_received.get(topic.name),
        }
        for topic in TOPICS[:limit]
    ]
    print_rows(rows, as_json=as_json, empty_message="The topic table is empty.")


def _describe_subscription(topic: Topic, subscriptions: Mapping[str, WebhookSubscription], settings: Settings) -> str:
    if not topic.subscribed or settings.shopify_webhooks == "app":
        return "not by subscription"
    topic_subscriptions = [subscriptions.get(to_graphql_name(name)) for name in topic.subscribed]
    if not all(topic_subscriptions):
        return "missing"
    versions = {subscription.api_version for subscription in topic_subscriptions if subscription} - {
        settings.shopify_api_version
    }
    return f"subscribed in version {', '.join(sorted(versions))}" if versions else "subscribed"


@app.command()
def repair(shop: ShopArgument) -> None:
    """Create missing subscriptions of a store and delete unknown ones now."""
    with open_container() as container:
        domain = parse_shop_domain(shop)
        subscriptions = container.register_webhooks()(domain)
        container.record_action()(AuditAction.WEBHOOKS_REPAIRED, AuditSubject.of_store(domain))
    typer.echo(f"{shop} is subscribed to {len(subscriptions)} topics.")


@app.command()
def toml() -> None:
    """Print the section of `shopify.app.toml` that lists all topics, for SHOPIFY_WEBHOOKS=app."""
    settings = read_settings()
    typer.echo(build_app_toml(settings.shopify_api_version, settings.webhook_url), nl=False)
