"""The wiring. Read from top to bottom: settings, connections, adapters, use cases."""

import os
import random
import socket

import httpx
from dependency_injector import containers, providers
from redis import Redis

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.crypto.passwords import HashedPassword, hash_of
from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.erp.builtin import BuiltinErp
from novex_shopify.adapters.nonces import SystemNonces
from novex_shopify.adapters.persistence.engine import open_engine, open_engine_for_the_event_loop
from novex_shopify.adapters.persistence.in_event_loop import in_event_loop, in_thread
from novex_shopify.adapters.persistence.unit_of_work import ErpInTransaction, SqlUnitOfWork
from novex_shopify.adapters.processes import SystemProcesses
from novex_shopify.adapters.queue.broker import embedded_brokers, queue_of, redis_brokers
from novex_shopify.adapters.queue.wakeups import EmbeddedWakeups, RedisWakeups
from novex_shopify.adapters.shopify.admin import GraphQLShopifyAdmin
from novex_shopify.adapters.shopify.allowance import InMemoryAllowance
from novex_shopify.adapters.shopify.auth import HttpShopifyAuth
from novex_shopify.adapters.shopify.bulk_operations import GraphQLBulkOperations
from novex_shopify.adapters.shopify.graphql import GraphQLClient
from novex_shopify.adapters.shopify.payloads import JsonPayloadReader
from novex_shopify.adapters.shopify.probe import StoreProbe
from novex_shopify.adapters.shopify.redis_allowance import RedisAllowance
from novex_shopify.adapters.shopify.stores import StoreAddresses
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.privacy import PrivacyRequestKind
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.domain.model.work import WorkerId, WorkInHand
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.accept_suggestions import AcceptSuggestions
from novex_shopify.domain.use_cases.ask_for_orders import AskForOrders
from novex_shopify.domain.use_cases.catch_up import CatchUp
from novex_shopify.domain.use_cases.connect_shop import ConnectShop
from novex_shopify.domain.use_cases.delete_old_events import DeleteOldEvents
from novex_shopify.domain.use_cases.disconnect_shop import DisconnectShop
from novex_shopify.domain.use_cases.event_handlers.add_to_order import add_parcel, add_refund, note_risk
from novex_shopify.domain.use_cases.event_handlers.app_uninstalled import AppUninstalled
from novex_shopify.domain.use_cases.event_handlers.apply_customer import ApplyConsent, ApplyCustomer
from novex_shopify.domain.use_cases.event_handlers.apply_order import ApplyOrder
from novex_shopify.domain.use_cases.event_handlers.apply_product import ApplyProduct, DeleteProduct
from novex_shopify.domain.use_cases.event_handlers.delete_order import DeleteOrder
from novex_shopify.domain.use_cases.event_handlers.privacy import (
    MeetPrivacyRequest,
    erase_customer,
    erase_shop,
    report_customer,
)
from novex_shopify.domain.use_cases.event_handlers.update_scopes import UpdateScopes
from novex_shopify.domain.use_cases.event_handlers.wake_waiting import wake_imports, wake_pushes
from novex_shopify.domain.use_cases.explain_order import ExplainOrder
from novex_shopify.domain.use_cases.find_order import FindOrder
from novex_shopify.domain.use_cases.import_customers import ImportCustomers
from novex_shopify.domain.use_cases.import_mappings import ExportMappings, ImportMappings
from novex_shopify.domain.use_cases.import_orders import ImportOrders
from novex_shopify.domain.use_cases.ingest_webhook import IngestWebhook
from novex_shopify.domain.use_cases.map_product import MapProduct
from novex_shopify.domain.use_cases.process_event import ProcessEvent
from novex_shopify.domain.use_cases.prove_orders import ProveOrders
from novex_shopify.domain.use_cases.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.reconcile_customers import ReconcileCustomers
from novex_shopify.domain.use_cases.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken
from novex_shopify.domain.use_cases.register_webhooks import RegisterWebhooks
from novex_shopify.domain.use_cases.release_parked import ReleaseParked
from novex_shopify.domain.use_cases.renew_every_token import RenewEveryToken
from novex_shopify.domain.use_cases.repair_webhooks import RepairWebhooks
from novex_shopify.domain.use_cases.replay_events import ReplayEvents
from novex_shopify.domain.use_cases.rescue_claims import RescueClaims
from novex_shopify.domain.use_cases.rotate_keys import RotateKeys
from novex_shopify.domain.use_cases.run_import import RunImport
from novex_shopify.domain.use_cases.send_fulfillments import SendFulfillments
from novex_shopify.domain.use_cases.sign_in import SignIn
from novex_shopify.domain.use_cases.suggest_items import SuggestItems
from novex_shopify.domain.use_cases.survey import Survey
from novex_shopify.domain.use_cases.sync_products import SyncProducts
from novex_shopify.domain.use_cases.watch_deliveries import WatchDeliveries

