"""The core: the process, its connections, the queue and the database."""

import random
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import httpx
from dependency_injector import containers, providers

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.crypto.passwords import Argon2Passwords
from novex_shopify.adapters.crypto.token_cipher import TokenCipher
from novex_shopify.adapters.documents.drawer import FileDrawer
from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.mail.smtp_mailer import SmtpMailer
from novex_shopify.adapters.monitoring.no_work_metrics import NoWorkMetrics
from novex_shopify.adapters.nonces import SystemNonces
from novex_shopify.adapters.notifications.channel_http import CHANNEL_LIMITS, CHANNEL_TIMEOUT, ChannelHttp
from novex_shopify.adapters.notifications.channel_sender import HttpAndMailSender
from novex_shopify.adapters.persistence.database_probe import DatabaseProbe
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.unit_of_work import ErpFactory, SqlUnitOfWork
from novex_shopify.adapters.processes import SystemProcesses, identify_this_process
from novex_shopify.adapters.queue.work_notifier import EmbeddedWorkNotifier, PollOnlyWorkNotifier
from novex_shopify.config.extras import import_when_called, is_installed
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.work import ActiveClaims
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.barcode_encoder import BarcodeEncoder
from novex_shopify.domain.ports.channel_sender import ChannelSender
from novex_shopify.domain.ports.identity_provider import IdentityProvider
from novex_shopify.domain.ports.label_reader import LabelReader
from novex_shopify.domain.ports.mailer import Mailer
from novex_shopify.domain.ports.one_time_codes import OneTimeCodes
from novex_shopify.domain.ports.sheet_writer import SheetWriter
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.ports.work_metrics import WorkMetrics
from novex_shopify.domain.timing import NOTIFICATION_FIRST_RETRY, NOTIFICATION_MAX_RETRY

if TYPE_CHECKING:
    from redis import Redis

    from novex_shopify.adapters.queue.redis_probe import RedisProbe

SHOPIFY_HTTP_TIMEOUT = httpx.Timeout(30, connect=5)


