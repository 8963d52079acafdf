"""The customers that every new shop starts with."""

from dataclasses import replace
from datetime import datetime, timedelta

from novex_shopify.entrypoints.sandbox.model.resources import (
    Address,
    Company,
    CompanyContact,
    Customer,
    MarketingConsent,
)

COUNTRY_NAMES = {
    "AT": "Austria", "BE": "Belgium", "CA": "Canada", "CH": "Switzerland", "CZ": "Czech Republic", "DE": "Germany",
    "DK": "Denmark", "ES": "Spain", "FR": "France", "GB": "United Kingdom", "GR": "Greece", "IE": "Ireland",
    "IS": "Iceland", "IT": "Italy", "JP": "Japan", "NL": "Netherlands", "NO": "Norway", "PL": "Poland",
    "PT": "Portugal", "SE": "Sweden", "US": "United States",
}  # fmt: skip

# first name | last name | street | postcode | city | country | province: code, or empty | company, or empty
CUSTOMER_ROWS = """
Jürgen|Müller|Lindenallee 4|10115|Berlin|DE||
Anneliese|Großmann|Am Markt 11|01067|Dresden|DE||Großmann & Söhne GbR
Søren|Ægidius|Ny Østergade 3|1101|København|DK||
Zoë|van den Berg|Prinsengracht 200|1016 HD|Amsterdam|NL||
François|Lefèvre|12 rue de l'Église|69001|Lyon|FR||
Łukasz|Wiśniewski|ul. Świętokrzyska 14|00-050|Warszawa|PL||
Βασιλική|Παπαδοπούλου|Ερμού 25|105 63|Αθήνα|GR||
美咲|佐藤|神宮前1-2-3|150-0001|渋谷区|JP|Tokyo:JP-13|
Siobhán|O'Connor|7 Quay Street|H91 X2R0|Galway|IE|Galway:G|
María José|Núñez Peña|Calle Mayor 5, 2º B|28013|Madrid|ES|Madrid:M|
Jiří|Dvořák|Vodičkova 30|110 00|Praha|CZ||
Håkon|Bjørnsen|Karl Johans gate 9|0154|Oslo|NO||
Björk|Guðmundsdóttir|Laugavegur 21|101|Reykjavík|IS||
Renée|Côté|88 rue Saint-Paul|H2Y 1G8|Montréal|CA|Quebec:QC|
John|Smith|151 Elm Street|40003|Bagdad|US|Kentucky:KY|Smith Imports LLC
Emily|Clarke|24 Broad Street|OX1 3AS|Oxford|GB|England:ENG|
Luca|D'Angelo|Via Roma 1|50123|Firenze|IT|Firenze:FI|
Inês|Conceição|Rua Augusta 100|1100-053|Lisboa|PT|Lisboa:PT-11|
Thérèse|Dubois|Rue Neuve 42|1000|Bruxelles|BE||
Ueli|Zürcher|Bahnhofstrasse 1|8001|Zürich|CH||
Wolfgang|Österreicher|Mariahilfer Straße 77|1060|Wien|AT||
Åsa|Lindström|Drottninggatan 50|111 21|Stockholm|SE||
Nguyễn|Thị Hương|Frankfurter Allee 91|10247|Berlin|DE||
Đorđe|Petrović|Schillerstraße 18|80336|München|DE||Petrović Feinkost
X Æ|Ng|Hafenstraße 2|20359|Hamburg|DE||
""".strip().splitlines()


# name | the ERP's number, or empty | contacts: index in PEOPLE and title, or empty; the first is the main one
COMPANY_ROWS = """
Großmann & Söhne GbR | D-10071 | 1: Inhaberin
Smith Imports LLC | US-20015 | 14: Managing Director, 15: Purchasing
Petrović Feinkost | | 23:
""".strip().splitlines()

# Customers take these in turn.
EMAIL_CONSENTS = (
    ("SUBSCRIBED", "CONFIRMED_OPT_IN"),
    ("NOT_SUBSCRIBED", "SINGLE_OPT_IN"),
    ("UNSUBSCRIBED", "SINGLE_OPT_IN"),
)


def seed_customers(first_id: int, domain: str, now: datetime) -> tuple[Customer, ...]:
    """Create the same customers in every shop, with ids and email addresses of that shop."""
    return tuple(
        _build_customer(index, first_id, domain.removesuffix(".myshopify.com"), now)
        for index in range(len(CUSTOMER_ROWS))
    )


def _build_customer(index: int, first_id: int, shop_name: str, now: datetime) -> Customer:
    home = _build_address(index, first_id + index * 10 + 1)
    other_address = _build_address((index + 5) % len(CUSTOMER_ROWS), home.id + 1)
    second = replace(other_address, first_name=home.first_name, last_name=home.last_name)
    consented_at = now - timedelta(days=60)
    return Customer(
        id=first_id + index * 10,
        first_name=home.first_name,
        last_name=home.last_name,
        email=f"customer{index + 1:02d}@{shop_name}.example",
        phone=home.phone if index % 3 == 0 else None,
        note="Likes it strong" if index % 8 == 0 else None,
        addresses=(home, second) if index % 4 == 1 else (home,),
        email_consent=MarketingConsent(*EMAIL_CONSENTS[index % 3], consented_at if index % 3 != 1 else None),
        sms_consent=MarketingConsent("SUBSCRIBED", "SINGLE_OPT_IN", consented_at)
        if index % 6 == 0
        else MarketingConsent(),
        company_contacts=_build_company_contacts(index, first_id),
        created_at=now - timedelta(days=100),
        updated_at=now - timedelta(days=30 - index),
    )


def _build_company_contacts(index: int, first_id: int) -> tuple[CompanyContact, ...]:
    found = []
    for number, text in enumerate(COMPANY_ROWS):
        name, external_id, contact_list = (part.strip() for part in text.split("|"))
        company = Company(id=first_id + 500 + number, name=name, external_id=external_id or None)
        for position, contact_text in enumerate(contact_list.split(",")):
            customer_index, _, title = (part.strip() for part in contact_text.partition(":"))
            if int(customer_index) == index:
                contact_id = first_id + 600 + number * 10 + position
                found.append(CompanyContact(id=contact_id, company=company, title=title or None, is_main=position == 0))
    return tuple(found)


def _build_address(index: int, address_id: int) -> Address:
    first, last, street, postcode, city, country, province, company = CUSTOMER_ROWS[index].split("|")
    name, _, code = province.partition(":")
    return Address(
        id=address_id,
        first_name=first,
        last_name=last,
        company=company or None,
        address1=street,
        address2=None,
        zip=postcode,
        city=city,
        province=name or None,
        province_code=code or None,
        country=COUNTRY_NAMES[country],
        country_code=country,
        phone=f"+4915550100{index:02d}",
    )
