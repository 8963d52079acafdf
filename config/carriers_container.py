"""The provider of labels."""

import httpx
from dependency_injector import providers

from novex_shopify.adapters.easypost.client import EASYPOST_TIMEOUT, EasyPostClient
from novex_shopify.adapters.easypost.easypost_carriers import EasyPostCarriers
from novex_shopify.config.shopify_container import ShopifyContainer
from novex_shopify.domain.ports.carriers import Carriers

_SHORT_IDLE_TIME = httpx.Limits(keepalive_expiry=2)
"""A purchase on a connection that EasyPost is just closing would be unclear, so idle ones are given up early."""


class CarriersContainer(ShopifyContainer):
    """The EasyPost adapter, on top of the ShopifyContainer. To use another provider, override `carriers`."""

    # Its transport sends nothing twice, as `httpx.HTTPTransport(retries=…)` would.
    easypost_http = providers.Singleton(
        httpx.Client, timeout=EASYPOST_TIMEOUT, limits=_SHORT_IDLE_TIME, follow_redirects=False, trust_env=False
    )
    easypost_client = providers.Singleton(
        EasyPostClient, http=easypost_http, base_url=ShopifyContainer.settings.provided.easypost_url
    )
    carriers: providers.Provider[Carriers] = providers.Singleton(EasyPostCarriers, client=easypost_client)
