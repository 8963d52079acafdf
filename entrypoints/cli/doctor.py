"""`novex-shopify doctor`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.model.check_result import CheckStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.doctor.doctor import run_checks_from_env


def doctor(
    *,
    shop: Annotated[str | None, typer.Option(metavar="SHOP", help="Check this store only.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Check every part between Shopify and the ERP.

    Exit code 1 if a check failed.
    """
    results = run_checks_from_env(parse_shop_domain(shop) if shop else None)
    print_rows([asdict(result) for result in results], as_json=as_json, empty_message="")
    if any(result.status is not CheckStatus.OK for result in results):
        raise typer.Exit(1)
