"""E-mail and postal addresses, phone numbers and names as people write them, checked, in one form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from shop.domain.errors import InvalidValue

NAME_LENGTH = 100  # characters
ADDRESS_LENGTH = 300  # characters
# The country of a phone number that is written without one.
REGIONS = {"CNY": "CN", "USD": "US", "GBP": "GB", "EUR": "DE"}
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode categories: control, format, surrogate, private, none


def normal_email(text: str) -> str:
    """The e-mail address in lower case. Raises InvalidValue, never repeating the text."""
    try:
        found = validate_email(_clean(text, 254, "email"), check_deliverability=False)
    except EmailNotValidError:
        raise InvalidValue("email", _shape(text), "an e-mail address such as name@example.com") from None
    return str(found.normalized).lower()


def normal_phone(text: str, region: str | None = None) -> str:
    """The phone number in E.164 (+12025550143). `region` (ISO 3166-1) is used for one without a country code.

    Raises InvalidValue, never repeating the text.
    """
    try:
        number = phonenumbers.parse(_clean(text, 40, "phone"), region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        expected = "a phone number with its country code such as +12025550143"
        raise InvalidValue("phone", _shape(text), expected)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normal_name(text: str, field: str = "name") -> str:
    """A person's name on one line. Raises InvalidValue when it is empty or too long."""
    return _filled(_clean(text, NAME_LENGTH, field), text, field, "a name")


def normal_address(text: str) -> str:
    """A full address, as written but on one line. Raises InvalidValue when it says too little or too much."""
    found = _clean(text, ADDRESS_LENGTH, "address")
    if sum(character.isalnum() for character in found) < 4:
        raise InvalidValue("address", _shape(text), "a full address with street and place")
    return found


def _filled(found: str, text: str, field: str, expected: str) -> str:
    if not any(character.isalnum() for character in found):
        raise InvalidValue(field, _shape(text), expected)
    return found


def _clean(text: str, longest: int, field: str) -> str:
    """Without what cannot be seen, white space in a row made one space."""
    if len(text) > longest * 4:
        raise InvalidValue(field, _shape(text), f"at most {longest} characters")
    # ZWNJ and ZWJ are invisible, too, but some scripts need them; no shop's address does.
    kept = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    visible = "".join(c for c in kept if unicodedata.category(c) not in _INVISIBLE)
    found = re.sub(r" +", " ", visible).strip()
    if len(found) > longest:
        raise InvalidValue(field, _shape(text), f"at most {longest} characters")
    return found


def _shape(text: str) -> str:
    """What the text looks like, without anything of it."""
    kinds = [
        name
        for name, holds in (("letters", str.isalpha), ("digits", str.isdigit), ("spaces", str.isspace))
        if any(holds(character) for character in text[:1000])
    ]
    return f"{len(text)} characters ({', '.join(kinds) or 'none of letters, digits, spaces'})"
