"""An example for each setting, shown where one is missing or wrong."""

DEFAULT_SCOPES = (
    "read_products,read_customers,read_orders,read_payment_terms,read_fulfillments,read_locations,"
    "write_merchant_managed_fulfillment_orders,read_returns,read_inventory,write_inventory"
)

EXAMPLE_VALUES = {
    "SHOPIFY_CLIENT_ID": "2f1c0e7b9a4d4c0f8f0f2f7f3a6b9c1d",
    "SHOPIFY_CLIENT_SECRET": "<the client secret on the app's page in the Dev Dashboard>",
    "SHOPIFY_CLIENT_SECRET_PREVIOUS": "<the secret that is being replaced>",
    "SHOPIFY_SCOPES": DEFAULT_SCOPES,
    "SHOPIFY_API_VERSION": "2026-10",
    "SHOPIFY_WEBHOOKS": "shop",
    "SHOPIFY_SHOPS": "your-store.myshopify.com,your-other-store.myshopify.com",
    "SHOPIFY_BASE_URL": "http://127.0.0.1:8090",
    "EASYPOST_API_KEY": "<the API key on the page API Keys of EasyPost>",
    "EASYPOST_MODE": "production",
    "EASYPOST_WEBHOOK_SECRET": "<40 random letters: openssl rand -hex 20>",
    "EASYPOST_BASE_URL": "http://127.0.0.1:8091",
    "APP_URL": "https://erp.example.com",
    "DATABASE_URL": "postgresql+psycopg://novex:password@localhost:5432/novex",
    "DATABASE_SCHEMA": "novex_shopify",
    "REDIS_URL": "redis://localhost:6379/0",
    "REDIS_PREFIX": "novex-production",
    "REDIS_TLS_VERIFY": "false",
    "TOKEN_ENCRYPTION_KEYS": "<32 random bytes in URL-safe base64: openssl rand -base64 32 | tr +/ -_>",
    "CONSOLE_PASSWORD_HASH": "<the line that `novex-shopify console password` prints>",
    "CONSOLE_PASSWORD_SIGN_IN": "false",
    "CONSOLE_REQUIRE_SECOND_FACTOR": "true",
    "OIDC_ISSUER": "https://id.example.com/realms/company",
    "OIDC_CLIENT_ID": "novex-shopify",
    "OIDC_CLIENT_SECRET": "<the client secret on the client's page at the identity provider>",
    "OIDC_ROLE": "viewer",
    "OIDC_TRUST_EMAIL": "true",
    "LOT_STRATEGY": "fefo",
    "SMTP_URL": "smtps://user:password@mail.example.com",
    "MAIL_FROM": "reports@example.com",
    "NOTIFICATION_PRIVATE_ADDRESSES": "true",
    "LOG_LEVEL": "warning",
    "METRICS_PORT": "9101",
    "METRICS_HOST": "127.0.0.1",
    "METRICS_TOKEN": "<40 random letters: openssl rand -hex 20>",
    "API_TOKENS": "erp:<40 random letters: openssl rand -hex 20>,dashboard:<40 other random letters>:read",
    "PORT": "8000",
    "KEEP_ALIVE_SECONDS": "95",
    "TRUSTED_PROXIES": "127.0.0.1,::1,10.0.0.0/8",
}
