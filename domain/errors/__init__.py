"""Every error of this product, by what to do next.

NovexError
├── TransientError             try again later, by the retry policy
│   ├── ShopifyUnavailable
│   │   └── UnknownShopifyError
│   ├── ShopifyThrottled
│   ├── ShopPaused
│   ├── StaleRead
│   ├── UnconfirmedByShopify
│   ├── DatabaseUnavailable
│   ├── MailNotSent
│   ├── NewerStateApplied
│   ├── BulkFileExpired
│   ├── BulkOperationFailed
│   ├── ProviderUnavailable
│   ├── CarriersUnavailable
│   ├── CarriersThrottled
│   ├── PostageUnclear
│   └── TokenRefreshInProgress
├── PermanentError             retrying cannot help; a person must act
│   ├── UnreadablePayload
│   │   ├── NoJsonObject
│   │   └── SampleBody
│   ├── ProductsRefused
│   ├── OrdersNotAccessible
│   ├── WorkersDied
│   ├── MailRefused
│   ├── ShopifyRefused
│   ├── BulkOperationRetriesExhausted
│   ├── CarriersRefused
│   ├── RateGone
│   ├── LabelIsOpen
│   └── NotFound
├── NeedsAttention             wait until a person (or a later event) supplies what is missing
│   ├── ProductsNotMapped
│   ├── OrderTotalMismatch
│   ├── OrderNotFoundYet
│   ├── ProductNotFoundYet
│   ├── CannotAllocate
│   ├── CarriersAccessDenied
│   ├── CarrierMayHaveLabel
│   ├── TrackingNotApplicable
│   ├── ShopifyAccessDenied
│   │   └── TokenRefused
│   │       └── PermanentTokenRefused
│   ├── ShopClosed
│   ├── ShopRenamed
│   ├── ShopNotConnected
│   ├── AddressChanged
│   ├── AddressNotPublic
│   ├── ShopNotApproved
│   ├── ShopStillConnected
│   ├── ErasureRepeated
│   └── TokenUnreadable
├── ConnectionRefused          a store cannot be connected this way
│   ├── InvalidShopDomain
│   ├── InvalidCallbackSignature
│   ├── StaleCallback
│   ├── UnknownState
│   ├── ExpiredState
│   ├── StateShopMismatch
│   ├── TokenRequestRefused
│   └── ScopesNotGranted
├── SignInRefused              a sign-in to the console was refused
│   ├── WrongPassword
│   ├── SignInDelayed
│   ├── ProviderDeclined
│   ├── ProviderAnswerRefused
│   ├── ProviderClockDiffers
│   ├── UnknownProviderSignIn
│   ├── EmailNotVerified
│   ├── NotInvited
│   ├── UserDeactivated
│   ├── LinkedToAnotherIdentity
│   ├── WrongCode
│   └── SignInExpired
├── SecondFactorRequired       two-step sign-in that is demanded and not turned on
├── SecondFactorInUse          a second authenticator app of a user
├── InvalidUser                a user, an invitation or a password that cannot be stored
├── InvitationInvalid          a link that was used, replaced or has expired
├── LastAdmin                  the console must keep an admin
├── RoleRequired               a user's role does not include what the user wants to do
├── InvalidItem                a value of an item that is out of range
├── InvalidPieces              a number of base units in one sold unit that is out of range
├── InvalidCustomerSetting     a customer's setting that is out of range
├── InvalidDateRange           a range of days that ends before it begins
├── InvalidShipment            a shipment without items, or a tracking without a number
├── InvalidShopSetting         a store's setting that is out of range
├── StockRefused               a change of stock that must not be made
│   ├── CountedTooFew
│   ├── ExceptionIsClosed
│   ├── HeldForReturns
│   ├── InvalidQuantity
│   ├── LineNeedsNoLots
│   ├── ItemNotFound
│   ├── LocationDoesNotSell
│   ├── LocationExists
│   ├── LocationNameMissing
│   ├── LotCodeDiffersInCase
│   ├── LotCodeMissing
│   ├── LotCodeUnprintable
│   ├── LotCountedTwice
│   ├── LotExpiredOnArrival
│   ├── LotDiffers
│   │   └── ProductionDayDiffers
│   ├── LotExpired
│   ├── LotInRecall
│   ├── LotNotProposed
│   ├── LotQuarantined
│   ├── LotRecalled
│   ├── MoreThanAssigned
│   ├── MoreThanOrdered
│   ├── MoreThanShipped
│   ├── MoreThanToName
│   ├── MoreThanToShip
│   ├── NoLotChosen
│   ├── NoStockKept
│   ├── NotEnoughStock
│   │   └── NotEnoughToName
│   ├── NotWholeSoldUnits
│   ├── NothingToShip
│   ├── OrderIsTest
│   ├── OrderLocked
│   ├── OrderNotOpen
│   ├── OutcomesDiffer
│   ├── ReasonMissing
│   ├── RecallIsClosed
│   ├── ReferenceUsed
│   ├── RequestDiffers
│   ├── SameItem
│   ├── SameLocation
│   ├── SameLot
│   ├── SeveralItems
│   ├── ShipmentDiffers
│   ├── StillAssigned
│   ├── TooShortALife
│   ├── ReturnIsElsewhere
│   ├── NotShippedToOrder
│   ├── MoreThanExpected
│   ├── ReturnedLotsMissing
│   ├── UnitsWithoutLot
│   ├── UnreadableLabel
│   └── WrongItem
├── NoReportsKept              the ERP has reports of its own
├── InvalidSchedule            a schedule of a report that cannot be stored
├── MailNotSetUp               no mail server is known
├── MailOutcomeUnknown         an e-mail of which it is not known whether the server has it
├── InvoiceRefused             an invoice or a credit note that must not be issued
│   ├── CreditAboveInvoice
│   ├── CurrencyNotInvoiced
│   ├── DocumentsNotInstalled
│   ├── InvalidDesign
│   │   └── InvalidLogo
│   ├── InvalidSeller
│   ├── InvoiceErased
│   ├── InvoiceTotalDiffers
│   ├── InvoicesTurnedOff
│   ├── NoInvoiceData
│   ├── NoInvoicesKept
│   ├── OrderNotInvoiced
│   ├── SellerMissing
│   └── SeriesOfAnotherSeller
├── ProductsNotImported        an action that needs all products of a store
└── UnreadableCsvFile          a CSV file without the required columns

A message names the thing, the cause and the fix. It never contains a secret or personal data.
"""

