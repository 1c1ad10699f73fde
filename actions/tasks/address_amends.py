"""Parts of an address put right, or added: 门牌错了 是502, "and it is flat 5"."""

from __future__ import annotations

import re

from actions.turn import Turn
from values.said import said

# "14 not 12", 是302不是301: a part of an address, put right.
PUT_RIGHT = re.compile(
    r"(?P<en_new>[\w-]+),? (?:and )?not (?:the )?(?P<en_old>[\w-]+)|\bnot (?:the )?(?P<but_old>[\w-]+),? but (?:the )?(?P<but_new>[\w-]+)"
    r"|是(?P<zh_new>[^\s,，。不]{1,12}?)[,，\s]*(?:而)?不是(?P<zh_old>[^\s,，。]{1,12})|不是(?P<no_old>[^\s,，。]{1,12}?)[,，\s]*(?:而)?是(?P<no_new>[^\s,，。]{1,12})",
    re.IGNORECASE,
)
# Parts of a Chinese address by how far they go into the house. A number without a unit at the end is the flat's.
_UNITS = {
    "号": 1,
    "号院": 2,
    "号楼": 3,
    "栋": 3,
    "幢": 3,
    "座": 3,
    "单元": 4,
    "楼": 5,
    "层": 5,
    "室": 6,
    "房": 6,
    "户": 6,
    "": 6,
}
_FLAT = _UNITS["室"]
_LONGEST_PART = 80  # characters of a message that puts a part right
_NUMBER = r"(?:\d{1,5}[a-z]?|[a-z]\d{0,4}|[一二三四五六七八九十]{1,3})"
_PART = re.compile(
    rf"(?<![a-z\d])(?P<number>{_NUMBER})(?P<unit>号楼|号院|单元|[号栋幢座楼层室房户])|(?P<bare>(?<![a-z\d])\d{{1,5}}[a-z]?)$"
)
_ZH_LEAD = (
    r"(?:不对|不是|[写填打搞弄输]?错[了啦]?|漏[写了]*|少写了?|忘了?(?:写了?)?|没写全?|门牌号?|房间?号|楼号|楼栋号?|栋号|单元号?|楼层|室号|地址"
    r"|号码|应该|是|为|改[成为]|改(?![成为])|换成|补充?(?:一?下)?|加上|加(?!上)|再|还有|后面|具体|完整|就|请|麻烦|帮我|抱歉|不好意思|等一?下|等等"
    r"|[哦啊呀我的得要在]|[\s,:。.!])"
)
_ZH_TAIL = (
    r"(?:[\s吧了的哦呀啊呢。.!~,]|谢谢|就行|就好|才对|(?:我?刚才?|刚刚|之前|前面)?[写填打搞弄输]错[了啦]?)*"
)
_FRAGMENT = re.compile(
    rf"(?P<lead>{_ZH_LEAD}*)(?P<parts>(?:{_NUMBER}(?:号楼|号院|单元|[号栋幢座楼层室房户])[\s,]*)*(?:\d{{1,5}}[a-z]?)?){_ZH_TAIL}"
)
_DISTRICT = re.compile(
    rf"(?P<lead>(?:{_ZH_LEAD}|[省市区县镇路街道名]+(?=[写填打搞弄]?错|不对))*(?:错[了啦]?|不对|不是|应该|是)(?:{_ZH_LEAD})*)"
    rf"(?P<name>[\u4e00-\u9fff]{{1,6}}(?P<unit>[省市区县镇路街])){_ZH_TAIL}"
)
_WRONG = re.compile(r"错|不对|不是|应该|改|换|门牌|房|楼|栋|单元|室")
_MORE = re.compile(r"补|加|漏|少|忘|没写|后面|还有")
_LABELS = ((re.compile(r"楼号|楼栋|栋号"), 3), (re.compile("单元"), 4), (re.compile(r"房间?号|室号"), 6))
_LONE_FLAT = re.compile(r"\d{3}[a-z]?")  # said without any word; four digits may be the end of a phone
_EN_WORDS = (
    r"(?:(?:no|sorry|wait|oops|actually|it'?s|should|be|is|was|make|that|the|my|wrong|incorrect|and|also|add|plus|with|i|forgot|a"
    r"|missing|mistake|typo|mistyped|instead|please|just|only|in|to|not right|number|thanks|of|there|has|got|wrote|put|change|it|an)\b|[\W_])"
)
_EN_LABEL = (
    r"(?P<label>(?:house|street|flat|apartment|apt\.?|unit|building|door) number|house|number|no\. ?(?=\d)|nr\.?|apt\.?|apartment|flat|unit|suite|room|floor"
    r"|post ?code|postal code|zip(?: code)?)"
)
_LABELLED = re.compile(
    rf"{_EN_WORDS}*\b{_EN_LABEL}(?![a-z])(?:{_EN_WORDS}|(?:apartment|flat|unit|suite|post ?code|zip)\b)*(?P<value>[a-z]{{1,2}}\d[a-z\d]? ?\d[a-z]{{2}}|[a-z]?\d+(?:-\d+)?[a-z]?){_EN_WORDS}*",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?P<lead>{_EN_WORDS}+)(?P<value>\d{{1,5}}[a-z]?){_EN_WORDS}*",
    re.IGNORECASE,
)
_LABEL_SAID = rf"{_EN_LABEL}|[号號楼樓栋棟室]|门牌|單元|单元"
_EN_WRONG = re.compile(
    r"\b(?:no|sorry|oops|actually|should|wrong|incorrect|mistake|typo|mistyped)\b", re.IGNORECASE
)
_EN_FLAT = r"(?:apt\.?|apartment|flat|unit|suite|room)"
_POSTCODE = re.compile(
    r"\b(?:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{5}(?:-\d{4})?|\d{4,6}(?= [a-z]))\b", re.IGNORECASE
)


