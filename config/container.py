"""The use cases, on top of the core and the Shopify adapters. `Container` is the whole product."""

from dependency_injector import providers

from novex_shopify.adapters.persistence.sync_to_async import EventLoopRunner, ThreadRunner
from novex_shopify.config.shopify_container import ShopifyContainer as Parts
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.use_cases import (
    console,
    customers,
    fulfillment,
    imports,
    orders,
    products,
    reconciliation,
    shops,
    webhooks,
)
from novex_shopify.domain.use_cases.rescue_claims import RescueClaims

settings = Parts.settings.provided

# What many use cases need, by the names of their fields.
stored = {"unit_of_work": Parts.unit_of_work}
timed = {**stored, "clock": Parts.clock}
notifying = {**timed, "notifier": Parts.notifier}
periodic = {**timed, "worker": Parts.worker_id}
claiming = {**notifying, **periodic, "active_claims": Parts.active_claims}
access = providers.Factory(shops.RefreshAccessToken, **timed, auth=Parts.shopify_auth)
shopify = {"admin": Parts.shopify_admin, "access": access}


class Container(Parts):
    """Every part of the product, created on first use. Tests replace a part with `override`."""

    # Shops
    refresh_access_token = access
    connect_shop = providers.Factory(
        shops.ConnectShop,
        **notifying,
        auth=Parts.shopify_auth,
        admin=Parts.shopify_admin,
        nonces=Parts.nonces,
        client_secrets=settings.client_secrets,
        scopes=settings.scopes,
        api_version=settings.shopify_api_version,
    )
    disconnect_shop = providers.Factory(shops.DisconnectShop, **timed)
    renew_all_tokens = providers.Factory(shops.RenewAllTokens, **stored, access=access)
    rotate_keys = providers.Factory(shops.RotateKeys, **stored)

    # Webhooks
    register_webhooks = providers.Factory(
        webhooks.RegisterWebhooks,
        **timed,
        **shopify,
        address=settings.webhook_url,
        topics=settings.topics_per_shop,
        api_version=settings.shopify_api_version,
    )
    repair_webhooks = providers.Factory(webhooks.RepairWebhooks, **notifying)
    ingest_webhook = providers.Factory(
        webhooks.IngestWebhook, **notifying, payloads=Parts.payload_reader, client_secrets=settings.client_secrets
    )
    ingest_in_event_loop = providers.Factory(ingest_webhook, unit_of_work=Parts.event_loop_unit_of_work)
    ingest = providers.Selector(
        settings.database_kind,
        sqlite=providers.Singleton(ThreadRunner, ingest_webhook),
        postgresql=providers.Singleton(EventLoopRunner, ingest_in_event_loop, engine=Parts.event_loop_engine),
    )
    handlers = providers.Singleton(webhooks.build_handlers, Parts.payload_reader, Parts.notifier, Parts.clock)
    process_event = providers.Factory(webhooks.ProcessEvent, **claiming, handlers=handlers, retry=Parts.retry_policy)
    release_parked = providers.Factory(webhooks.ReleaseParked, **notifying)
    replay_events = providers.Factory(webhooks.ReplayEvents, **notifying)
    delete_old_events = providers.Factory(webhooks.DeleteOldEvents, **timed)
    watch_deliveries = providers.Factory(webhooks.WatchDeliveries, **periodic, notifier=Parts.notifier)
    rescue_claims = providers.Singleton(
        RescueClaims, **claiming, processes=Parts.processes, process_started_at=Parts.clock.provided.now.call()
    )

    # Products
    map_product = providers.Factory(products.MapProduct, **notifying)
    suggest_items = providers.Factory(products.SuggestItems, **stored)
    accept_suggestions = providers.Factory(products.AcceptSuggestions, **notifying)
    import_mappings = providers.Factory(products.ImportMappings, **notifying)
    export_mappings = providers.Factory(products.ExportMappings, **stored)

    # Fulfillment
    push_fulfillment = providers.Factory(fulfillment.PushFulfillment, **notifying)
    send_fulfillments = providers.Factory(fulfillment.SendFulfillments, **claiming, **shopify, retry=Parts.retry_policy)

    # Reconciliation
    reconcile_orders = providers.Factory(
        reconciliation.ReconcileOrders, **notifying, **shopify, payloads=Parts.payload_reader
    )
    reconcile_customers = providers.Factory(reconciliation.ReconcileCustomers, **stored, **shopify)
    resync_shops = providers.Factory(
        reconciliation.ResyncShops,
        **periodic,
        notifier=Parts.notifier,
        orders=reconcile_orders,
        customers=reconcile_customers,
    )
    request_resync = providers.Factory(reconciliation.RequestResync, **timed)
    audit_orders = providers.Factory(reconciliation.AuditOrders, **periodic, access=access, reconcile=reconcile_orders)

    # Orders
    find_order = providers.Factory(orders.FindOrder, **stored, payloads=Parts.payload_reader)
    explain_order = providers.Factory(orders.ExplainOrder, **stored, **shopify, payloads=Parts.payload_reader)

    # Imports
    import_orders = providers.Factory(orders.ImportOrders, **notifying, access=access, reconcile=reconcile_orders)
    importers = providers.Dict(
        {
            ImportKind.PRODUCTS: providers.Factory(products.SyncProducts, clock=Parts.clock),
            ImportKind.CUSTOMERS: providers.Factory(customers.ImportCustomers),
            ImportKind.ORDERS: import_orders,
        }
    )
    run_import = providers.Factory(
        imports.RunImport,
        **claiming,
        operations=Parts.bulk_operations,
        importers=importers,
        access=access,
        retry=Parts.retry_policy,
    )

    # Console
    sign_in = providers.Factory(console.SignIn, **timed, passwords=Parts.passwords, nonces=Parts.nonces)
    get_overview = providers.Factory(
        console.GetOverview, **timed, topics=settings.topics_per_shop, scopes=settings.scopes
    )