from novex_shopify.domain.errors.assignment import (
    ExceptionIsClosed,
    LineNeedsNoLots,
    LocationDoesNotSell,
    LotExpired,
    LotNotProposed,
    LotQuarantined,
    MoreThanAssigned,
    MoreThanOrdered,
    MoreThanToName,
    NotEnoughToName,
    OrderIsTest,
    OrderLocked,
    OrderNotOpen,
    RequestDiffers,
    SameLot,
    TooShortALife,
    WrongItem,
)
from novex_shopify.domain.errors.carriers import (
    CarrierMayHaveLabel,
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    LabelIsOpen,
    PostageUnclear,
    RateGone,
)
from novex_shopify.domain.errors.connecting import (
    AddressChanged,
    AddressNotPublic,
    ConnectionRefused,
    ExpiredState,
    InvalidCallbackSignature,
    InvalidShopDomain,
    ScopesNotGranted,
    ShopNotApproved,
    ShopNotConnected,
    ShopStillConnected,
    StaleCallback,
    StateShopMismatch,
    TokenRequestRefused,
    TokenUnreadable,
    UnknownState,
)
from novex_shopify.domain.errors.invoices import (
    CreditAboveInvoice,
    CurrencyNotInvoiced,
    DocumentsNotInstalled,
    InvalidDesign,
    InvalidLogo,
    InvalidSeller,
    InvoiceErased,
    InvoiceRefused,
    InvoicesTurnedOff,
    InvoiceTotalDiffers,
    NoInvoiceData,
    NoInvoicesKept,
    OrderNotInvoiced,
    SellerMissing,
    SeriesOfAnotherSeller,
)
from novex_shopify.domain.errors.kinds import (
    NeedsAttention,
    NovexError,
    PermanentError,
    TransientError,
    describe,
    describe_kind,
    get_details,
    get_title,
    to_log_fields,
    unexpected,
)
from novex_shopify.domain.errors.orders import (
    CannotAllocate,
    InvalidDateRange,
    InvalidItem,
    InvalidPieces,
    InvalidShipment,
    OrderNotFoundYet,
    OrdersNotAccessible,
    OrderTotalMismatch,
    ProductNotFoundYet,
    ProductsNotMapped,
    ProductsRefused,
    TrackingNotApplicable,
)
from novex_shopify.domain.errors.people import (
    InvalidUser,
    InvitationInvalid,
    LastAdmin,
    RoleRequired,
    SignInDelayed,
    SignInRefused,
    WrongPassword,
)
from novex_shopify.domain.errors.recall import (
    LotInRecall,
    MoreThanShipped,
    NoLotChosen,
    OutcomesDiffer,
    RecallIsClosed,
    StillAssigned,
)
from novex_shopify.domain.errors.reports import (
    InvalidSchedule,
    MailNotSent,
    MailNotSetUp,
    MailOutcomeUnknown,
    MailRefused,
    NoReportsKept,
)
from novex_shopify.domain.errors.returns import (
    MoreThanExpected,
    NotShippedToOrder,
    ReturnedLotsMissing,
    ReturnIsElsewhere,
)
from novex_shopify.domain.errors.shipping import (
    MoreThanToShip,
    NothingToShip,
    NotWholeSoldUnits,
    ShipmentDiffers,
    UnitsWithoutLot,
)
from novex_shopify.domain.errors.shopify import (
    BulkFileExpired,
    BulkFileRefused,
    BulkOperationFailed,
    BulkOperationRetriesExhausted,
    ErasureRepeated,
    PermanentTokenRefused,
    ScopeNotGranted,
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    ShopRenamed,
    StaleRead,
    TokenRefreshInProgress,
    TokenRefused,
    UnconfirmedByShopify,
    UnknownShopifyError,
)
from novex_shopify.domain.errors.sign_in import (
    EmailNotVerified,
    LinkedToAnotherIdentity,
    NotInvited,
    ProviderAnswerRefused,
    ProviderClockDiffers,
    ProviderDeclined,
    ProviderUnavailable,
    SecondFactorInUse,
    SecondFactorRequired,
    SignInExpired,
    UnknownProviderSignIn,
    UserDeactivated,
    WrongCode,
)
from novex_shopify.domain.errors.stock import (
    CountedTooFew,
    HeldForReturns,
    InvalidQuantity,
    ItemNotFound,
    LocationExists,
    LocationNameMissing,
    LotCodeDiffersInCase,
    LotCodeMissing,
    LotCodeUnprintable,
    LotCountedTwice,
    LotDiffers,
    LotExpiredOnArrival,
    LotRecalled,
    NoStockKept,
    NotEnoughStock,
    ProductionDayDiffers,
    ReasonMissing,
    ReferenceUsed,
    SameItem,
    SameLocation,
    SeveralItems,
    StockRefused,
    UnreadableLabel,
)
from novex_shopify.domain.errors.work import (
    DatabaseUnavailable,
    InvalidCustomerSetting,
    InvalidShopSetting,
    NewerStateApplied,
    NoJsonObject,
    NotFound,
    ProductsNotImported,
    SampleBody,
    UnreadableCsvFile,
    UnreadablePayload,
    WorkersDied,
)
from novex_shopify.domain.resource_keys import (
    MissingProduct,
    order_key,
    parse_order_key,
    parse_variant_key,
    shop_key,
    variant_key,
)

