"""`/api/v1/manifests`: what carriers collect on a day, and the manifests that they sign for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.manifest import CarrierDay, Manifest, ParcelTotals
from novex_shopify.domain.use_cases.manifests import CarrierDayParcels
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import read_path_id, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, parse_body
from novex_shopify.entrypoints.web.api_stock_schemas import Word


class CloseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`key` is that of a carrier's day, from the list of the day."""

    key: Word
    day: date


def list_carrier_days(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """By carrier and address, with the manifests of the day."""
    day = _parse_day(read_query(request, ("day",)).get("day"))
    return {"days": [_serialize_parcels(each) for each in container.list_carrier_days()(day)]}


def close_day(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: without new parcels it answers with the manifest that the day has."""
    parsed = parse_body(body, CloseBody)
    return _serialize(container.close_day()(parsed.key, parsed.day))


def get_manifest(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    manifest_id = read_path_id(request, "manifest")
    with container.read_transaction() as tx:
        manifest = tx.manifests.get(manifest_id)
        labels = tx.manifests.list_purchases(manifest_id)
    if manifest is None:
        raise NotFound(f"There is no manifest {manifest_id}.")
    return {**_serialize(manifest), "label_ids": [str(each) for each in labels]}


def get_file(container: Container, request: Request, _: bytes) -> Response:
    manifest_id = read_path_id(request, "manifest")
    headers = {"Content-Disposition": f'attachment; filename="manifest-{manifest_id}.pdf"', "Cache-Control": "no-store"}
    return Response(container.get_manifest_file()(manifest_id), media_type="application/pdf", headers=headers)


def _parse_day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise MalformedBody("`day` is no day, such as 2026-11-27.") from None


def _serialize_parcels(parcels: CarrierDayParcels) -> Mapping[str, Any]:
    return {
        "key": parcels.carrier_day.key,
        **_serialize_day(parcels.carrier_day),
        **_serialize_totals(parcels.totals),
        "open_label_ids": [str(each.id) for each in parcels.open],
        "voided": parcels.voided,
        "obstacle": parcels.obstacle,
        "manifests": [_serialize(each) for each in parcels.manifests],
    }


def _serialize(manifest: Manifest) -> Mapping[str, Any]:
    return {
        "id": str(manifest.id),
        **_serialize_day(manifest.carrier_day),
        **_serialize_totals(manifest.totals),
        "state": manifest.state,
        "error": manifest.last_error,
        "created_at": manifest.created_at,
    }


def _serialize_day(carrier_day: CarrierDay) -> Mapping[str, Any]:
    return {
        "carrier": carrier_day.carrier,
        "carrier_account": carrier_day.provider_account_id,
        "ship_from": carrier_day.ship_from,
        "day": carrier_day.day.isoformat(),
    }


def _serialize_totals(totals: ParcelTotals) -> Mapping[str, Any]:
    costs = [{"amount": str(each.amount), "currency": each.currency} for each in totals.costs]
    return {"parcels": totals.parcels, "weight_g": totals.weight_g, "costs": costs}


routes = [
    Route("/manifests", build_endpoint(list_carrier_days, 200), methods=["GET"]),
    Route("/manifests", build_endpoint(close_day, 202), methods=["POST"]),
    Route("/manifests/{manifest}", build_endpoint(get_manifest, 200), methods=["GET"]),
    Route("/manifests/{manifest}/file", build_endpoint(get_file, 200), methods=["GET"]),
]
