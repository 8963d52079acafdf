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
│   ├── ChannelUnavailable
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
│   ├── ChannelRefused
│   │   └── ChannelGone
│   ├── ShopifyRefused
│   ├── BulkOperationRetriesExhausted
│   ├── CarriersRefused
│   ├── RateGone
│   ├── ParcelChanged
│   ├── LabelIsOpen
│   ├── ManifestRefused
│   └── NotFound
├── NeedsAttention             wait until a person (or a later event) supplies what is missing
│   ├── ProductsNotMapped
│   ├── OrderTotalMismatch
│   ├── OrderNotFoundYet
│   ├── ProductNotFoundYet
│   ├── CannotAllocate
│   ├── CarriersAccessDenied
│   ├── CarrierMayHaveLabel
│   ├── ParcelDataMissing
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
├── InvalidListView            a view of a list that cannot be stored
├── InvitationInvalid          a link that was used, replaced or has expired
├── LastAdmin                  the console must keep an admin
├── RoleRequired               a user's role does not include what the user wants to do
├── InvalidHoldRule            a rule of a store that cannot be stored
├── TooManyChosen              more records than one form may change
├── InvalidIssueChange         something that cannot be done with an issue
├── NothingToHold              an order that cannot be put on hold or released now
├── InvalidComment             a comment that is empty or too long
├── NotTheWriter               a comment of somebody else
├── InvalidItem                a value of an item that is out of range
├── InvalidBox                 a box that cannot be stored
├── InvalidOrigin              a sender's address that lacks something
├── PackingRefused             what the packing station cannot do now
│   ├── OrderBeingPacked
│   └── PackingChanged
├── InvalidPrinter             a label printer that cannot be stored
├── InvalidPieces              a number of base units in one sold unit that is out of range
├── InvalidCustomerSetting     a customer's setting that is out of range
├── InvalidDateRange           a range of days that ends before it begins
├── DaysNotAudited             a data check of too many days, or of days to come
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
│   ├── LotStillUnknown
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
│   ├── OrderOnHold
│   ├── OrderNotOpen
│   ├── OutcomesDiffer
│   ├── InvalidReason
│   ├── RecallIsClosed
│   ├── ReferenceUsed
│   ├── RequestDiffers
│   ├── SameItem
│   ├── SameLocation
│   ├── SameLot
│   ├── SeveralItems
│   ├── ShipmentDiffers
│   ├── StillAssigned
│   ├── SupplierCodeDiffers
│   ├── TooShortALife
│   ├── ReturnIsElsewhere
│   ├── NotShippedToOrder
│   ├── MoreThanExpected
│   ├── ReturnedLotsMissing
│   ├── UnitsWithoutLot
│   ├── UnreadableLabel
│   └── WrongItem
├── ShopStockRefused           something that cannot be done with a store's stock at Shopify
│   ├── InvalidSafetyStock
│   ├── LocationBelongsToApp
│   ├── RestIsTaken
│   ├── StockNotCompared
│   └── StorageIsTaken
├── NoReportsKept              the ERP has reports of its own
├── InvalidSchedule            a schedule of a report that cannot be stored
├── MailNotSetUp               no mail server is known
├── InvalidChannel             a channel of notifications that cannot be stored
├── InvalidNotificationRule    a rule of notifications, or quiet hours, that cannot be stored
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

# All errors of each module, so that a new one is written once, and drawn above.
from novex_shopify.domain.errors.assignment import *
from novex_shopify.domain.errors.carriers import *
from novex_shopify.domain.errors.comments import *
from novex_shopify.domain.errors.connecting import *
from novex_shopify.domain.errors.holds import *
from novex_shopify.domain.errors.invoices import *
from novex_shopify.domain.errors.issues import *
from novex_shopify.domain.errors.kinds import *
from novex_shopify.domain.errors.notifications import *
from novex_shopify.domain.errors.orders import *
from novex_shopify.domain.errors.packing import *
from novex_shopify.domain.errors.people import *
from novex_shopify.domain.errors.recall import *
from novex_shopify.domain.errors.reports import *
from novex_shopify.domain.errors.returns import *
from novex_shopify.domain.errors.shipping import *
from novex_shopify.domain.errors.shop_stock import *
from novex_shopify.domain.errors.shopify import *
from novex_shopify.domain.errors.sign_in import *
from novex_shopify.domain.errors.stock import *
from novex_shopify.domain.errors.work import *
