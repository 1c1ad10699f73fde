"""Reading to whom an invoice is to be made out: 抬头、税号, "made out to Northwind Ltd, VAT DE123456789"."""

from __future__ import annotations

import re

from actions.turn import Turn

PERSONAL, COMPANY = "personal", "company"
LONGEST_TITLE = 200  # characters
LONGEST_BARE_NAME = 60  # characters; a longer message is a sentence
_END = r"[^,，;；。\n]{2,100}?(?=\s*(?:[,，;；。\n]|税号|稅號|\bvat\b|\btax\b|$))"
_COMPANY_NAME = re.compile(
    r"\b(?:gmbh|ltd|limited|llc|inc|plc|corp|co|ag|s\.?a\.?)\b\.?"
    r"|.{2,}(?:公司|集团|学校|小学|中学|大学|医院|工会|厂|店|中心|局|委员会)\W*$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:抬头|抬頭|发票名称|户名|单位(?:名称)?)(?!写公司|写个人|写?错)\s*"
    r"(?:(?:是|为|就?写|寫|开|改成为|改成|改为|改|[:：])+\s*|(?=[^,，;；。\n]{2,40}(?:公司|集团|学校|小学|中学|大学|医院|工会|厂|店|中心|局|委员会)))"
    rf"(?P<zh>{_END})"
    r"|(?:\b(?:made out to|make it out to|bill(?:ed)? to|in the name of)"
    r"|\b(?:company|title|name) (?:is\b(?: called)?|should (?:be|read|say)|to be)(?! (?:not |still |a bit )?(?:missing|wrong|incorrect|incomplete"
    r"|misspell?ed|misspelt|spelled|spelt|short|a typo|right|correct|lacking)\b)|\btitle\s*[:：])\s*"
    rf"(?P<en>{_END})",
    re.IGNORECASE,
)
_TAX_ID = re.compile(
    r"(?:税号|稅號|纳税人识别号|信用代码|\b(?:vat|tax|gst)(?: (?:id|number|no\.?|identification number))?\b)"
    r"\s*(?:(?:should|must|has to|needs to|ought to) be|is|是|为|[:：#])*"
    r"\s*(?P<id>(?!(?:id|number|no)\b)(?=[A-Z]{0,4}[ .-]?\d)[A-Z0-9][A-Z0-9 .-]{3,22}[A-Z0-9])",
    re.IGNORECASE,
)
_BARE_TAX_ID = re.compile(r"(?<![A-Z0-9])(?:[0-9A-Z]{15,20}|[A-Z]{2}\d{8,12})(?![A-Z0-9])", re.IGNORECASE)
_ASKED_TAX_ID = re.compile(
    r"(?<![A-Z0-9])(?=[A-Z.-]*\d)[A-Z0-9][A-Z0-9 .-]{3,22}[A-Z0-9](?![A-Z0-9])", re.IGNORECASE
)
# Too short to be one: to be told so instead of not understood.
_SHORT_TAX_ID = re.compile(
    r"(?:税号|稅號|纳税人识别号|信用代码|\b(?:vat|tax|gst) (?:id|number|no\.?|identification number)\b)"
    r"\s*(?:should be|is|是|为|[:：#])*\s*(?P<id>(?=[A-Z]{0,3}\d)[A-Z0-9]{1,5})(?![A-Z0-9@])(?![ .-]?[A-Z0-9])",
    re.IGNORECASE,
)
_SHORT_ALONE = re.compile(r"\W*(?P<id>(?=[A-Z]{0,3}\d)[A-Z0-9]{1,5})\W*", re.IGNORECASE)
# An address with what says that the invoice goes there: 发到我们财务 a@b.example.
_EMAIL = re.compile(
    r"(?P<to>(?:请|麻烦)?(?:发|發|寄)送?[到给給至往][^,，;；。]*?|\b(?:please )?(?:send|mail|e-?mail)\b[^;.]{0,40}?\bto\b[^;.]{0,40}?)?[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+",
    re.IGNORECASE,
)
_INVOICE = re.compile(r"\binvoice\b|发票|發票|开票|開票|抬头|抬頭|税号|稅號", re.IGNORECASE)
_COMPANY = re.compile(
    r"\b(?:company|business|firm|employer|corporate|vat|gst|gmbh|ltd|llc|inc|plc|school|club|parish)\b"
    r"|公司|企业|单位|單位|专票|专用发票|有限|集团|学校|小学|中学|大学|医院|工会|税号|稅號|对公|报销|財務|财务",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:personal(?:ly)?|private|(?:my|own|husband'?s|wife'?s) name|just me|for me)\b"
    r"|个人|個人|自己的名字|私人",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:the |our |my )?(?:company|title|name|it)(?:'?s| is)(?: called)?|it'?s|please|(?:make|change|put) (?:it|that)(?: out)?(?: to)?(?= )"
    r"|公司(?:名称)?(?:是|叫|[:：])|抬头(?:是|写|[:：])?|应该是|应该叫|应为|正确的?是|全称(?:是|[:：])?|就写|写|是|叫|改成|改为|换成|换为|就用|开给|给)[\s:：,，]*"
    r"|^\W*(?:it|that) should (?:be|read|say)[\s:]*",
    re.IGNORECASE,
)
# "Company" as the kind of title, which names none.
KIND_ALONE = re.compile(
    r"\W*(?:a |the |to |make it |my |our |还是|那|就|改|换|成|为|开|写|给|用|要|我们?)*"
    r"(?:company|公司|学校|单位)(?: please| then| instead|的|吧|了|抬头)*\W*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*[,，；。！？:：]\s*|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_BREAK = re.compile(r"[\s,，;；。、:：]+")
_FULL_NAME_ZH = re.compile(
    r"[\u4e00-\u9fff\w()（）·]{3,}(?:有限公司|股份公司|公司|集团|小学|中学|大学|医院|事务所|委员会)", re.ASCII
)
_NO_NAME_ZH = re.compile(
    r"发票|發票|开票|開票|抬头|抬頭|我|你|您|他|这|那|哪|什么|一个|家公司|贵公司|开[个张公]|ORD|公司.*公司",
    re.IGNORECASE,
)
_FULL_NAME_EN = re.compile(
    r"(?<![\w.])(?!(?:Invoice|Please|Company|Need|For|To|The|My|Our|A|An|I|Title|Name|Can|Could|From|Hi|Hello)\b)"
    r"(?P<name>[A-Z][\w&'’-]*(?: (?:&|and|of|[A-Z][\w&'’-]*)){0,5},? (?:GmbH|Ltd|Limited|LLC|Inc|PLC|plc|Corp|AG)\b\.?)(?!\w)"
)
# How a name is spelt is no part of it: "Blue Harbour LLC with a u".
_SPELT = re.compile(
    r",?\s+(?:spelt |spelled )?with(?: an?| two| double| one| no)? ['\"“]?[a-z]['\"”]?(?: (?:in it|not an? [a-z]|instead of an? [a-z]|at the end))?\W*$|[,，]?\s*(?:中间|后面)?带?(?:个|一个)?字母[a-z]的?\W*$",
    re.IGNORECASE,
)
# A question is no company's name.
_ASKED = re.compile(
    r"[?？]\W*$|[吗么嘛](?=[\s,，。；;!！?？]|$)|呢\W*$|能不能|可不可以|可以不|能否|行不行|怎么|什么|为啥|多久|哪里"
    r"|^(?:\W|\b(?:and|so|but|ok|okay|well)\b)*(?:can|could|may|do|does|did|is|are|will|would|should|what|how|why|when|where|who|which) (?:i|you|we|it|this|that|there|the|my|a|an|if|about|do|does|is)\b",
    re.IGNORECASE,
)
_SPECIAL = re.compile(
    r"专票|專票|专用发票|專用發票|\bspecial (?:vat |tax )?invoices?\b|\b(?:vat )?special invoices?\b|\b(?:zhuanpiao|vat fapiao|special fapiao)\b",
    re.IGNORECASE,
)
# What kinds of invoices there are, in general: "do you issue VAT invoices?".
_KINDS = re.compile(
    r"\b(?:do|can) you (?:issue|offer|provide|give|make|do|have) (?:proper |real )?(?:vat|tax|company|business) (?:invoices|receipts)\b"
    r"|\b(?:are|is) (?:a )?(?:vat|tax|company|business) invoices? (?:possible|available)\b"
    r"|(?:都|你们|店里)?(?:能|可以|会)开(?:哪些|什么|哪几种|啥)(?:样的?|类型的?|种类的?)?发票|有(?:哪些|什么|几种)(?:样的?|类型的?|种)?发票",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"[再多另各都][外]?(?:能|可以|给我|帮我)?(?:再)?(?:开|出)(?:[一1两二2]?[张張份个])|[两二2][张張份](?:发票|發票)|分开开|分别开|拆[开分成]"
    r"|\b(?:another|second|two|both|separate|extra|additional|split) (?:\w+ )?(?:invoices?|ones?)\b|\bsplit (?:the |my )?invoice\b"
    r"|\b(?:personal|private|company|business) (?:one|invoice)\b.{0,12}\b(?:too|as well|also)\b",
    re.IGNORECASE,
)
# A person's name beside the kind: 个人 名字李安, "personal, name Ann Lee".
_PERSON_NAMED = re.compile(
    r"(?:个人|個人|私人).{0,6}?(?<!的)(?:名字|姓名)(?:就|是|叫|写|用|为|改成|[\s:：])*(?P<zh>(?![就的可也吧行不要])[^,，;；。！？!?\n]{2,40})"
    r"|(?:个人|個人|私人)的?[\s,，:：]+(?P<mixed>(?-i:(?!Invoice|Please|Order|Title|Name|Thank)[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z.'’-]+){1,3}))"
    r"|\b(?:personal|private)\b[\w ]{0,12}[,:;]?\s*(?:(?:with )?(?:the |my )?name(?: is| as|:)?\s+)?(?P<en>(?-i:(?!Invoice|Please|Order|Title|Name|Thank)[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z.'’-]+){1,3}))",
    re.IGNORECASE,
)
# The customer's own data and no invoice.
_OWN_DATA = re.compile(
    r"\b(?:account|profile|password|log ?in|personal (?:details|data|info\w*))\b|\b(?:change|update|edit|correct) my (?:\w+ )?name\b|账号|帐号|账户|账戶|密码|资料|个人信息|个人中心",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"\W*(?:no|oh|ok(?:ay)?|hmm|wait|hold on|actually|sorry|please|thanks?|instead|rather"
    r"|(?:make it|rather|for|to) (?:a|the|my|our) (?:company|business|firm))\b[\w ']{0,30}"
    r"|\W*(?:(?:there(?:'s| is)|you|it|the|our|my|company|title|name)\b ?){0,4}(?:is |was |are |has |have )?(?:a |an |one )?(?:word |letter |part )?"
    r"(?:missing|missed|misses|lacks?|lacking|wrong|incorrect|incomplete|misspell?ed|misspelt|typo|left out|forgot)\b[\w ']{0,40}",
    re.IGNORECASE,
)


def read_invoice_words(turn: Turn) -> dict[str, str]:
    """Kind of title, title and tax number, as far as the message tells them."""
    found: dict[str, str] = {}
    title = _TITLE.search(turn.text) or _PERSON_NAMED.search(turn.text)
    said = next((group for group in title.groupdict().values() if group), "") if title else ""
    named = _name_among(said.strip())
    tax_id = tax_id_said(turn)
    if tax_id:
        found["tax_id"] = tax_id
    if _PERSONAL.search(turn.text) and not tax_id:
        found["title_kind"] = PERSONAL
    elif _COMPANY.search(turn.text) or tax_id:
        found["title_kind"] = COMPANY
    if named and not re.fullmatch(
        r"(?:个人|個人|公司|企业|单位|personal|company|wrong)\W*", named, re.IGNORECASE
    ):
        found["title"] = named
        found.setdefault("title_kind", COMPANY if _COMPANY.search(named) else PERSONAL)
    return found


def tax_id_said(turn: Turn, asked: bool = False) -> str | None:
    """The tax number in the message; `asked`: what is looked for is a number, so that any one will do."""
    marked = _TAX_ID.search(turn.text)
    if marked and any(char.isdigit() for char in marked.group("id")):
        return marked.group("id").strip()
    bare = _BARE_TAX_ID.search(turn.text)
    if bare and sum(char.isdigit() for char in bare.group()) >= 8:
        return bare.group()
    free = _ASKED_TAX_ID.search(turn.text) if asked else None
    if free:
        return free.group().strip()
    short = _SHORT_TAX_ID.search(turn.text) or (_SHORT_ALONE.fullmatch(turn.text) if asked else None)
    return short.group("id") if short else None


def company_name(turn: Turn) -> str | None:
    """A company's name where the message is little else than that ("Northwind Ltd, tax number …")."""
    text = plain_title(turn)
    return text if text and len(text) <= LONGEST_BARE_NAME and _COMPANY_NAME.search(text) else None


def company_among(turn: Turn) -> str | None:
    """A company's full name in the middle of a wish: "开公司发票 杭州灯笼街设计有限公司 税号…"."""
    for word in _BREAK.split(_EMAIL.sub(" ", turn.text)):
        name = _LEAD.sub("", word)
        if _FULL_NAME_ZH.fullmatch(name) and not _NO_NAME_ZH.search(name):
            return name
    english = _FULL_NAME_EN.search(_EMAIL.sub(" ", turn.text))
    return english.group("name") if english else None


def plain_title(turn: Turn) -> str | None:
    """The answer to "to which company": the message without the words around the name and the tax number."""
    if turn.is_button:
        return None
    named = read_invoice_words(turn).get("title")
    if named:
        return named
    if _ASKED.search(turn.text):
        return company_among(turn)
    text = _EMAIL.sub(" ", turn.text)  # where the invoice goes is not to whom it is made out
    text = _TAX_ID.sub(" ", text)
    text = _BARE_TAX_ID.sub(" ", text)
    text = _name_among(_LEAD.sub("", " ".join(text.split())).strip(" ,，;；。:："))
    return text if 2 <= len(text) <= LONGEST_TITLE and any(char.isalpha() for char in text) else None


def _name_among(text: str) -> str:
    """The clause that is a company's name ("no wait, the company: Northwind Ltd"); all of it where none is."""
    text = _SPELT.sub("", text)
    clauses = [_LEAD.sub("", clause).strip(" :：") for clause in _CLAUSE.split(text)]
    if text.isascii():  # "Smith, Jones & Co" is one name
        told = [each for each in clauses if not (_SMALL_TALK.fullmatch(each) or KIND_ALONE.fullmatch(each))]
        return ", ".join(told) if len(told) < len(clauses) and told else text
    named = [each for each in clauses if _COMPANY_NAME.search(each) and not KIND_ALONE.fullmatch(each)]
    return named[0] if named and len(clauses) > 1 else text


def asks_of_special(turn: Turn) -> bool:
    """Whether it is asked if the shop issues special VAT invoices: 能开专票吗."""
    return bool(_SPECIAL.search(turn.text) and _ASKED.search(turn.text))


def asks_of_second(turn: Turn) -> bool:
    """Whether one more invoice is asked for beside the one for the order: 个人的也能再开一张吗."""
    return bool(_SECOND.search(turn.text) and _ASKED.search(turn.text))


def asks_of_kinds(turn: Turn) -> bool:
    """Whether it is asked what kinds of invoices there are."""
    return bool(_KINDS.search(turn.text))


def names_title(turn: Turn) -> bool:
    """Whether the message says to whom an invoice is to be made out, by a name or a tax number."""
    return bool({"title", "tax_id"} & read_invoice_words(turn).keys() or company_among(turn))


def tells_invoice_title(turn: Turn) -> bool:
    """Whether the message can be about an invoice's title and not about the customer's own data: 改成个人 名字李安."""
    return "title_kind" in read_invoice_words(turn) and not _OWN_DATA.search(turn.text)


def sent_to(turn: Turn) -> str | None:
    """The e-mail address that the invoice is to go to, where it is said to be that; another one beside it is none."""
    emails = turn.entities.get("email", ())
    for found in _EMAIL.finditer(turn.text):
        if found.group("to"):
            said = found.group().casefold()
            return next((email for email in emails if said.endswith(email.casefold())), turn.first("email"))
    return None


def wishes_invoice(turn: Turn) -> bool:
    """Whether the message tells of an invoice to whom it is made out."""
    return (
        not turn.is_button and bool(_INVOICE.search(turn.text)) and "title_kind" in read_invoice_words(turn)
    )
