"""What somebody likes to do, where a present is looked for by that alone: the kind of goods it comes to."""

from __future__ import annotations

from values.said import plain_pattern, said

_LIKES = r"\b(?:likes?|loves?|enjoys?|adores?|(?:is|she's|he's|they're|are|really|big|very|so|always) into|mad about|crazy about|keen on|passionate about|fan of|hobby is|hobbies are)\b.{0,24}?"
_LIKES_ZH = r"(?:喜欢|喜爱|酷爱|爱好|热爱|痴迷|迷上|沉迷|爱)(?:是|了|上|在)?.{0,4}?"
# In this order: "camping and cooking" is for the outdoors.
_HOBBIES = (
    ("outdoor", r"(?:camp|hik|climb|trek|fish|backpack)(?:s|ing)\b|\b(?:the )?outdoors?\b", r"露营|野营|徒步|爬山|登山|攀岩|钓鱼|户外"),
    ("sports", r"(?:runn|jogg|swimm|cycl|bik|work)ing(?: out)?\b|\b(?:sports?|yoga|pilates|fitness|the gym|working out)\b", r"运动|健身|瑜伽|跑步|游泳|骑车|骑行|打球|锻炼"),
    ("kitchen", r"(?:cook|bak|grill)(?:s|ing)?\b|\bbarbecu\w+", r"做饭|做菜|烹饪|下厨|烘焙|烤蛋糕|煲汤"),
    ("books", r"read(?:s|ing)?\b|\b(?:books?|novels?)\b", r"看书|读书|阅读|看小说"),
    ("stationery", r"(?:draw|paint|writ|sketch|journal)(?:s|ing)\b|\bcalligraphy\b", r"画画|绘画|写字|书法|练字|手账|写作"),
    ("electronics", r"\b(?:music|gadgets?|tech\w*|gaming|video games|computers?)\b", r"听歌|听音乐|音乐|数码|电子产品|打游戏|电脑"),
    ("beauty", r"\b(?:make-?up|skin-?care|beauty)\b", r"化妆|护肤|美妆"),
    ("bags", r"travel(?:s|l?ing)?\b", r"旅行|旅游|出差"),
    ("pets", r"\b(?:(?:her|his|their) )?(?:cats?|dogs?|pets?)\b", r"养猫|养狗|猫|狗|宠物"),
    ("tea", r"\b(?:tea|coffee)\b", r"喝茶|品茶|茶道|喝咖啡|咖啡"),
)  # fmt: skip
_PATTERNS = tuple(
    (category, plain_pattern(f"{_LIKES}(?:{english})|{_LIKES_ZH}(?:{chinese})"))
    for category, english, chinese in _HOBBIES
)


def liked_category(text: str) -> str | None:
    """The category of goods for what somebody is said to like: kitchen for "he likes cooking"; None where nothing of that is told."""
    plain = said(text).plain
    return next((category for category, words in _PATTERNS if words.search(plain)), None)
