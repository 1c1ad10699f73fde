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
    r"(?:phone|mobile|cell|tel\.?|call me|reach me|whatsapp|电话|手机|(?<!单)号码|联系方式)[^\d+(]{0,20}$"
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

# International ones without their "+", "447700900123": no tracking numbers, and telephone numbers where they were asked for.
_ABROAD = re.compile(r"(?:44|33|49|39|34|31|32|41|43|61)\d{8,11}|1[2-9]\d{9}|861\d{10}")
_MOBILE_ABROAD = re.compile(r"447\d{9}|4915\d{8,9}|491[67]\d{8,9}|33[67]\d{8}|861[3-9]\d{9}|1[3-9]\d{9}")
_CHINESE_LANDLINE = re.compile(r"0\d{2,3}-\d{7,8}")


def find_phones(said: Said, requested_slot: str | None = None) -> Iterator[Value]:
    """Telephone numbers as E.164: international ones, and those of CN, GB, FR, DE and US as dialled there."""
    for match in _PHONE.finditer(said.plain):
        marked = _is_marked(said, match, requested_slot)
        number = _e164(match.group(), marked)
        if number:
            yield Value("phone", number, *match.span())


def _is_marked(said: Said, match: re.Match[str], requested_slot: str | None) -> bool:
    """Whether the digits are said to be a telephone number, or were asked for as one."""
    before = said.plain[max(0, match.start() - 32) : match.start()]
    return requested_slot == "phone" or bool(_PHONE_WORD.search(before))


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
    if marked and not shapes and _ABROAD.fullmatch(digits):
        likely.append(_format("+" + digits, None, valid=False))
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
        r"(?P<number>(?:(?!for|to|at|on|in|is|my|with|by|from|no|of|and|the|was|id)[a-z]{1,4} ?)?\d{3,}(?: ?\d){4,20}(?: ?[a-z]{2}\b)?)"
        r"(?![a-z0-9])"
    ),
    plain_pattern(r"(?<![a-z0-9_.+-])(?!861[3-9]\d{9}(?!\d))(?!00)\d{12,22}(?![a-z0-9_.-]*\d)"),
]


_NUMBER_WORD = plain_pattern(r"\b(?:number|no\.?|id|code|nr)\b|单号|tracking|waybill|consignment")
_CARD_WORD = plain_pattern(
    r"(?:\bcard|\biban|\baccount|\bvisa|\bmastercard|银行卡|信用卡|卡号|账号|帐号)[^\d.!?]{0,20}$"
)


def find_tracking_numbers(said: Said, requested_slot: str | None = None) -> Iterator[Value]:
    """Carriers' numbers, in capitals and without blanks. Digits that are a mobile telephone's, or a bank card's, are none."""
    for pattern in _TRACKING:
        for match in pattern.finditer(said.plain):
            group = "number" if "number" in pattern.groupindex else 0
            digits = match.group(group).replace(" ", "")
            is_phone = _is_marked(said, match, requested_slot) or _MOBILE_ABROAD.fullmatch(digits)
            if (
                digits.isdigit()
                and not _NUMBER_WORD.search(match.group())
                and (is_phone or _is_of_a_card(said, match))
            ):
                continue
            yield Value("tracking_number", match.group(group).replace(" ", "").upper(), *match.span(group))


def _is_of_a_card(said: Said, match: re.Match[str]) -> bool:
    return bool(_CARD_WORD.search(said.plain[max(0, match.start() - 32) : match.start()]))


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
