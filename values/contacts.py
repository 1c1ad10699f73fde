"""E-mail addresses, telephone numbers, tracking numbers and the shop's own article numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from values.said import Said, Value, plain_pattern

_EMAIL = plain_pattern(
    r"(?<![a-z0-9._%+-])[a-z0-9_%+](?:[a-z0-9._%+-]{0,62}[a-z0-9_%+-])?"
    r"@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
)
_SPELT_EMAIL = plain_pattern(
    r"\b[a-z0-9_]{1,30}(?: dot [a-z0-9_]{1,30}){0,3} at [a-z0-9-]{1,30}(?: dot [a-z0-9-]{1,20}){1,3}\b"
)


def find_emails(said: Said) -> Iterator[Value]:
    """E-mail addresses, in lower case; also spelt out ("mark dot lewis at example dot org")."""
    for match in _EMAIL.finditer(said.plain):
        address = match.group().rstrip("-")
        yield Value("email", address, match.start(), match.start() + len(address))
    for match in _SPELT_EMAIL.finditer(said.plain):
        yield Value("email", match.group().replace(" dot ", ".").replace(" at ", "@"), *match.span())


_PHONE = plain_pattern(
    r"(?<![a-z0-9_@.#+-])(?:\+|00)?\(?\d(?:[ .()/-]{0,2}\d){6,14}(?![a-z0-9_-]*\d)(?![a-z])"
)
_PHONE_WORD = plain_pattern(
    r"(?:phone|mobile|cell|tel\.?|call me|reach me|whatsapp|电话|手机|号码|联系方式)[^\d+(]{0,20}$"
)

# National numbers by their shape, the likeliest country first.
_NATIONAL = [
    (re.compile(r"(?:86)?1[3-9]\d{9}"), "CN"),
    (re.compile(r"0[1-37-8]\d{9}"), "GB"),
    (re.compile(r"0[1-9]\d{8}"), "FR"),
    (re.compile(r"0[1-9]\d{8,10}"), "DE"),
    (re.compile(r"0\d{9,11}"), "CN"),
    (re.compile(r"1?[2-9]\d{9}"), "US"),
]

_CHINESE_LANDLINE = re.compile(r"0\d{2,3}-\d{7,8}")


def find_phones(said: Said) -> Iterator[Value]:
    """Telephone numbers as E.164: international ones, and those of CN, GB, FR, DE and US as dialled there."""
    for match in _PHONE.finditer(said.plain):
        marked = bool(_PHONE_WORD.search(said.plain[max(0, match.start() - 32) : match.start()]))
        number = _e164(match.group(), marked)
        if number:
            yield Value("phone", number, *match.span())


def _e164(text: str, marked: bool) -> str | None:
    """The number in E.164, or None.

    Numbers kept for fiction and tests are possible, though not valid: a "+", a leading 0, or a word for
    telephone before it (`marked`) lets them pass.
    """
    digits = re.sub(r"\D", "", text)
    if text.startswith(("+", "00")):
        return _format("+" + digits.removeprefix("00"), None, valid=False)
    shapes = [region for shape, region in _NATIONAL if shape.fullmatch(digits)]
    if _CHINESE_LANDLINE.fullmatch(text):
        shapes, marked = ["CN"], True
    certain = [_format(digits, region, valid=True) for region in shapes]
    likely = (
        [_format(digits, region, valid=False) for region in shapes]
        if marked or digits.startswith("0")
        else []
    )
    if shapes[:1] == ["GB"]:
        certain = []  # what has a British shape is also a valid German number
    return next((number for number in [*certain, *likely] if number), None)


def _format(digits: str, region: str | None, valid: bool) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    passes = phonenumbers.is_valid_number if valid else phonenumbers.is_possible_number
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if passes(number) else None


_TRACKING = [
    plain_pattern(
        r"(?<![a-z0-9])[a-z]{2} ?\d{3} ?\d{3} ?\d{3} ?[a-z]{2}(?![a-z0-9])"
    ),  # UPU S10, "LP009812345CN"
    plain_pattern(r"(?<![a-z0-9])1z[0-9a-z]{16}(?![a-z0-9])"),  # UPS
    plain_pattern(r"(?<![a-z0-9])(?:sf|yt|jd|jt|zto|sto|yto|ems|dpk|jdv)[a-z]{0,2}\d{9,18}(?![a-z0-9])"),
    plain_pattern(
        r"(?:tracking|waybill|consignment|parcel|shipment|运单|快递|物流)"
        r"(?: ?(?:number|no\.?|id|code|nr|单?号码?))?(?: is| ?[是为:：#=])? ?"
        r"(?P<number>[a-z]{0,4} ?\d{3,}(?: ?\d){4,20}(?: ?[a-z]{2}\b)?)(?![a-z0-9])"
    ),
    plain_pattern(r"(?<![a-z0-9_.+-])(?!861[3-9]\d{9}(?!\d))(?!00)\d{12,22}(?![a-z0-9_.-]*\d)"),
]


def find_tracking_numbers(said: Said) -> Iterator[Value]:
    """Carriers' numbers, in capitals and without blanks."""
    for pattern in _TRACKING:
        for match in pattern.finditer(said.plain):
            group = "number" if "number" in pattern.groupindex else 0
            yield Value("tracking_number", match.group(group).replace(" ", "").upper(), *match.span(group))


_SKU = plain_pattern(r"(?<![a-z0-9])prd-\d{1,5}(?:-[a-z0-9.]{1,12}){0,4}(?![a-z0-9])")


def find_article_numbers(said: Said) -> Iterator[Value]:
    """Product and variant numbers as `product`, in capitals."""
    for match in _SKU.finditer(said.plain):
        yield Value("product", match.group().upper(), *match.span())


_COUPON_WORD = (
    r"(?:coupons?|vouchers?|promo(?:tion)?s?|discounts?|gift card|codes?|券码?|优惠码|优惠券|折扣码"
    r"|折扣券|兑换码)"
    r"(?: ?(?:code|number|码))?(?: (?:is|called|named|says)| ?[是叫为:=])?[ \"'“「:]{0,3}"
)
_MARKED_CODE = plain_pattern(_COUPON_WORD + r"(?P<code>(?:cpn-)?[a-z0-9]{4,20})(?![a-z0-9@])")
_CODE = re.compile(r"(?<![A-Za-z0-9@#./-])(?:CPN-)?(?P<code>[A-Z]{3,16}\d{1,4}[A-Z]{0,4})(?![A-Za-z0-9@-])")
_NO_CODES = plain_pattern(
    r"(?:ORD|PRD|SPF|UPF|USB|IPX|UPC|ISBN|SKU|PIN|IPHONE|RTX|LPG|COVID|WIN|MAX|PRO)(?![A-Z])"
)


def find_coupons(said: Said) -> Iterator[Value]:
    """Coupon codes: capitals and digits ("SPRING20"), or in any case after a word for coupon."""
    for match in _MARKED_CODE.finditer(said.plain):
        code = match.group("code")
        written = said.raw[slice(*match.span("code"))]
        mixed = re.search(r"\d", code) and re.search("[a-z]", code)
        if (mixed or (written.isupper() and written.isalpha())) and not _NO_CODES.match(code.upper()):
            yield Value("coupon", code.upper().replace("CPN-", ""), *match.span("code"))
    for match in _CODE.finditer(said.raw):
        if not _NO_CODES.match(match.group("code")) and len(match.group("code")) > 4:
            yield Value("coupon", match.group("code"), *match.span())
