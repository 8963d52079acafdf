"""GraphQL data with a value in every field that the product reads."""

from typing import Any

from tests.adapters.shopify.graphql.graphql_calls import build_page

_TIME = "2026-11-23T12:00:00Z"
_ADDRESS = {
    "name": "Ada Lovelace",
    "company": "Engines Ltd",
    "address1": "St James's Square 12",
    "address2": "2nd floor",
    "zip": "SW1Y 4JH",
    "city": "London",
    "province": "England",
    "phone": "+4420",
}


def amounts(amount: str) -> dict[str, Any]:
    return {
        "shopMoney": {"amount": amount, "currencyCode": "EUR"},
        "presentmentMoney": {"amount": amount, "currencyCode": "USD"},
    }


_TAX = {"title": "VAT", "priceSet": amounts("1.71"), "rate": 0.19}
_DISCOUNT = {"allocatedAmountSet": amounts("0.0"), "discountApplication": {"code": "SUMMER"}}


def build_customer_node(number: int = 7) -> dict[str, Any]:
    """A node of `changedCustomers`."""
    return {
        "id": f"gid://shopify/Customer/{number}",
        "updatedAt": _TIME,
        "firstName": "Ada",
        "lastName": "Lovelace",
        "defaultEmailAddress": {
            "emailAddress": f"ada.{number}@example.com",
            "marketingState": "SUBSCRIBED",
            "marketingOptInLevel": "SINGLE_OPT_IN",
            "marketingUpdatedAt": _TIME,
        },
        "defaultPhoneNumber": {
            "phoneNumber": "+4420",
            "smsMarketingConsent": {"state": "SUBSCRIBED", "optInLevel": "SINGLE_OPT_IN", "updatedAt": _TIME},
        },
        "companyContactProfiles": [
            {
                "company": {"id": "gid://shopify/Company/881", "name": "Engines Ltd", "externalId": "C-1"},
                "isMainContact": True,
                "title": "CEO",
            }
        ],
        "addressesV2": build_page({**_ADDRESS, "country_code": "GB"}),
    }


def build_summary_node(number: int = 5) -> dict[str, Any]:
    """A node of `orderSummaries`."""
    return {
        "legacyResourceId": str(number),
        "name": f"#{number}",
        "createdAt": _TIME,
        "updatedAt": _TIME,
        "totalPriceSet": amounts("15.71"),
        "currentTotalPriceSet": amounts("15.71"),
        "totalRefundedSet": amounts("0.0"),
        "refunds": [{"legacyResourceId": "1"}],
        "fulfillments": [{"legacyResourceId": "2", "status": "SUCCESS"}],
    }


def build_order_node() -> dict[str, Any]:
    """The order of `order`."""
    return {
        "legacyResourceId": "5",
        "name": "#1001",
        "createdAt": _TIME,
        "updatedAt": _TIME,
        "currencyCode": "EUR",
        "taxesIncluded": False,
        "dutiesIncluded": False,
        "test": False,
        "tags": ["tea"],
        "paymentGatewayNames": ["bogus"],
        "discountCodes": ["SUMMER"],
        "displayFulfillmentStatus": "FULFILLED",
        "displayFinancialStatus": "PAID",
        "totalPriceSet": amounts("15.71"),
        "currentTotalPriceSet": amounts("15.71"),
        "totalTipReceivedSet": amounts("0.0"),
        "totalOutstandingSet": amounts("0.0"),
        "totalDiscountsSet": amounts("0.0"),
        "totalTaxSet": amounts("1.71"),
        "originalTotalDutiesSet": amounts("0.0"),
        "originalTotalAdditionalFeesSet": amounts("0.0"),
        "totalCashRoundingAdjustment": {"paymentSet": amounts("0.0")},
        "shippingLines": build_page(
            {
                "title": "Parcel",
                "isRemoved": False,
                "originalPriceSet": amounts("5.0"),
                "taxLines": [],
                "discountAllocations": [],
                "id": "gid://shopify/ShippingLine/271",
            }
        ),
        "lineItems": build_page(
            {
                "id": "gid://shopify/LineItem/8",
                "title": "Earl Grey",
                "quantity": 2,
                "currentQuantity": 2,
                "unfulfilledQuantity": 2,
                "fulfillmentService": {"handle": "shipwire"},
                "isGiftCard": False,
                "requiresShipping": True,
                "originalUnitPriceSet": amounts("4.5"),
                "taxLines": [_TAX],
                "discountAllocations": [_DISCOUNT],
                "variantTitle": "100 g",
                "sku": "TEA",
                "variant": {"legacyResourceId": "808950810"},
            }
        ),
        "fulfillments": [
            {
                "id": "gid://shopify/Fulfillment/77",
                "status": "SUCCESS",
                "createdAt": _TIME,
                "updatedAt": _TIME,
                "trackingInfo": [{"company": "DHL Express", "number": "JD01"}],
            }
        ],
        "refunds": [],
        "customer": {
            "legacyResourceId": "7",
            "updatedAt": _TIME,
            "firstName": "Ada",
            "lastName": "Lovelace",
            "defaultEmailAddress": {"emailAddress": "ada@example.com"},
            "defaultPhoneNumber": {"phoneNumber": "+4420"},
            "defaultAddress": {**_ADDRESS, "countryCodeV2": "GB"},
        },
        "purchasingEntity": {
            "company": {"id": "gid://shopify/Company/881"},
            "location": {"id": "gid://shopify/CompanyLocation/991"},
        },
        "email": "ada@example.com",
        "phone": "+4420",
        "poNumber": "PO-1",
        "note": "Ring twice",
        "sourceName": "web",
        "cancelledAt": _TIME,
        "cancelReason": "CUSTOMER",
        "shippingAddress": {**_ADDRESS, "countryCodeV2": "GB"},
        "billingAddress": {**_ADDRESS, "countryCodeV2": "GB"},
    }
