"""What a customer wants changed about an order's lines, read out of free wording in either language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.questions import POSITIONS
from actions.telling_apart import own_words
from actions.turn import Turn
from shop.domain.catalogue import lies_within

CHANGE_VARIANT, CHANGE_QUANTITY, REMOVE, ADD = "variant", "quantity", "remove", "add"

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "一": 1, "二": 2, "两": 2, "兩": 2, "俩": 2, "倆": 2, "仨": 3, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
    "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_WORD = "|".join(_NUMBERS)
_COUNT_EN = re.compile(
    rf"\b(?:make (?:it|that|them|(?:the|my) [\w -]{{2,20}}?)|to|only|just|want|need|by|add|take|drop)\s+"
    rf"(\d{{1,3}}|{_WORD})\b(?! (?:of|size))",
    re.IGNORECASE,
)
_COUNT_INSTEAD = re.compile(  # "3 T-shirts instead of 2"; larger numbers are sizes
    rf"(?<![\d.,])([1-9]|1\d|{_WORD})\b(?: [a-z][\w'-]*){{0,3}} (?:instead of|rather than|and not|not) (?:[1-9]|1\d|{_WORD})\b(?! ?(?:l|ml|cm|kg|g|inch)\b)",
    re.IGNORECASE,
)
_COUNT_ALONE = re.compile(
    rf"(?:\W|\b(?:no|ok|actually|sorry|wait|rather|make it|i (?:meant|said)|just|only|back to)\b)*({_WORD})"
    r"(?:\W|\b(?:of them|actually|please|then|instead|now|after all)\b)*",
    re.IGNORECASE,
)
_COUNT_KEPT = re.compile(
    rf"\b(\d{{1,3}}|{_WORD}) (?:was|is|were) (?:right|correct|fine|enough)\b", re.IGNORECASE
)
_COUNT_OF = re.compile(
    r"\b(?:remove|delete|drop|take|cancel|only|just)\s+(?:want |need |out )?"
    rf"(\d{{1,3}}|{_WORD}) of (?:the|my|those|them)\b",
    re.IGNORECASE,
)
_COUNT_SHARE = re.compile(  # "one of the two bottles", "one of my yellow mugs"
    rf"\b(\d{{1,3}}|{_WORD}) of (?:the|my|those|these|our|them)\b(?! (?:\w+ ){{0,2}}(?:orders?|reasons?|parcels?|packages?)\b)",
    re.IGNORECASE,
)
_SHARE_EN = re.compile(  # "I bought two of them but one leaks"
    rf"\b(both|\d{{1,3}}|{_WORD})\b(?! (?:orders?|parcels?|packages?|reasons?)\b)[^.;?!]{{0,30}}?"
    rf"(?:,|\b(?:but|and|of which|while))\s+(?:only |just )?(\d{{1,3}}|{_WORD})(?: of (?:them|which))? "
    r"(?:is|are|was|were|has|have|leaks?|broke|came|arrived|does|doesn'?t)\b",
    re.IGNORECASE,
)
_COUNT_PAIR = re.compile(r"(俩|倆|仨)(?!人)")  # the measure word is in them: 四个杯子碎了俩
_COUNT_ZH = re.compile(
    rf"(?<![换換那这這哪每第另送\d])(\d{{1,3}}|[{''.join(word for word in _NUMBERS if len(word) == 1)}])\s*"
    r"[个個件双雙条條只盒包袋瓶支套台本罐张張把份箱块副对對顶枚根桶]"
)
_PIECE_ZH = r"\s*[个個件双雙条條只盒包袋瓶支套台本罐张張把份箱块副对對顶枚根桶]"
_NUMBER_ZH = rf"\d{{1,3}}|[{''.join(word for word in _NUMBERS if len(word) == 1)}]"
_SHARE_ZH = re.compile(  # 两个里有一个漏, 两个杯子碎了一个, 两个杯子，一个坏了
    rf"({_NUMBER_ZH}){_PIECE_ZH}[^。；;]{{0,8}}?(?:里面?|裡面?|当中|當中|其中|之中|[坏壞碎漏破裂]了?)[^，,。；;]{{0,3}}?({_NUMBER_ZH}){_PIECE_ZH}"
    rf"|({_NUMBER_ZH}){_PIECE_ZH}[^。；;]{{0,8}}?[，,\s有]({_NUMBER_ZH}){_PIECE_ZH}是?[坏壞碎漏破裂]"
)
_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|leave out|get rid of|take (?:\S+ ){0,5}(?:out|off)|reduce|fewer)\b"
    r"|\b(?:one|two|\d) less\b"
    r"|\b(?:don'?t|no longer) (?:want|need) (?:the|that|those)\b|\bcancel (?:the|that|those)\b(?! order)"
    r"|去掉|删|刪|拿掉|移除|剔|不要了|不想要了|减|減|少[一两\d]|取消(?=那|这|其中|里面)",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"\b(?:add|another(?! (?:size|colou?r))|(?:one|two|\d+) more|more of|forgot|extra|on top)\b"
    r"|\b(?:throw in|squeeze|include)\b|\bleft (?:\S+ ){0,3}out\b"
    r"|[再多补補追]加|加[一二两三四五六七八九十\d个個上购購单單]|添|再(?:来|要|补|補|拍|买)"
    r"|补[一两个\d]|多(?:要|来|拍)|忘了|少拍|漏拍",
    re.IGNORECASE,
)
_VARIANT = re.compile(
    r"\b(?:size|colou?r|variant|bigger|larger|smaller)\b"
    r"|[换換改要][成为]?\s*x{0,3}[sml](?![a-z0-9])|[换換][成为]?\s*[2-5]\d(?![\d个個件双雙条只套块元.])"
    r"|尺码|尺寸|颜色|顏色|码数|换色|[大小]一?[号號码碼]|大一点|小一点",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\b(?:quantity|how many|number of|double)\b"
    r"|数量|數量|件数|几件|翻倍|只要|[改换]成?[一两二三\d]+[个件双]",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\bdouble\b|翻倍|双份", re.IGNORECASE)
_OF_ORDERS = re.compile(
    r"\b(?:first|second|third|fourth|fifth|last) orders?\b|第[一二三四五1-5](?:[个張张]?[订訂][单單]|[单單笔筆])|最后一?(?:[单單笔筆]|个?[订訂][单單])",
    re.IGNORECASE,
)
_BIGGER = re.compile(
    r"\b(?:bigger|larger|size up|up a size)\b|大一?[号號码碼]|大一点|大一點|大些", re.IGNORECASE
)
_SMALLER = re.compile(
    r"\b(?:smaller|size down|down a size)\b|小一?[号號码碼]|小一点|小一點|小些", re.IGNORECASE
)


# Letter sizes in words; a plain "small" needs something beside it that makes it a size.
_SIZE_END = r"(?= ?(?:$|[.,;!?)]|\b(?:one|size|in|please|instead|and|or|of|for|black|white|blue|red)\b))"
_SIZE_WORDS = {
    size: rf"(?:\b(?:an?|the|in|to|for|size|my|into) (?:size )?|^\W*)(?:{english}){_SIZE_END}|{chinese}"
    for size, english, chinese in (
        ("XS", "(?:extra|x)[- ]small", "特小[号號码碼]|加小[号號码碼]"),
        ("S", "small", "(?<![特加])小[号號码碼](?!的?[错不])"),
        ("M", "medium", "中[号號码碼]"),
        ("L", "large", "(?<![特加])大[号號码碼]"),
        ("XL", "(?:extra|x)[- ]large", "加大[号號码碼]?|特大[号號码碼]"),
    )
}


def action_said(turn: Turn) -> str | None:
    """Which kind of change the words ask for."""
    if _REMOVE.search(turn.text):
        return REMOVE
    if _ADD.search(turn.text):
        return ADD
    if turn.first("color") or turn.first("size"):
        return CHANGE_VARIANT
    if turn.first("quantity") or _QUANTITY.search(turn.text):
        return CHANGE_QUANTITY
    if _VARIANT.search(turn.text):
        return CHANGE_VARIANT
    return CHANGE_QUANTITY if count_said(turn) else None


def count_said(turn: Turn) -> int | None:
    """How many pieces; the last number said ("from 10 to 2") counts."""
    share = share_said(turn)
    if share is not None:
        return share
    for said in reversed(turn.entities.get("quantity", ())):
        if re.fullmatch(r"\d{1,4}(\.0+)?", said):
            return int(float(said))
    patterns = (_COUNT_EN, _COUNT_INSTEAD, _COUNT_OF, _COUNT_KEPT, _COUNT_ZH)
    found = [word for pattern in patterns for word in pattern.findall(turn.text)]
    found += _COUNT_ALONE.findall(turn.text) if _COUNT_ALONE.fullmatch(turn.text) else []
    sizes = turn.entities.get("size", ())
    counts = [
        _NUMBERS.get(word.casefold()) or int(word) for word in found if word not in sizes and word.strip("0")
    ]
    return counts[-1] if counts else None


def share_said(turn: Turn) -> int | None:
    """How many out of more, told together with those: "one of the two", "one of my mugs", 四个碎了俩."""
    for share in (_SHARE_ZH.search(turn.text), _SHARE_EN.search(turn.text)):
        whole, part = [number for number in share.groups() if number] if share else ("", "")
        if part and _number(part) < _number(whole):
            return _number(part)
    found = _COUNT_SHARE.search(turn.text) or _COUNT_PAIR.search(turn.text)
    return _number(found.group(1)) if found else None


def _number(word: str) -> int:
    word = word.casefold()
    return 2 if word == "both" else _NUMBERS.get(word) or int(word)


def says_double(turn: Turn) -> bool:
    return bool(_DOUBLE.search(turn.text))


def sizes_said(turn: Turn, sizes: Sequence[str]) -> list[str]:
    """Which of a product's sizes the message names, in its order; "42" fits "39-42" as well, "medium" is M."""
    named = [size for said in turn.entities.get("size", ()) for size in sizes if fits_size(said, size)]
    if named:
        return list(dict.fromkeys(named))
    places = [(place.start(), size) for size in sizes if (place := _size_in(size, turn.text.casefold()))]
    if not places:
        places = [
            (place.start(), size) for size in sizes if (place := _size_in_words(size, turn.text.casefold()))
        ]
    return [size for _, size in sorted(places)]