__all__ = [
    "AddressChanged",
    "AddressNotPublic",
    "BulkFileExpired",
    "BulkFileRefused",
    "BulkOperationFailed",
    "BulkOperationRetriesExhausted",
    "CannotAllocate",
    "CarrierMayHaveLabel",
    "CarriersAccessDenied",
    "CarriersRefused",
    "CarriersThrottled",
    "CarriersUnavailable",
    "ConnectionRefused",
    "CountedTooFew",
    "CreditAboveInvoice",
    "CurrencyNotInvoiced",
    "DatabaseUnavailable",
    "DocumentsNotInstalled",
    "EmailNotVerified",
    "ErasureRepeated",
    "ExceptionIsClosed",
    "ExpiredState",
    "HeldForReturns",
    "InvalidCallbackSignature",
    "InvalidCustomerSetting",
    "InvalidDateRange",
    "InvalidDesign",
    "InvalidItem",
    "InvalidLogo",
    "InvalidPieces",
    "InvalidQuantity",
    "InvalidSchedule",
    "InvalidSeller",
    "InvalidShipment",
    "InvalidShopDomain",
    "InvalidShopSetting",
    "InvalidUser",
    "InvitationInvalid",
    "InvoiceErased",
    "InvoiceRefused",
    "InvoiceTotalDiffers",
    "InvoicesTurnedOff",
    "ItemNotFound",
    "LabelIsOpen",
    "LastAdmin",
    "LineNeedsNoLots",
    "LinkedToAnotherIdentity",
    "LocationDoesNotSell",
    "LocationExists",
    "LocationNameMissing",
    "LotCodeDiffersInCase",
    "LotCodeMissing",
    "LotCodeUnprintable",
    "LotCountedTwice",
    "LotDiffers",
    "LotExpired",
    "LotExpiredOnArrival",
    "LotInRecall",
    "LotNotProposed",
    "LotQuarantined",
    "LotRecalled",
    "MailNotSent",
    "MailNotSetUp",
    "MailOutcomeUnknown",
    "MailRefused",
    "MissingProduct",
    "MoreThanAssigned",
    "MoreThanExpected",
    "MoreThanOrdered",
    "MoreThanShipped",
    "MoreThanToName",
    "MoreThanToShip",
    "NeedsAttention",
    "NewerStateApplied",
    "NoInvoiceData",
    "NoInvoicesKept",
    "NoJsonObject",
    "NoLotChosen",
    "NoReportsKept",
    "NoStockKept",
    "NotEnoughStock",
    "NotEnoughToName",
    "NotFound",
    "NotInvited",
    "NotShippedToOrder",
    "NotWholeSoldUnits",
    "NothingToShip",
    "NovexError",
    "OrderIsTest",
    "OrderLocked",
    "OrderNotFoundYet",
    "OrderNotInvoiced",
    "OrderNotOpen",
    "OrderTotalMismatch",
    "OrdersNotAccessible",
    "OutcomesDiffer",
    "PermanentError",
    "PermanentTokenRefused",
    "PostageUnclear",
    "ProductNotFoundYet",
    "ProductionDayDiffers",
    "ProductsNotImported",
    "ProductsNotMapped",
    "ProductsRefused",
    "ProviderAnswerRefused",
    "ProviderClockDiffers",
    "ProviderDeclined",
    "ProviderUnavailable",
    "RateGone",
    "ReasonMissing",
    "RecallIsClosed",
    "ReferenceUsed",
    "RequestDiffers",
    "ReturnIsElsewhere",
    "ReturnedLotsMissing",
    "RoleRequired",
    "SameItem",
    "SameLocation",
    "SameLot",
    "SampleBody",
    "ScopeNotGranted",
    "ScopesNotGranted",
    "SecondFactorInUse",
    "SecondFactorRequired",
    "SellerMissing",
    "SeriesOfAnotherSeller",
    "SeveralItems",
    "ShipmentDiffers",
    "ShopClosed",
    "ShopNotApproved",
    "ShopNotConnected",
    "ShopPaused",
    "ShopRenamed",
    "ShopStillConnected",
    "ShopifyAccessDenied",
    "ShopifyRefused",
    "ShopifyThrottled",
    "ShopifyUnavailable",
    "SignInDelayed",
    "SignInExpired",
    "SignInRefused",
    "StaleCallback",
    "StaleRead",
    "StateShopMismatch",
    "StillAssigned",
    "StockRefused",
    "TokenRefreshInProgress",
    "TokenRefused",
    "TokenRequestRefused",
    "TokenUnreadable",
    "TooShortALife",
    "TrackingNotApplicable",
    "TransientError",
    "UnconfirmedByShopify",
    "UnitsWithoutLot",
    "UnknownProviderSignIn",
    "UnknownShopifyError",
    "UnknownState",
    "UnreadableCsvFile",
    "UnreadableLabel",
    "UnreadablePayload",
    "UserDeactivated",
    "WorkersDied",
    "WrongCode",
    "WrongItem",
    "WrongPassword",
    "describe",
    "describe_kind",
    "get_details",
    "get_title",
    "order_key",
    "parse_order_key",
    "parse_variant_key",
    "shop_key",
    "to_log_fields",
    "unexpected",
    "variant_key",
]