def amended(address: str, turn: Turn, *, labelled: bool = False) -> str | None:
    """The address with what the message puts right in it, or adds to it; None where it does neither.

    `labelled`: a number must be named as the house's or the flat's, since it may be something else.
    """
    if turn.is_button or not address:
        return None
    if len(turn.text) > _LONGEST_PART:
        return _put_right(address, turn.text, labelled)
    new = _put_right(address, turn.text, labelled) or _with_parts(address, turn.text, labelled)
    new = new or _with_district(address, turn.text) or _with_labelled(address, turn.text, labelled)
    if new is None and not labelled:
        new = _with_bare(address, turn.text)
    return new if new != address else None


def says_wrong(turn: Turn) -> bool:
    """Whether the message says that a part of an address is wrong."""
    return bool(re.search(r"错|不对|应该|漏|少写", said(turn.text).plain) or _EN_WRONG.search(turn.text))


def _put_right(address: str, text: str, labelled: bool) -> str | None:
    """The address with the one part exchanged that the message corrects; None where that part is not in it."""
    found = PUT_RIGHT.search(text)
    if found is None:
        return None
    parts = {name[-3:]: part for name, part in found.groupdict().items() if part}
    old, new = parts["old"], parts["new"]
    if labelled and old.isdigit() and not re.search(_LABEL_SAID, text, re.IGNORECASE):  # "two not one" pieces
        return None
    place = re.search(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])", address)
    if place is None:
        return None
    before, after = address[: place.start()], address[place.end() :]
    known = max((n for n in range(len(new)) if before.endswith(new[:n])), default=0)  # 5栋302不是301
    return f"{before}{new[known:]}{after}"


def _with_parts(address: str, text: str, labelled: bool) -> str | None:
    """The address with other numbers of the house or the flat, or with those that it lacked: 2栋501, 门牌错了 是502."""
    plain = said(text.strip()).plain
    found = _FRAGMENT.fullmatch(plain)
    if found is None or not found["parts"]:
        return None
    lead, start = found["lead"], found.start("parts")
    end = start + len(found["parts"].rstrip(" ,"))
    parts = [
        (
            text.strip()[match.start("bare" if match["bare"] else "number") :][
                : len(match["bare"] or match["number"])
            ],
            match["unit"] or "",
        )
        for match in _PART.finditer(plain, start, end)
    ]
    if not parts:
        return None
    number, unit = parts[0]
    if not re.search(r"[\u4e00-\u9fff]", address):  # 错了，是14号, of 12 Elm Street
        label = {1: "number", 3: "building", 5: "floor", 6: "flat"}.get(_UNITS[unit])
        return (
            _with_labelled(address, f"{label} {number}", False) if unit and label and not parts[1:] else None
        )
    if len(parts) == 1 and not unit:
        if labelled and not _WRONG.search(lead):
            return None
        if not lead.strip() and not _LONE_FLAT.fullmatch(number):
            return None
        level = next((level for label, level in _LABELS if label.search(lead)), None)
        if level is None and lead.strip() and not _MORE.search(lead):
            like = _like(address, number, bool(_WRONG.search(lead)))
            if like:
                return f"{address[: like[0]]}{number}{address[like[1] :]}"
            level = _FLAT
        return _placed(address, number, "", level or _FLAT)
    for number, unit in parts:
        changed = _placed(address, number, unit, _UNITS[unit])
        if changed is None:
            return None
        address = changed
    return address