def bare_size(turn: Turn, sizes: Sequence[str]) -> str | None:
    """The one number of the message, where it is one of the sizes: "no, 42 is better"."""
    numbers = re.findall(
        r"(?<![\w.,$€£-])\d{1,3}(?:\.5)?(?![\w-]|[.,]\d|[个個件双雙元块])", turn.text, re.ASCII
    )
    return numbers[0] if len(numbers) == 1 and numbers[0] in sizes else None


def _size_in(size: str, text: str) -> re.Match[str] | None:
    """Where the size stands in the text. A bare number needs a word beside it that makes it a size."""
    written = re.escape(size.casefold())
    if not size.isdigit():
        return re.search(rf"(?<![a-z0-9.-]){written}(?![a-z0-9-])", text) if len(size) > 1 else None
    wants = "|need|needs|want|wear|take" if len(size) > 1 else ""  # "I need 2" may be pieces
    before = rf"(?:\b(?:in|to|for|size|a|an|of{wants})\s+|[换換要成]\s*)"
    alone = rf"\W*{written}\W*"
    return re.fullmatch(alone, text) or re.search(
        rf"{before}{written}(?![\d.-])|(?<![\d.-]){written}\s*[码碼号號]", text
    )


def _size_in_words(size: str, text: str) -> re.Match[str] | None:
    """Where a letter size is written out; "a small mistake" names none."""
    words = _SIZE_WORDS.get(size)
    return re.search(words, text) if words else None