class CoreContainer(containers.DeclarativeContainer):
    """What every other part stands on. `ShopifyContainer` and `Container` add to it."""

    settings = providers.Dependency(instance_of=Settings)

    # The process
    clock = providers.Singleton(SystemClock)
    started_at = providers.Singleton(clock.provided.now.call())
    nonces = providers.Singleton(SystemNonces)
    processes = providers.Singleton(SystemProcesses)
    worker_id = providers.Singleton(identify_this_process)
    active_claims = providers.Singleton(ActiveClaims)
    retry_policy = providers.Singleton(RetryPolicy, random=providers.Object(random.random))
    work_metrics: providers.Provider[WorkMetrics] = providers.Singleton(NoWorkMetrics)
    passwords = providers.Singleton(Argon2Passwords)

    # Connections, one of each per process
    database_url, schema = settings.provided.parsed_database_url, settings.provided.database_schema
    engine = providers.Singleton(open_engine, url=database_url, schema=schema)
    event_loop_engine = providers.Singleton(
        import_when_called("adapters.persistence.postgres_engine:open_event_loop_engine"),
        url=database_url,
        schema=schema,
    )
    redis: "providers.Provider[Redis]" = providers.Singleton(
        import_when_called("adapters.queue.redis_client:open_redis"),
        settings.provided.redis_url,
        verify_tls=settings.provided.redis_tls_verify,
    )
    database_probe = providers.Singleton(DatabaseProbe, engine=engine)
    redis_probe: "providers.Provider[RedisProbe]" = providers.Singleton(
        import_when_called("adapters.queue.redis_probe:RedisProbe"),
        redis=providers.Singleton(
            import_when_called("adapters.queue.redis_client:open_redis"),
            settings.provided.redis_url,
            verify_tls=settings.provided.redis_tls_verify,
            for_probe=True,
        ),
        prefix=settings.provided.redis_key_prefix,
    )
    http = providers.Singleton(httpx.Client, timeout=SHOPIFY_HTTP_TIMEOUT, follow_redirects=False, trust_env=False)

    barcode_encoder: providers.Provider[BarcodeEncoder] = providers.Singleton(
        import_when_called("adapters.barcodes.code128_encoder:Code128Encoder")
    )
    label_reader: providers.Provider[LabelReader] = providers.Singleton(
        import_when_called("adapters.barcodes.gs1_label_reader:Gs1LabelReader")
    )

    # Sign-in to the console, with packages that only the server has
    one_time_codes: providers.Provider[OneTimeCodes] = providers.Singleton(
        import_when_called("adapters.crypto.one_time_codes:TotpCodes")
    )
    identity_provider: providers.Provider[IdentityProvider] = providers.Singleton(
        import_when_called("adapters.oidc.identity_provider:OidcIdentityProvider"),
        client=providers.Singleton(
            import_when_called("adapters.oidc.provider_client:ProviderClient"),
            http=http,
            issuer=settings.provided.oidc_issuer,
        ),
        client_id=settings.provided.oidc_client_id,
        client_secret=settings.provided.oidc_secret,
        redirect_uri=settings.provided.provider_callback_url,
        trust_email=settings.provided.oidc_trust_email,
    )

    # Documents
    document_drawer = providers.Singleton(FileDrawer)
    sheet_writer: providers.Provider[SheetWriter] = providers.Object(
        import_when_called("adapters.documents.sheet_files:generate_file")
    )

    # E-mail
    mailer: providers.Provider[Mailer] = providers.Singleton(
        SmtpMailer, url=settings.provided.mail_server_url, sender=settings.provided.mail_from
    )

    # Notifications
    channel_http = providers.Singleton(
        httpx.Client, timeout=CHANNEL_TIMEOUT, limits=CHANNEL_LIMITS, follow_redirects=False, trust_env=False
    )
    channel_sender: providers.Provider[ChannelSender] = providers.Singleton(
        HttpAndMailSender,
        mailer=mailer,
        http=providers.Singleton(
            ChannelHttp, http=channel_http, allows_private=settings.provided.notification_private_addresses
        ),
    )
    notification_retry_policy = providers.Singleton(
        RetryPolicy,
        random=providers.Object(random.random),
        first_delay=NOTIFICATION_FIRST_RETRY,
        max_delay=NOTIFICATION_MAX_RETRY,
    )

    # The queue
    brokers = providers.Selector(
        settings.provided.worker_mode,
        redis=providers.Singleton(
            import_when_called("adapters.queue.redis_brokers:build_redis_brokers"),
            client=redis,
            retry=retry_policy,
            prefix=settings.provided.redis_key_prefix,
        ),
        embedded=providers.Singleton(
            import_when_called("adapters.queue.brokers:build_embedded_brokers"), retry=retry_policy
        ),
    )
    notifier = providers.Selector(
        settings.provided.worker_mode,
        redis=providers.Singleton(
            import_when_called("adapters.queue.redis_work_notifier:RedisWorkNotifier"), brokers=brokers
        ),
        embedded=(
            providers.Singleton(EmbeddedWorkNotifier, brokers=brokers)
            if is_installed("dramatiq")
            else providers.Singleton(PollOnlyWorkNotifier)
        ),
    )

    # The database. To use another ERP, override `erp`.
    token_cipher = providers.Singleton(TokenCipher, keys=settings.provided.token_keys)
    erp: providers.Provider[ErpFactory] = providers.Object(BuiltinErp)
    any_unit_of_work = providers.Factory(
        SqlUnitOfWork,
        cipher=token_cipher,
        erp=erp,
        schema=schema,
        clock=clock,
        default_carrier_account=settings.provided.carrier_account,
    )
    unit_of_work = providers.Singleton(any_unit_of_work, engine=engine)
    transaction: providers.Provider[AbstractContextManager[Transaction]] = unit_of_work.provided.call()
    read_transaction: providers.Provider[AbstractContextManager[Transaction]] = unit_of_work.provided.read.call()
    event_loop_unit_of_work = providers.Singleton(any_unit_of_work, engine=event_loop_engine)