def _parts_of(address: str) -> list[tuple[int, re.Match[str]]]:
    plain = said(address).plain
    return [(_UNITS[match["unit"] or ""], match) for match in _PART.finditer(plain)]


def _placed(address: str, number: str, unit: str, level: int) -> str | None:
    """The address with this number in the place of its like, else behind what stands before it; None where it could be several."""
    parts = _parts_of(address)
    alike = [match for rank, match in parts if rank == level]
    if len(alike) > 1:
        return None
    if alike:
        start, end = alike[0].span()
        unit = unit or alike[0]["unit"] or ""
    else:
        before = [match.end() for rank, match in parts if rank < level]
        start = end = max(before) if before else len(address)
    return f"{address[:start]}{number}{unit}{address[end:]}"


def _like(address: str, number: str, wrong: bool) -> tuple[int, int] | None:
    """Where the number of the address stands that looks most like this one: of 100号2栋501 the last, for 502."""
    spans = [match.span() for match in re.finditer(r"\d+[a-z]?", address, re.IGNORECASE)]
    scored = []
    for start, end in spans:
        old = address[start:end]
        same = sum(1 for a, b in zip(old, number, strict=False) if a == b)
        scored.append((same if len(old) == len(number) else 0, start, end))
    scored.sort()
    if not scored:
        return None
    if scored[-1][0]:
        return scored[-1][1:]
    return spans[-1] if wrong else None


def _with_district(address: str, text: str) -> str | None:
    """The address with another district, city or street: 区写错了 是上城区."""
    plain = said(text.strip()).plain
    found = _DISTRICT.fullmatch(plain)
    if found is None:
        return None
    unit = found["unit"]
    alike = list(
        re.finditer(rf"(?:(?<=[省市区县镇乡])|^)[^省市区县镇乡路街道\d]{{1,7}}?{unit}", said(address).plain)
    )
    if len(alike) != 1:
        return None
    start, end = alike[0].span()
    return f"{address[:start]}{found['name']}{address[end:]}"


def _with_labelled(address: str, text: str, labelled: bool) -> str | None:
    """The address with another number of the house or the flat, or postcode: "the flat is wrong, it's 203"."""
    found = _LABELLED.fullmatch(text.strip())
    if found is None:
        return None
    label, value = found["label"].casefold().rstrip(". "), found["value"]
    if labelled and label in ("number", "no", "nr"):
        return None
    if label.startswith(("post", "zip")):
        codes = list(_POSTCODE.finditer(address))
        if not codes:
            return f"{address}, {value}"
        return f"{address[: codes[-1].start()]}{value}{address[codes[-1].end() :]}"
    word = label.removesuffix(" number")
    if re.search(r"[\u4e00-\u9fff]", address):
        level = {"house": 1, "street": 1, "number": 1, "no": 1, "nr": 1, "building": 3, "floor": 5}.get(
            word, _FLAT
        )
        unit = next(unit for unit, rank in _UNITS.items() if rank == level)
        return _placed(address, value, unit, level)
    if word in ("house", "street", "number", "no", "nr", "building"):
        house = list(re.finditer(rf"\b{word}\.? (\d+[a-z]?)\b", address, re.IGNORECASE))
        flats = [m.span(1) for m in re.finditer(rf"\b{_EN_FLAT} (\d+[a-z]?)\b", address, re.IGNORECASE)]
        numbers = [
            m.span() for m in re.finditer(r"\b\d+[a-z]?\b", address, re.IGNORECASE) if m.span() not in flats
        ]
        spans = [m.span(1) for m in house] or numbers[:1]
    else:
        kind = _EN_FLAT if re.fullmatch(_EN_FLAT, word, re.IGNORECASE) else word
        spans = [m.span(1) for m in re.finditer(rf"\b{kind} ?([a-z]?\d+[a-z]?)\b", address, re.IGNORECASE)]
        if not spans:
            return _with_flat(address, f"{word.capitalize()} {value}")
    if len(spans) != 1:
        return None
    return f"{address[: spans[0][0]]}{value}{address[spans[0][1] :]}"


def _with_flat(address: str, flat: str) -> str:
    """The address with the flat behind the street and its number."""
    lines = address.split(",")
    street = next((n for n, line in enumerate(lines) if re.search(r"\d", line)), 0)
    return ",".join([*lines[: street + 1], f" {flat}", *lines[street + 1 :]])


def _with_bare(address: str, text: str) -> str | None:
    """The address with a number put right that is not said to be the house's or the flat's: "sorry, it should be 24"."""
    found = _BARE.fullmatch(text.strip())
    if found is None or not _EN_WRONG.search(found["lead"]):
        return None
    like = _like(address, found["value"], wrong=False)
    return f"{address[: like[0]]}{found['value']}{address[like[1] :]}" if like else None
