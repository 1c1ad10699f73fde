"""What belongs to the sentence around an open value and not to the value: articles and possessives, counters, particles.

The tagger is least sure of where a value ends. These words neither begin nor end one, whatever the slot: "an upright vacuum", "五顶安全帽" (counted by 顶),
"桌布啊", "the raincoat's".
"""

from __future__ import annotations

import re

from values.quantities import MEASURES

_HAN = "\u4e00-\u9fff"
_COUNTED = re.compile(
    rf"(?:[0-9一二三四五六七八九十百两几半俩每这那]\s?[{MEASURES}块片款]|件套"
    r"|[你们他她]家)$"
)
_BEFORE = re.compile(
    r"(?:an?|the|my|our|your|his|her|their|this|that|these|those|some|any|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?=\S)"
    rf"|['’]s\s+|-(?=\w)|的(?=[{_HAN}])|(?:买|退(?![热烧])|换(?![气鞋衣洗装挡]))(?=[{_HAN}]{{2}})"
)
_BEHIND = re.compile(
    rf"(?<=\w)['’]s$|(?<=\w)\s+(?:back|w|with|and|or)$|(?<=[{_HAN}]{{2}})[啊呢吧哈嘛呀的了吗]+$"
)


def within_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of text[start:end] that is the value itself; the whole where nothing would be left."""
    first, last = start, end
    if last - first > 2 and _COUNTED.search(text[: first + 1]):
        first += 1
    while match := _BEFORE.match(text, first, last):
        first = match.end()
    while match := _BEHIND.search(text[first:last]):
        last = first + match.start()
    return (first, last) if first < last else (start, end)
