"""Everything that can go wrong, sorted by what to do next.

NovexError
├── TransientError             try again later, by the retry policy
│   ├── ShopifyUnavailable
│   ├── ShopifyThrottled
│   ├── ShopPaused
│   ├── StoreUnavailable
│   ├── NewerStateApplied
│   ├── BulkFileGone
│   ├── BulkOperationFailed
│   └── TokenRefreshInProgress
├── PermanentError             no retry mends it; a person looks at it
│   ├── UnreadablePayload
│   ├── ProductsRefused
│   ├── OrdersNotShown
│   ├── WorkersDied
│   ├── ShopifyRefused
│   ├── ListNeverFinished
│   └── NotFound
├── NeedsAttention             wait until a person (or a later event) supplies what is missing
│   ├── ProductsNotMapped
│   ├── OrderTotalMismatch
│   ├── OrderNotYetHere
│   ├── CannotAllocate
│   ├── ShopifyAccessDenied
│   │   └── TokenRefused
│   ├── ShopClosed
│   ├── ShopNotConnected
│   └── TokenUnreadable
├── ConnectionRefused          a store cannot be connected this way; nothing was stored
│   ├── InvalidShopDomain
│   ├── InvalidCallbackSignature
│   ├── StaleCallback
│   ├── UnknownState
│   ├── ExpiredState
│   ├── StateOfAnotherShop
│   ├── TokenRequestRefused
│   └── ScopesNotGranted
├── SignInRefused              nobody was let into the console
│   ├── WrongPassword
│   └── SignInDelayed
├── InvalidDays                days that end before they begin, or are none
├── InvalidShipment            a shipment that names no goods, or a tracking that names no parcel
├── InvalidShopSetting         a setting of a store that would do harm
└── UnreadableMappingFile      a file of mappings that does not say what it holds

A message names the thing, the cause and the fix. It never carries a secret or a customer's data.
"""

from novex_shopify.domain.errors.connecting import (
    ConnectionRefused,
    ExpiredState,
    InvalidCallbackSignature,
    InvalidShopDomain,
    ScopesNotGranted,
    ShopNotConnected,
    SignInDelayed,
    SignInRefused,
    StaleCallback,
    StateOfAnotherShop,
    TokenRequestRefused,
    TokenUnreadable,
    UnknownState,
    WrongPassword,
)
from novex_shopify.domain.errors.kinds import (
    NeedsAttention,
    NovexError,
    PermanentError,
    TransientError,
    describe,
    unforeseen,
)
from novex_shopify.domain.errors.orders import (
    CannotAllocate,
    InvalidDays,
    InvalidShipment,
    OrderNotYetHere,
    OrdersNotShown,
    OrderTotalMismatch,
    ProductsNotMapped,
    ProductsRefused,
)
from novex_shopify.domain.errors.shopify import (
    BulkFileGone,
    BulkOperationFailed,
    ListNeverFinished,
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    TokenRefreshInProgress,
    TokenRefused,
)
from novex_shopify.domain.errors.waiting import MissingProduct, order_key, order_of, shop_key, variant_key, variant_of
from novex_shopify.domain.errors.work import (
    InvalidShopSetting,
    NewerStateApplied,
    NotFound,
    StoreUnavailable,
    UnreadableMappingFile,
    UnreadablePayload,
    WorkersDied,
)

__all__ = [
    "BulkFileGone",
    "BulkOperationFailed",
    "CannotAllocate",
    "ConnectionRefused",
    "ExpiredState",
    "InvalidCallbackSignature",
    "InvalidDays",
    "InvalidShipment",
    "InvalidShopDomain",
    "InvalidShopSetting",
    "ListNeverFinished",
    "MissingProduct",
    "NeedsAttention",
    "NewerStateApplied",
    "NotFound",
    "NovexError",
    "OrderNotYetHere",
    "OrderTotalMismatch",
    "OrdersNotShown",
    "PermanentError",
    "ProductsNotMapped",
    "ProductsRefused",
    "ScopesNotGranted",
    "ShopClosed",
    "ShopNotConnected",
    "ShopPaused",
    "ShopifyAccessDenied",
    "ShopifyRefused",
    "ShopifyThrottled",
    "ShopifyUnavailable",
    "SignInDelayed",
    "SignInRefused",
    "StaleCallback",
    "StateOfAnotherShop",
    "StoreUnavailable",
    "TokenRefreshInProgress",
    "TokenRefused",
    "TokenRequestRefused",
    "TokenUnreadable",
    "TransientError",
    "UnknownState",
    "UnreadableMappingFile",
    "UnreadablePayload",
    "WorkersDied",
    "WrongPassword",
    "describe",
    "order_key",
    "order_of",
    "shop_key",
    "unforeseen",
    "variant_key",
    "variant_of",
]