def size_beside(turn: Turn, sizes: Sequence[str], present: str | None) -> str | None:
    """The next size up or down, where that is what is wanted. `sizes` go from small to large."""
    step = 1 if _BIGGER.search(turn.text) else -1 if _SMALLER.search(turn.text) else 0
    if not step or present is None or present not in sizes:
        return None
    place = list(sizes).index(present) + step
    return sizes[place] if 0 <= place < len(sizes) else None


def fits_size(said: str, size: str) -> bool:
    """Whether the size that was said is the variant's, or lies within it (42 in 39-42)."""
    plain, own = (re.sub(r"[\s码碼号號]|^(eu|size)", "", text.casefold()) for text in (said, size))
    return plain == own or lies_within(plain, own)


def line_named(lines: Sequence[Any], turn: Turn, known: str | None = None) -> str | None:
    """The number of the one line that fits best by name, colour and size; None for none or several.

    Once a line is `known`, only a name leads to another; colours and sizes then are what it becomes.
    """
    scores = sorted(
        ((_score(line, turn, looks=known is None), str(line.line)) for line in lines), reverse=True
    )
    if not scores or scores[0][0] == 0 or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return scores[0][1]


def line_at(lines: Sequence[Any], turn: Turn) -> str | None:
    """The line pointed at by its place in the order: "the second item", 第二个; "the second order" is none."""
    if turn.is_button or _OF_ORDERS.search(turn.text):
        return None
    place = {**POSITIONS, "last": len(lines) - 1}.get(turn.first("order_ref") or "", len(lines))
    return str(lines[place].line) if len(lines) > 1 and place < len(lines) else None


