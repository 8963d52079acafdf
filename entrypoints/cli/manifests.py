"""`novex-shopify manifests`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.manifest import Manifest
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(
    no_args_is_help=True, help="Close the day of each carrier, and print the manifests that it signs for."
)

DayOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on the labels; today by default.")
]


@app.command()
def day(*, day: DayOption = None, as_json: JsonOption = False) -> None:
    """List what carriers collect on a day, and what of it is on a manifest."""
    with open_container() as container:
        found = container.list_carrier_days()(_read_day(day))
    rows: list[Row] = [
        {
            "key": each.carrier_day.key,
            "carrier": each.carrier_day.carrier,
            "ship_from": each.carrier_day.ship_from,
            "parcels": each.totals.parcels,
            "weight_g": each.totals.weight_g,
            "cost": ", ".join(map(str, each.totals.costs)),
            "open": len(each.open),
            "void": each.voided,
            "obstacle": each.obstacle,
        }
        for each in found
    ]
    print_rows(rows, as_json=as_json, empty_message="No labels for this day.")


@app.command()
def close(key: Annotated[str, typer.Argument(help="From `manifests day`.")], *, day: DayOption = None) -> None:
    """Close a carrier's day: a worker asks for the manifest of the parcels that are on none yet."""
    with open_container() as container:
        manifest = container.close_day()(key, _read_day(day))
    typer.echo(f"Manifest {manifest.id} of {manifest.totals.parcels} parcels is {manifest.state}.")


@app.command("list")
def list_manifests(*, limit: LimitOption = 50, as_json: JsonOption = False) -> None:
    """List manifests, newest first."""
    with open_transaction() as tx:
        found = tx.manifests.list_latest(limit)
    print_rows([_to_row(each) for each in found], as_json=as_json, empty_message="None. `manifests close` makes one.")


@app.command("print")
def print_manifest(
    manifest: Annotated[int, typer.Argument(metavar="ID", min=1, help="From `manifests list`.")],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to; in this folder by default.")] = None,
) -> None:
    """Save the PDF of a manifest, as often as you like."""
    with open_container() as container:
        content = container.get_manifest_file()(manifest)
    path = output or Path(f"manifest-{manifest}.pdf")
    path.write_bytes(content)
    typer.echo(f"{path} was saved.")


def _read_day(day: datetime | None) -> date:
    return (day or datetime.now(UTC)).date()


def _to_row(manifest: Manifest) -> Row:
    return {
        "id": manifest.id,
        "day": manifest.carrier_day.day,
        "carrier": manifest.carrier_day.carrier,
        "ship_from": manifest.carrier_day.ship_from,
        "parcels": manifest.totals.parcels,
        "cost": ", ".join(map(str, manifest.totals.costs)),
        "state": manifest.state,
        "error": manifest.last_error,
        "created_at": manifest.created_at,
    }
