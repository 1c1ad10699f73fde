"""What customers say to show which order is theirs: its number, the lack of it, proofs and codes."""

from __future__ import annotations

import re

from actions.new_values import is_new_value, says_new, without_phones
from actions.turn import Turn

# What is asked to know who it is → the response that says why.
WHY_ASKED = {"proof": "utter_why_proof", "email": "utter_why_code", "code": "utter_why_code"}
NO_NUMBER = "no_number"  # the answer of a customer who does not have the order number at hand
SEND_AGAIN = "send_again"  # the answer of a customer whom no code has reached
_NO_CODE = re.compile(
    r"\b(?:re-?send|send (?:it|one|me one|a new one|the code|another(?: one| code)?)(?: again)?|another code|new code)\b"
    r"|\b(?:no|not|never|nothing|haven'?t|hasn'?t|didn'?t|did not|don'?t)\b.{0,25}\b(?:code|mail|e-?mail|got|get|receive[d]?|arrived?|come|came|anything)\b"
    r"|(?:没|沒|未)有?(?:收到|来|到|看到|看见)|收不到|重(?:新)?发|再发",
    re.IGNORECASE,
)
_LAST_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
# Last four digits that are said to be such, which needs no question before.
_MARKED_FOUR = re.compile(
    r"(?:(?:[尾末][号號]|[后後末][四4][位码碼]|\blast (?:four|4)(?: digits)?|\b(?:phone|mobile|number) end(?:s|ing)\b)\D{0,12}"
    r"|(?:\b(?:phone|mobile|tel)(?: (?:number|no\.?))?(?: is)?|(?:电话|電話|手机|手機)号?[是为]?)[\s:：,，(（]{0,3})"
    r"(?<!\d)(\d{4})(?!\d|[ -]\d)",
    re.IGNORECASE,
)
# Four digits that are a sentence of their own at the end: "where is order 1051? 2394".
_FOUR_ALONE = re.compile(r"\S\s*[.!?;。！？；\n]\s*[(（]?(\d{4})[)）]?\W*$")
# Another order than the one spoken of: 那另外一单呢, "not this order, the other one".
_OTHER_ORDER = re.compile(
    r"另(?:外)?的?[一那]?[个個张張]?(?:订|訂)?[单單](?![独獨])|(?:别|其[他它])的(?:那[个個]?)?(?:订|訂)?[单單]|不是[这那這][个個]?(?:订|訂)?[单單]"
    r"|\b(?:an)?other order\b|\bdifferent order\b|\bnot (?:this|that) order\b",
    re.IGNORECASE,
)
_ORDER_NUMBER = re.compile(r"(?:ord(?:er)?|[订訂][单單][号號]?|[单單][号號])[\s:：#-]*\d+", re.IGNORECASE)
_PUT_RIGHT = re.compile(
    r"(?:[说打搞写弄记发]错|不对|不是|错了|\b(?:sorry|oops|wrong|mistake|typo|meant?|actually|no wait)\b).{0,24}?(?<![\d-])(?:ORD-?)?(\d{3,7})(?!\d)",
    re.IGNORECASE,
)
# Digits behind a word for an order, or alone, of which no order's number has so many.
_TOO_LONG = re.compile(
    r"(?:\border\b|\bord\b|[订訂][单單]|[单單][号號])(?:\s*(?:number|no\.?|id|is|号码?|號碼?|是|为))*[\s:：#-]*(\d{8,20})(?!\d)"
    r"|^\W*(\d{8,20})\W*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
# A number like an order's with nothing beside it that makes it something else: "the kettle from 1071", 1048的裤子.
_LOOSE_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.,/:+#$€£¥￥@-])([1-9]\d{3,4})(?![A-Za-z0-9_@%$€£-]|[.,:/]\d"
    r"|\s?(?:[元块塊年个個件双雙天码碼欧刀镑毫克升米号號室栋弄]|yuan\b|dollars?\b|euros?\b|pounds?\b|bucks\b|days\b|points\b|m[lm]?\b|k?g\b)"
    r"|\s[A-Z][a-z])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# Four digits by themselves, no year and no measure: the end of a phone number, in a message that names its order.
_FOUR_LOOSE = re.compile(
    r"(?<![A-Za-z0-9_.,/:+#$€£¥￥@-])(\d{4})(?![A-Za-z0-9_@%$€£-]|[.,:/]\d"
    r"|\s?(?:[元块塊年个個件双雙天码碼欧刀镑毫克升米号號室栋弄]|yuan\b|dollars?\b|euros?\b|pounds?\b|bucks\b|days\b|points\b|m[lm]?\b|k?g\b))"
)
# No date, amount, street or list goes on behind them.
_END_OF_FOUR = (
    r"(?![\w.,:/-]?\d|[A-Za-z%@$€£元块米号]|\s[A-Z][a-z]|[ \t]*(?:[,，、/|-]|or\b|and\b|或|和)[ \t]*\d)"
)
# Words by which numbers side by side are several orders.
_ORDERS = re.compile(r"\borders\b|\bboth\b|[两兩三2-9][个個]?(?:订单|訂單|单|單)", re.IGNORECASE)
_NEAR = 16  # characters before an order's number in which several are spoken of
_SEVERAL = re.compile(
    r"\borders\b|\bboth\b|\band\b|\bthem\b|\bthese\b|\ball\b|都|全部|[两兩三2-9][个個]?(?:订单|訂單|单|單)|这些|和|跟|与|分别",
    re.IGNORECASE,
)
# The same with what leads to them: "my phone number ends in 1298", 电话尾号是2668.
_PROVING = re.compile(
    r"(?:\b(?:my|the|phone|mobile|tel|number|is|with|by)\b\s*|我的?|手机号?|手機號?|电话|電話|号码|下单)*"
    + _MARKED_FOUR.pattern,
    re.IGNORECASE,
)
_FOUR_BARE = re.compile(r"\W*(\d{4})\W*")
# What stands between orders that are named together.
ORDER_LIST = re.compile(
    r"(?:[\s,，、&+#-]|\band\b|\bor\b|\bplus\b|\balso\b|\bas well as\b|\border\b|\bord\b|\bnumber\b|\d|和|跟|与|及|还有|以及|订单|单号|号|单|的)*",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"\b(?:(?:do|does|did|have)(?: not|n'?t)|can(?:'?t| ?not))\b.{0,30}\b(?:number|know|remember|find|have|it|one)\b|\bcannot find\b"
    r"|\bno (?:idea|clue)\b|\b(?:forgot|lost|deleted)\b|\b(?:no|without)(?: an?| the| any)?(?: order)? ?(?:number|id)\b|\bnot sure\b"
    r"|不记得|不記得|记不|記不|忘了?|忘记|不知道|不清楚|找不到|没有?(?:订单号|单号|編號|编号|号码?)|沒有(?:訂單號|單號)|^\W*(?:没有|沒有|没)\W*$",
    re.IGNORECASE,
)
_LONGEST_ALL = 40  # characters; a longer message says more
_ALL = re.compile(
    r"(?:\W|\b(?:all|both|every one|each)(?: of (?:them|these|the orders))?\b|\b(?:please|pls|the|orders?|of|them|one|ones|two|three)\b)*\b(?:all|both|every one|each)\b(?:\W|\b(?:please|pls|of|them|these|the|orders?|two|three)\b)*"
    r"|(?:\W|这|那|我)*(?:[两俩三四五六2-6][个單单笔张]|俩|全部|所有|每[个单]|两单)(?:订单|单|的)?(?:都|全)?(?:要|查|看|是|一起|查一下|看看|查查)*(?:吧|啊|呢|一下|\W)*"
    r"|(?:都|全部?)(?:要|查|看|是|查一下|看看|查查)(?:吧|啊|一下|\W)*",
    re.IGNORECASE,
)
_LACKS_NUMBER = re.compile(
    r"\b(?:n'?t|not|no|lost|forgot|without)\b.{0,25}\border (?:number|id)\b|(?:不记得|忘了?|忘记|不知道|找不到|没有?).{0,6}(?:订单号|单号)",
    re.IGNORECASE,
)


# There is no order that it could be about; the number alone may be missing in "I have no order number".
_NO_ORDER = re.compile(
    r"\b(?:have|got|there(?:'s| is)|with) no orders?\b(?! (?:number|id|no\b|code|confirm))|\bno orders? (?:yet|at all)\b"
    r"|\b(?:do not|don'?t|haven'?t|have not)(?: even| actually)? (?:have|got) (?:an?|any) orders?\b(?! (?:number|id|no\b|code|confirm))"
    r"|\b(?:haven'?t|have not|never|didn'?t|did not)(?: (?:even|actually|yet|ever|have))* (?:order(?:ed)?|buy|bought|placed?)\b(?! (?:number|this|that|it|these|those|the)\b)"
    r"|\bnot (?:ordered|bought)\b|没(?:有)?(?:任何|什么|过)?(?:订单|訂單)(?![号號编])|[没沒](?:有)?(?:在.{0,8})?(?:下过?单|下過單|买过|買過|订过|买东西|下单)"
    r"|还没(?:有)?(?:买|订|拍)|哪[有来].{0,2}订单",
    re.IGNORECASE,
)
# No order is meant at all.
_IN_GENERAL = re.compile(
    r"\b(?:just|only)(?: an?| in)? general\b|\bgeneral(?:ly)? (?:question|speaking|info\w*)\b|\bin general\b|\b(?:just|only) (?:asking|wondering|curious)\b"
    r"|\bbefore (?:i|we) (?:order|buy)\b|[只就](?:是)?(?:想|随便)*(?:问问|问一下|咨询|了解)|随便问|一般(?:来说|情况|是)|笼统",
    re.IGNORECASE,
)


def has_no_order(turn: Turn) -> bool:
    """Whether the customer says that there is no order, or that none is meant."""
    named = turn.is_button or turn.first("order_id") is not None
    return not named and bool(_NO_ORDER.search(turn.text) or asks_in_general(turn))


def asks_in_general(turn: Turn) -> bool:
    """Whether the customer says that the question is about no order of theirs."""
    return not turn.is_button and bool(_IN_GENERAL.search(turn.text))


def means_other_order(turn: Turn) -> bool:
    """Whether another order is meant than the one spoken of, and none is named."""
    return not turn.is_button and turn.first("order_id") is None and bool(_OTHER_ORDER.search(turn.text))


def read_order_id(turn: Turn) -> str | None:
    """The answer to "which order": its number, or NO_NUMBER where the customer does not have it."""
    said = turn.first("order_id")
    if said:
        return said
    if turn.first("choice") == NO_NUMBER:
        return NO_NUMBER
    digits = re.search(r"(?<![\d.])([1-9]\d{2,6})(?![\d.])", turn.text)
    if digits:
        return f"ORD-{digits.group(1)}"
    return NO_NUMBER if not turn.is_button and _LACKS.search(turn.text) else None


def says_all(turn: Turn) -> bool:
    """Whether all of the orders offered are meant, and nothing else is said: "both please", 两个都查."""
    return not turn.is_button and len(turn.text) <= _LONGEST_ALL and bool(_ALL.fullmatch(turn.text))


def tells_email_alone(turn: Turn) -> bool:
    """Whether the message is an e-mail address and little else."""
    return not turn.is_button and turn.is_bare and set(turn.entities) == {"email"}


def lacks_number(turn: Turn) -> bool:
    """Whether the message says by itself that the order number is not known."""
    return not turn.is_button and bool(_LACKS_NUMBER.search(turn.text))


def unlike_order(turn: Turn) -> str | None:
    """Digits said as an order's number that are too many for one: "track order 99999999"."""
    found = None if turn.is_button or turn.first("order_id") else _TOO_LONG.search(turn.text)
    number = next(filter(None, found.groups())) if found else ""
    taken = (value for values in turn.entities.values() for value in values)
    return number if number and not any(number in re.sub(r"\D", "", value) for value in taken) else None


def loose_order_id(turn: Turn) -> str | None:
    """The one number of an opening message that can only be an order's; None where there are several."""
    if turn.is_button:
        return None
    taken = [value for values in turn.entities.values() for value in values]
    text = _MARKED_FOUR.sub(" ", turn.text)
    numbers = {
        number
        for number in _LOOSE_NUMBER.findall(text)
        if not _YEAR.fullmatch(number) and not any(number in value for value in taken)
    }
    alone = _FOUR_ALONE.search(text)
    beside = {alone.group(1)} if alone else {four_beside(turn, f"ORD-{number}") for number in numbers}
    if len(numbers) > 1:
        numbers = {number for number in numbers if number not in beside}  # the end of the phone number
    return f"ORD-{numbers.pop()}" if len(numbers) == 1 else None


def corrected_order(turn: Turn, order_id: str) -> str | None:
    """The order's number put right in one digit, where it sounds like the proof that was asked for: 说错了 是1049, of ORD-1047."""
    found = None if turn.is_button else _PUT_RIGHT.search(turn.text)
    old = order_id.removeprefix("ORD-")
    if found is None or len(found[1]) != len(old):
        return None
    wrong = sum(one != other for one, other in zip(found[1], old, strict=True))
    return f"ORD-{found[1]}" if wrong == 1 else None


def read_proof(turn: Turn) -> str | None:
    """What may prove that an order is the customer's: an e-mail address, a phone number, its last four digits."""
    told = [name for name in ("email", "phone") if turn.first(name)]
    proofs = [name for name in told if not is_new_value(turn, name, asked=True)]
    if told:
        return turn.first(proofs[0]) if proofs else four_said(turn)
    digits = re.sub(r"[\s\-()+.]", "", turn.text)
    if digits.isdigit() and 7 <= len(digits) <= 15:
        return digits
    return four_said(turn)


def four_said(turn: Turn) -> str | None:
    """Four digits that may be the end of a phone number, the ones that are said to be it first."""
    four = _LAST_FOUR.search(_ORDER_NUMBER.sub(" ", without_phones(turn)))  # "ORD-1042" is no wrong try
    return marked_four(turn) or (four.group(1) if four else None)


def marked_four(turn: Turn) -> str | None:
    """The last four digits of a phone where the message names them so, whatever was asked."""
    four = None if turn.is_button else _MARKED_FOUR.search(_ORDER_NUMBER.sub(" ", turn.text))
    return four.group(1) if four else None


def without_proof(turn: Turn) -> str | None:
    """The message without the last four digits and the words for the phone that they are of; None where it names none."""
    rest = None if marked_four(turn) is None else _PROVING.sub(" ", turn.text)
    return rest if rest != turn.text else None


def four_bare(turn: Turn) -> str | None:
    """Four digits that are the whole message."""
    four = None if turn.is_button else _FOUR_BARE.fullmatch(turn.text)
    return four.group(1) if four else None


def read_code(turn: Turn) -> str | None:
    """The six digits of a one-time code, also in groups; SEND_AGAIN where none has come."""
    code = _CODE.search(re.sub(r"(?<=\d)[\s-](?=\d)", "", turn.text))
    if code:
        return code.group(1)
    return SEND_AGAIN if not turn.is_button and _NO_CODE.search(turn.text) else None


def four_beside(turn: Turn, order_id: str) -> str | None:
    """Four digits right behind the order's number, or a sentence of their own: "where is 1049 (2120)"; "…? 2120"."""
    if turn.is_button:
        return None
    number = re.escape(order_id[4:])
    beside = re.search(
        rf"(?<!\d){number}(?:[ \t]+(\d{{4}})\W*$|[ \t]*[(（]\W*(\d{{4}})\W*[)）]|[ \t]*[/|-][ \t]*(\d{{4}}){_END_OF_FOUR})",
        turn.text,
    )
    at = max(0, turn.text.find(order_id[4:]))
    several = _ORDERS.search(turn.text[max(0, at - _NEAR) : at]) or _SEVERAL.search(turn.text[at:])
    if beside is None and not several:  # "orders ORD-1042, 1043" are two
        beside = re.search(rf"\b(?i:ord)[-_ ]?{number}[ \t]*[,，][ \t]*(\d{{4}}){_END_OF_FOUR}", turn.text)
    if beside:
        return next(filter(None, beside.groups()))
    alone = _FOUR_ALONE.search(turn.text)
    if alone:
        return alone.group(1) if alone.group(1) != order_id[4:] else None
    # "1053退货 2668" and "cancel 1043 please, 1298"; "1042, 1043" and "cancel 1042 and 1043" are two orders
    if (loose := _four_loose(turn, order_id)) is not None:
        return loose
    behind = rf"(?<!\d){number}(?P<wish>.+?)(?:\s*[,，]\s*|(?<=[\u3400-\u9fff])\s+)(?P<four>\d{{4}})\W*$"
    apart = re.search(behind, turn.text, re.DOTALL)
    return apart.group("four") if apart and not ORDER_LIST.fullmatch(apart.group("wish")) else None


def _four_loose(turn: Turn, order_id: str) -> str | None:
    """The one loose four digits of a message that writes its order in full: "ORD-1053退货 2668 太小了"."""
    text = without_phones(turn)
    orders = list(_ORDER_NUMBER.finditer(text))
    if len(orders) != 1 or not orders[0].group().endswith(order_id[4:]):
        return None
    rest = text[: orders[0].start()] + " " * len(orders[0].group()) + text[orders[0].end() :]
    known = {said.removeprefix("ORD-") for said in turn.entities.get("order_id", ())}
    found = [
        match
        for match in _FOUR_LOOSE.finditer(rest)
        if not _YEAR.fullmatch(match.group(1)) and match.group(1) not in known
    ]
    if len(found) != 1 or says_new(rest[: found[0].start()]):
        return None
    between = rest[orders[0].end() : found[0].start()]
    joined = found[0].start() > orders[0].end() and between.strip() and ORDER_LIST.fullmatch(between)
    return None if joined else found[0].group(1)
