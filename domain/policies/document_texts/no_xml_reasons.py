"""Why an invoice has no EN 16931 data: in English, German, French and Spanish."""

from collections.abc import Mapping

from novex_shopify.domain.model.invoice import NoXmlReason

NO_XML_REASONS: Mapping[NoXmlReason, tuple[str, str, str, str]] = {
    NoXmlReason.SELLER_OUTSIDE_EU: (
        "the seller is not in the EU",
        "der Verkäufer ist nicht in der EU",
        "le vendeur n'est pas dans l'UE",
        "el vendedor no está en la UE",
    ),
    NoXmlReason.SELLER_TAX_ID_MISSING: (
        "the seller's tax id is missing",
        "die Steuernummer des Verkäufers fehlt",
        "le numéro fiscal du vendeur manque",
        "falta el número fiscal del vendedor",
    ),
    NoXmlReason.BUYER_UNKNOWN: (
        "the buyer's name or country is not known",
        "Name oder Land des Käufers ist nicht bekannt",
        "le nom ou le pays de l'acheteur n'est pas connu",
        "no se conoce el nombre o el país del comprador",
    ),
    NoXmlReason.BUYER_VAT_ID_MISSING: (
        "the buyer's VAT id is missing",
        "die USt-IdNr. des Käufers fehlt",
        "le numéro de TVA de l'acheteur manque",
        "falta el NIF-IVA del comprador",
    ),
    NoXmlReason.SUPPLY_UNKNOWN: (
        "the day or the place of the supply is not known",
        "Tag oder Ort der Lieferung ist nicht bekannt",
        "la date ou le lieu de livraison n'est pas connu",
        "no se conoce la fecha o el lugar de entrega",
    ),
    NoXmlReason.TAX_UNCLEAR: (
        "how a line is taxed is not clear",
        "die Besteuerung einer Position ist unklar",
        "la taxation d'une ligne n'est pas claire",
        "no está claro cómo tributa una línea",
    ),
    NoXmlReason.SEVERAL_TAXES: (
        "a line has several taxes",
        "eine Position hat mehrere Steuern",
        "une ligne a plusieurs taxes",
        "una línea tiene varios impuestos",
    ),
    NoXmlReason.CHANNEL_TAX: (
        "the sales channel remits the tax",
        "der Verkaufskanal führt die Steuer ab",
        "le canal de vente reverse la taxe",
        "el canal de venta ingresa el impuesto",
    ),
    NoXmlReason.OUTSIDE_SCOPE: (
        "a tip or a gift card is no taxable supply",
        "ein Trinkgeld oder Gutschein ist kein steuerbarer Umsatz",
        "un pourboire ou une carte cadeau n'est pas une opération imposable",
        "una propina o tarjeta regalo no es una operación sujeta",
    ),
    NoXmlReason.DISCOUNT_UNCLEAR: (
        "the tax rate of a discount is not clear",
        "der Steuersatz eines Rabatts ist unklar",
        "le taux de taxe d'une remise n'est pas clair",
        "no está claro el tipo de un descuento",
    ),
    NoXmlReason.TAX_DIFFERS: (
        "a tax differs from its rate by more than rounding",
        "eine Steuer weicht mehr als gerundet von ihrem Satz ab",
        "une taxe diffère de son taux au-delà de l'arrondi",
        "un impuesto difiere de su tipo más que el redondeo",
    ),
    NoXmlReason.CURRENCY_DECIMALS: (
        "the currency has more than two decimals",
        "die Währung hat mehr als zwei Nachkommastellen",
        "la monnaie a plus de deux décimales",
        "la moneda tiene más de dos decimales",
    ),
    NoXmlReason.NO_VALUE: (
        "it has no value",
        "sie hat keinen Wert",
        "elle n'a pas de valeur",
        "no tiene valor",
    ),
}
