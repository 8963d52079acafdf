"""`novex-shopify carriers accounts`."""

from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.label import CarrierMode
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Enter the keys that labels are bought with.")
accounts = typer.Typer(no_args_is_help=True, help="Show, enter and remove the keys of EasyPost.")
app.add_typer(accounts, name="accounts")


@accounts.command("list")
def list_accounts(*, as_json: JsonOption = False) -> None:
    """List the accounts, without their keys. The one with id 0 is that of EASYPOST_API_KEY."""
    with open_transaction() as tx:
        found = tx.carrier_accounts.list_all()
    rows = [
        {
            "id": account.id,
            "shop_domain": account.shop_domain,
            "mode": account.mode,
            "has_webhook_secret": account.webhook_secret is not None,
        }
        for account in found
    ]
    print_rows(rows, as_json=as_json, empty_message="No accounts yet. `carriers accounts add` enters a key.")


@accounts.command()
def add(
    *,
    shop: Annotated[str | None, typer.Option(help="Only for this store; for all others by default.")] = None,
    mode: Annotated[CarrierMode, typer.Option(help="Whether the key's labels cost money.")] = CarrierMode.PRODUCTION,
    key_file: Annotated[
        typer.FileText, typer.Option(help="A file whose first line is the API key; standard input by default.")
    ] = "-",  # type: ignore[assignment]  # Typer opens it
    webhook_secret_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the secret that EasyPost signs webhooks with.")
    ] = None,
) -> None:
    """Enter the key of an account, or replace it. It is stored encrypted."""
    key = key_file.readline().strip()
    if not key:
        raise typer.BadParameter("The first line has no API key.")
    secret = webhook_secret_file.read_text("utf-8").splitlines()[0].strip() if webhook_secret_file else None
    with open_container() as container:
        account = container.change_carrier_accounts().save(
            parse_shop_domain(shop) if shop else None, mode, Secret(key), Secret(secret) if secret else None
        )
    typer.echo(f"Account {account.id} buys labels for {account.shop_domain or 'all stores without one'}, in {mode}.")


@accounts.command()
def test(account: Annotated[int, typer.Argument(metavar="ID", help="From `carriers accounts list`.")]) -> None:
    """Ask EasyPost whether it takes a key, and whether it sends its news here."""
    with open_container() as container:
        webhook = container.watch_carrier_webhooks().check(account)
    if webhook is None:
        state = "It does not send its news here: `carriers accounts register-webhook`."
    elif webhook.disabled_at:
        state = f"It has sent no news since {webhook.disabled_at:%Y-%m-%d}: `carriers accounts register-webhook`."
    else:
        state = f"It sends its news to {webhook.url}."
    typer.echo(f"EasyPost takes the key of account {account}. {state}")


@accounts.command("register-webhook")
def register_webhook(
    account: Annotated[int, typer.Argument(metavar="ID", help="From `carriers accounts list`.")],
) -> None:
    """Have EasyPost send its news of an account's parcels here; a webhook that it disabled is enabled again."""
    with open_container() as container:
        container.watch_carrier_webhooks().register(account)
    typer.echo(f"EasyPost sends the news of account {account}.")


@accounts.command()
def remove(account: Annotated[int, typer.Argument(metavar="ID", help="From `carriers accounts list`.")]) -> None:
    """Remove the keys of an account. Its labels stay; their refunds are no longer followed."""
    with open_container() as container:
        container.change_carrier_accounts().remove(account)
    typer.echo(f"Account {account} was removed.")
