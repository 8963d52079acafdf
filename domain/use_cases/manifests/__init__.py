"""Manifests of the parcels that carriers collect."""

from novex_shopify.domain.use_cases.manifests.carrier_days import CarrierDayParcels
from novex_shopify.domain.use_cases.manifests.close_day import CloseDay
from novex_shopify.domain.use_cases.manifests.get_manifest_file import GetManifestFile
from novex_shopify.domain.use_cases.manifests.list_carrier_days import ListCarrierDays
from novex_shopify.domain.use_cases.manifests.process_manifest import ProcessManifest

__all__ = ["CarrierDayParcels", "CloseDay", "GetManifestFile", "ListCarrierDays", "ProcessManifest"]
