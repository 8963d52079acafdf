"""Buying labels, and shipping with them."""

from novex_shopify.domain.use_cases.labels.build_rate_request import build_rate_request
from novex_shopify.domain.use_cases.labels.buy_label import BuyLabel
from novex_shopify.domain.use_cases.labels.change_carrier_accounts import ChangeCarrierAccounts
from novex_shopify.domain.use_cases.labels.find_address_warnings import FindAddressWarnings
from novex_shopify.domain.use_cases.labels.get_customs_form import GetCustomsForm
from novex_shopify.domain.use_cases.labels.get_label_file import GetLabelFile
from novex_shopify.domain.use_cases.labels.pack_parcel import NewParcel, PackParcel
from novex_shopify.domain.use_cases.labels.process_label_purchase import ProcessLabelPurchase
from novex_shopify.domain.use_cases.labels.propose_parcel import ProposeParcel
from novex_shopify.domain.use_cases.labels.propose_rate import ProposeRate
from novex_shopify.domain.use_cases.labels.request_rates import RequestRates
from novex_shopify.domain.use_cases.labels.request_return_label import RequestReturnLabel
from novex_shopify.domain.use_cases.labels.resolve_purchase import ResolvePurchase
from novex_shopify.domain.use_cases.labels.save_box import SaveBox
from novex_shopify.domain.use_cases.labels.save_origin import SaveOrigin
from novex_shopify.domain.use_cases.labels.ship_parcel import ShipParcel
from novex_shopify.domain.use_cases.labels.state_filing import StateFiling
from novex_shopify.domain.use_cases.labels.verify_address import VerifyAddress
from novex_shopify.domain.use_cases.labels.void_label import VoidLabel

__all__ = [
    "BuyLabel",
    "ChangeCarrierAccounts",
    "FindAddressWarnings",
    "GetCustomsForm",
    "GetLabelFile",
    "NewParcel",
    "PackParcel",
    "ProcessLabelPurchase",
    "ProposeParcel",
    "ProposeRate",
    "RequestRates",
    "RequestReturnLabel",
    "ResolvePurchase",
    "SaveBox",
    "SaveOrigin",
    "ShipParcel",
    "StateFiling",
    "VerifyAddress",
    "VoidLabel",
    "build_rate_request",
]
