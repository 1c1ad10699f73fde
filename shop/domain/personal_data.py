"""Personal data in running text, masked: for lines of logs, and for messages that are kept to learn from.

Patterns find what has a form: e-mail addresses, phone and card numbers, postal addresses, and names where words around
them say that they are names. A name in the middle of nowhere has no form; texts that customers wrote therefore stay
out of the logs altogether (shop/private_logs.py), and the report masks the names that the shop knows (`mask_names`).
Order numbers and the like (ORD-1042, RMA-7) are no personal data here: they tell nothing without a proof.
"""

from __future__ import annotations

import re
from collections.abc import Collection

EMAIL, NUMBER, ADDRESS, NAME = "[e-mail]", "[number]", "[address]", "[name]"

_AT = re.compile(r"[A-Za-zÀ-ɏ0-9_.+%-]{1,64}[@＠][A-Za-zÀ-ɏ0-9-]{1,63}(?:\.[A-Za-zÀ-ɏ0-9-]{1,63})+")
# Seven digits or more, as phones and cards are written; not within ids such as ORD-1234567 or web-12ab.
_DIGITS = re.compile(
    r"(?<![A-Za-z\d_.])(?<![A-Za-z\d]-)[+＋]?[(（]?\d(?:[\s().（）–-]{0,2}\d){6,}(?![A-Za-z\d_])"
)
_NO_PHONE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:\D|$)|\d{1,3}(?:\.\d{1,3}){3}$"
)  # a date, an address of the network
_CAPITALISED = r"[^\W\d_a-z][\w.'’-]*"
_STREET = re.compile(
    rf"\d{{1,5}}[A-Za-z]?,?\s+(?:{_CAPITALISED}\s+){{1,4}}(?i:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|close|way|"
    rf"boulevard|blvd|terrace|place|square|crescent|row|mews)\b\.?(?:,?\s+(?:{_CAPITALISED}|\d[\w-]*|(?i:apt|flat|unit)\.?))*"
    r"(?:,\s*[^,;.!?\n]{2,40}){0,3}"
    rf"|{_CAPITALISED}(?:straße|strasse|str\.|gasse|weg|platz|allee)\s*\d+\w?(?:,?\s*\d{{5}}(?:\s+{_CAPITALISED})?)?"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:省|市|自治区|自治州|区|县)[\u4e00-\u9fff\dA-Za-z０-９\s-]{0,50}?(?:号|室|楼|栋|层|单元|弄|村|座|\d)"
    r"[\u4e00-\u9fff\dA-Za-z０-９-]{0,20}|[\u4e00-\u9fff]{1,10}(?:路|街|巷|弄|大道|胡同)\s*[\d０-９]+\s*[号弄][\u4e00-\u9fff\d０-９-]{0,20}"
)
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
)
_NAMED = re.compile(
    rf"((?i:\b(?:my name(?: is|'s)|name is|name:|i am|i'm|this is|call me|recipient(?: is|:)?|addressed to|attn:?|mr\.?|mrs\.?|ms\.?|dear))\s+)"
    rf"{_CAPITALISED}(?:\s+{_CAPITALISED}){{0,3}}"
    r"|((?:我叫|我的名字[是叫]?|名字[是叫:：]|姓名[是为:：]?|收件人[是为:：]?|收货人[是为:：]?|联系人[是为:：]?)\s*)[\u4e00-\u9fff]{2,4}"
    rf"|(我是)[{_FAMILY}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])|()[{_FAMILY}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|小姐|太太)"
)
_WORDS = re.compile(r"[^\W\d_]\w*(?:[-'’][^\W\d_]{2,})*")
_LONGEST_NAME = 4  # words


def mask(text: str) -> str:
    """`text` with e-mail addresses, phone and card numbers, postal addresses and introduced names masked."""
    text = _AT.sub(EMAIL, text)
    text = _STREET.sub(ADDRESS, text)
    text = _PLACE.sub(ADDRESS, text)
    text = _DIGITS.sub(lambda found: found[0] if _NO_PHONE.match(found[0]) else NUMBER, text)
    return _NAMED.sub(lambda found: next(group for group in found.groups() if group is not None) + NAME, text)


def mask_names(text: str, names: Collection[str]) -> str:
    """`text` without these names, in whatever case; Chinese ones also inside of words.

    Parts of a name ("Jane" of "Jane Miller") count where they are written with a capital letter, as names are.
    """
    whole = {name.casefold() for name in names}
    parts = whole | {
        part.casefold() for name in names for part in name.split() if len(part) > 1 and name.isascii()
    }
    for name in sorted(
        (name for name in names if not name.isascii() and len(name) > 1), key=len, reverse=True
    ):
        text = text.replace(name, NAME)
    words = list(_WORDS.finditer(text))
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            said = text[start:end]
            is_name = said.casefold() in (whole if length > 1 else parts)
            if is_name and (length > 1 or said[0].isupper()):
                spans.append((start, end))
                at += length - 1
                break
        at += 1
    for start, end in reversed(spans):
        text = text[:start] + NAME + text[end:]
    return text