def all_named(lines: Sequence[Any], turn: Turn) -> bool:
    """Whether the message names each of the lines by a word that fits none of the others."""
    return all(own_words([_words_said(line, turn) | _kind_said(line, turn) for line in lines]))


def lines_named(lines: Sequence[Any], turn: Turn) -> list[str]:
    """The numbers of the lines that the message names by a word that fits none of the others."""
    own = own_words([_words_said(line, turn) | _kind_said(line, turn) for line in lines])
    return [str(line.line) for line, words in zip(lines, own, strict=True) if words]


def _kind_said(line: Any, turn: Turn) -> set[str]:
    """袜 of 羊毛袜, where it is in the message: what the thing is."""
    name = re.sub(r"[^\u4e00-\u9fff]", "", line.name_zh or "")
    return {name[-1]} if name and name[-1] in turn.text else set()


def _words_said(line: Any, turn: Turn) -> set[str]:
    """Words of the line's name in the message: English words, pairs of Chinese characters."""
    text = turn.text.casefold()
    words = {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", line.name.casefold())}
    name = re.sub(r"[^\u4e00-\u9fff]", "", line.name_zh or "")
    pairs = {name[start : start + 2] for start in range(len(name) - 1)}
    return {word for word in words if re.search(rf"\b{re.escape(word)}", text)} | {
        p for p in pairs if p in text
    }


def _score(line: Any, turn: Turn, looks: bool) -> int:
    text = turn.text.casefold()
    words = {word.rstrip("s") for word in re.findall(r"[a-z]{3,}", line.name.casefold())}
    score = sum(2 for word in words if re.search(rf"\b{re.escape(word)}", text))
    name = re.sub(r"[^\u4e00-\u9fff]", "", line.name_zh or "")
    score += 2 * sum(1 for start in range(len(name) - 1) if name[start : start + 2] in text)
    score += 1 if name and name[-1] in text else 0  # 鞋 of 越野跑鞋: what it is
    if looks:
        score += 1 if line.color and line.color in turn.entities.get("color", ()) else 0
        score += 1 if line.size and line.size in turn.entities.get("size", ()) else 0
    return score + (10 if line.sku.casefold() in text else 0)