SHOPIFY_TIMEOUT = httpx.Timeout(30, connect=5)
SHOPIFY_DEADLINE_SECONDS = 30


class Container(containers.DeclarativeContainer):
    """Every part of the product, made on first use. Tests put a fake in a part's place with `override`."""

    settings = providers.Dependency(instance_of=Settings)

    # What the process is and knows by itself
    clock = providers.Singleton(SystemClock)
    nonces = providers.Singleton(SystemNonces)
    worker_id = providers.Singleton(WorkerId, hostname=socket.gethostname(), pid=providers.Callable(os.getpid))
    in_hand = providers.Singleton(WorkInHand)
    processes = providers.Singleton(SystemProcesses)
    retry_policy = providers.Singleton(RetryPolicy, chance=providers.Object(random.random))

    # Connections, one of each per process
    engine = providers.Singleton(open_engine, url=settings.provided.database)
    redis = providers.Singleton(
        Redis.from_url, settings.provided.redis_url, socket_connect_timeout=2, socket_keepalive=True
    )
    http = providers.Singleton(httpx.Client, timeout=SHOPIFY_TIMEOUT, follow_redirects=False, trust_env=False)

    # The queue
    brokers = providers.Selector(
        settings.provided.worker,
        redis=providers.Singleton(redis_brokers, client=redis, retry=retry_policy),
        embedded=providers.Singleton(embedded_brokers, retry=retry_policy),
    )
    queue_of = providers.Object(queue_of)
    wakeups = providers.Selector(
        settings.provided.worker,
        redis=providers.Singleton(RedisWakeups, brokers=brokers),
        embedded=providers.Singleton(EmbeddedWakeups, brokers=brokers),
    )

    # The database. An ERP of one's own takes the place of `erp`.
    cipher = providers.Singleton(TokenCipher, keys=settings.provided.token_keys)
    erp: providers.Provider[ErpInTransaction] = providers.Object(BuiltinErp)
    unit_of_work = providers.Singleton(SqlUnitOfWork, engine=engine, cipher=cipher, erp=erp)

    # The same, for the door of webhooks, inside the web process's event loop
    loop_engine = providers.Singleton(open_engine_for_the_event_loop, url=settings.provided.database)
    dispose_loop_engine = providers.Callable(in_event_loop, loop_engine.provided.dispose)
    loop_unit_of_work = providers.Singleton(SqlUnitOfWork, engine=loop_engine, cipher=cipher, erp=erp)

    # Shopify
    stores = providers.Singleton(StoreAddresses, sandbox=settings.provided.shopify_base_url)
    auth = providers.Singleton(
        HttpShopifyAuth,
        http=http,
        stores=stores,
        clock=clock,
        client_id=settings.provided.shopify_client_id,
        client_secret=settings.provided.client_secret,
        redirect_uri=settings.provided.callback_address,
    )
    access = providers.Factory(RefreshAccessToken, unit_of_work=unit_of_work, auth=auth, clock=clock)
    allowance = providers.Selector(
        settings.provided.worker,
        redis=providers.Singleton(RedisAllowance, redis=redis),
        embedded=providers.Singleton(InMemoryAllowance),
    )
    graphql = providers.Singleton(
        GraphQLClient,
        http=http,
        stores=stores,
        api_version=settings.provided.shopify_api_version,
        allowance=allowance,
        renewed=access.provided.instead_of,
        deadline=SHOPIFY_DEADLINE_SECONDS,
    )
    admin = providers.Singleton(GraphQLShopifyAdmin, client=graphql)
    bulk_operations = providers.Singleton(GraphQLBulkOperations, client=graphql, http=http)
    probe = providers.Singleton(StoreProbe, http=http, stores=stores, api_version=settings.provided.shopify_api_version)
    payloads = providers.Singleton(JsonPayloadReader)

    # Use cases
    hash_of_password = providers.Callable(hash_of)
    passwords = providers.Singleton(HashedPassword, password_hash=settings.provided.console_password)
    sign_in = providers.Factory(SignIn, unit_of_work=unit_of_work, passwords=passwords, nonces=nonces, clock=clock)
    connect_shop = providers.Factory(
        ConnectShop,
        unit_of_work=unit_of_work,
        auth=auth,
        admin=admin,
        wakeups=wakeups,
        clock=clock,
        nonces=nonces,
        client_secrets=settings.provided.client_secrets,
        scopes=settings.provided.scopes,
        api_version=settings.provided.shopify_api_version,
    )
    renew_every_token = providers.Factory(RenewEveryToken, unit_of_work=unit_of_work, access=access)
    rotate_keys = providers.Factory(RotateKeys, unit_of_work=unit_of_work)
    disconnect_shop = providers.Factory(DisconnectShop, unit_of_work=unit_of_work, clock=clock)
    register_webhooks = providers.Factory(
        RegisterWebhooks,
        unit_of_work=unit_of_work,
        admin=admin,
        access=access,
        clock=clock,
        address=settings.provided.webhook_address,
        topics=settings.provided.topics_per_shop,
        api_version=settings.provided.shopify_api_version,
    )
    repair_webhooks = providers.Factory(RepairWebhooks, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    ingest_webhook = providers.Factory(
        IngestWebhook,
        unit_of_work=unit_of_work,
        payloads=payloads,
        wakeups=wakeups,
        clock=clock,
        client_secrets=settings.provided.client_secrets,
    )
    ingest_in_event_loop = providers.Factory(ingest_webhook, unit_of_work=loop_unit_of_work)
    ingest = providers.Selector(
        settings.provided.database_kind,
        sqlite=providers.Callable(in_thread, ingest_webhook),
        postgresql=providers.Callable(in_event_loop, ingest_in_event_loop),
    )
    privacy = providers.Factory(MeetPrivacyRequest, payloads=payloads, clock=clock)
    process_event = providers.Factory(
        ProcessEvent,
        unit_of_work=unit_of_work,
        handlers=providers.Dict(
            {
                Subject.ORDER: providers.Factory(ApplyOrder, read=payloads.provided.order),
                Subject.ORDER_READ: providers.Factory(ApplyOrder, read=payloads.provided.read_order),
                Subject.ORDER_DELETION: providers.Factory(DeleteOrder, payloads=payloads, clock=clock),
                Subject.REFUND: providers.Factory(add_refund, payloads=payloads),
                Subject.PARCEL: providers.Factory(add_parcel, payloads=payloads),
                Subject.RISK: providers.Factory(note_risk, payloads=payloads),
                Subject.ROUTING: providers.Factory(wake_pushes, wakeups=wakeups, clock=clock),
                Subject.CUSTOMER: providers.Factory(ApplyCustomer, payloads=payloads),
                Subject.EMAIL_CONSENT: providers.Factory(ApplyConsent, read=payloads.provided.email_consent),
                Subject.SMS_CONSENT: providers.Factory(ApplyConsent, read=payloads.provided.sms_consent),
                Subject.PRODUCT: providers.Factory(ApplyProduct, payloads=payloads, clock=clock),
                Subject.PRODUCT_DELETION: providers.Factory(DeleteProduct, payloads=payloads, clock=clock),
                Subject.BULK_OPERATION: providers.Factory(wake_imports, wakeups=wakeups, clock=clock),
                Subject.APP: providers.Factory(AppUninstalled, payloads=payloads),
                Subject.SCOPES: providers.Factory(UpdateScopes, payloads=payloads),
                Subject.DATA_REQUEST: providers.Factory(
                    privacy, kind=PrivacyRequestKind.DATA_REQUEST, meet=providers.Object(report_customer)
                ),
                Subject.CUSTOMER_ERASURE: providers.Factory(
                    privacy, kind=PrivacyRequestKind.CUSTOMER_ERASURE, meet=providers.Object(erase_customer)
                ),
                Subject.SHOP_ERASURE: providers.Factory(
                    privacy, kind=PrivacyRequestKind.SHOP_ERASURE, meet=providers.Object(erase_shop)
                ),
            }
        ),
        retry=retry_policy,
        wakeups=wakeups,
        clock=clock,
        worker=worker_id,
        in_hand=in_hand,
    )
    reconcile_orders = providers.Factory(
        ReconcileOrders,
        unit_of_work=unit_of_work,
        admin=admin,
        access=access,
        payloads=payloads,
        wakeups=wakeups,
        clock=clock,
    )
    run_import = providers.Factory(
        RunImport,
        unit_of_work=unit_of_work,
        operations=bulk_operations,
        importers=providers.Dict(
            {
                ImportKind.PRODUCTS: providers.Factory(SyncProducts, clock=clock),
                ImportKind.CUSTOMERS: providers.Factory(ImportCustomers),
                ImportKind.ORDERS: providers.Factory(
                    ImportOrders,
                    unit_of_work=unit_of_work,
                    reconcile=reconcile_orders,
                    access=access,
                    wakeups=wakeups,
                    clock=clock,
                ),
            }
        ),
        access=access,
        retry=retry_policy,
        wakeups=wakeups,
        clock=clock,
        worker=worker_id,
        in_hand=in_hand,
    )
    replay_events = providers.Factory(ReplayEvents, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    release_parked = providers.Factory(ReleaseParked, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    delete_old_events = providers.Factory(DeleteOldEvents, unit_of_work=unit_of_work, clock=clock)
    reconcile_customers = providers.Factory(ReconcileCustomers, unit_of_work=unit_of_work, admin=admin, access=access)
    catch_up = providers.Factory(
        CatchUp,
        unit_of_work=unit_of_work,
        orders=reconcile_orders,
        customers=reconcile_customers,
        wakeups=wakeups,
        clock=clock,
        worker=worker_id,
    )
    prove_orders = providers.Factory(
        ProveOrders,
        unit_of_work=unit_of_work,
        access=access,
        reconcile=reconcile_orders,
        clock=clock,
        worker=worker_id,
    )
    ask_for_orders = providers.Factory(AskForOrders, unit_of_work=unit_of_work, clock=clock)
    find_order = providers.Factory(FindOrder, unit_of_work=unit_of_work, payloads=payloads)
    survey = providers.Factory(
        Survey,
        unit_of_work=unit_of_work,
        clock=clock,
        topics=settings.provided.topics_per_shop,
        scopes=settings.provided.scopes,
    )
    explain_order = providers.Factory(
        ExplainOrder, unit_of_work=unit_of_work, payloads=payloads, admin=admin, access=access
    )
    map_product = providers.Factory(MapProduct, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    suggest_items = providers.Factory(SuggestItems, unit_of_work=unit_of_work)
    accept_suggestions = providers.Factory(AcceptSuggestions, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    import_mappings = providers.Factory(ImportMappings, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    export_mappings = providers.Factory(ExportMappings, unit_of_work=unit_of_work)
    watch_deliveries = providers.Factory(
        WatchDeliveries, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock, worker=worker_id
    )
    rescue_claims = providers.Singleton(
        RescueClaims,
        unit_of_work=unit_of_work,
        processes=processes,
        wakeups=wakeups,
        clock=clock,
        worker=worker_id,
        in_hand=in_hand,
        born=clock.provided.now.call(),
    )
    push_fulfillment = providers.Factory(PushFulfillment, unit_of_work=unit_of_work, wakeups=wakeups, clock=clock)
    send_fulfillments = providers.Factory(
        SendFulfillments,
        unit_of_work=unit_of_work,
        admin=admin,
        access=access,
        retry=retry_policy,
        wakeups=wakeups,
        clock=clock,
        worker=worker_id,
        in_hand=in_hand,
    )
