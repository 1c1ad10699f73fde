"""Words as customers write them, in both languages, in a form that can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

HAN = "\u3400-\u9fff"
_LATIN_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?(?:['’][a-z]+)?")
_HAN_RUN = re.compile(f"[{HAN}]+")
FUZZY_FROM = 6  # letters; shorter words are too alike to guess at

# Words that say nothing about a product.
_FUNCTION_WORDS = """
    a an and are at by for from in is it me my no not of off on or that the this to where with you
    your
"""
# Words with which goods are looked for, and which say nothing about them.
_ASKING = """
    have has need want anything something do does did u i im we us they them he she her his him looking look show find buy get got
    any some against sell like would please what which who how can could will there here thing stuff give recommend suggest help
    maybe also really just very too much many hi hello hey
"""
_ASKING_HAN = """
    有没 没有 有什 什么 有啥 我想 想买 想要 想找 给我 给他 给她 推荐 荐一 一下 看看 哪些 哪种 有哪 哪款 的吗 有吗 可以 那种 这种 适合 送给 我要
    你们 们有 们卖 卖不 卖吗 能不 不能 怎么 么样 请问 问有 帮我 我找 找个 找一 来个 来一 有卖 卖的
"""
# Words that stand in product names, but so often elsewhere that by themselves they name no product.
_ORDINARY = """
    account address alley archive arrival art autumn balance beginner bill black block blue
    bluetooth book bottle box breeze bridge brown brush burgundy cable camera car card care case
    certain change charger charging chime clasp clean clear color colour container cotton cream
    crisp current cut dash date day delivery desk discount drift drip drop dry electric empty
    entry everyday fall family feed file five fold fountain four frost gift glass go gold good
    green grey grip grocer guardian guide hand harvest high holder home house instant item jar
    kid kit kitchen ladder leather letter level light linen little loop machine mat message
    minute money morning mount multicolor navy new night office old olive one open order pack
    pair paper parcel password patch pebble phone pink plate platform play pocket portable pouch
    price problem product purple question quiet rack red refund return ring room run running
    seat secret set sheet shop silver single six size small smart sound spin spot spring stand
    star stick store strap stride summer sun swift tablet talk ten three time timely toast towel
    transparent travel trick tumble two upright vault voyager watch water well white window
    winter wireless woman work yard year yellow
"""
_ORDINARY_HAN = """
    哪了 去哪 什么 怎么 多少 可以 一个 这个 那个 没有 是不 不是 时候 现在 我的 你们 我们 一下 还是
    知道 已经 到了 的人 人的 平台 口袋 日常 手机 儿童 套装 安全 大道 平衡 片刻 整整 男士 女士 宝宝
    婴儿 家用 通勤 平板 守护 客厅 厨房 安静 标准 破晓 晚安 提灯 归档 文件 账本 午夜 深夜 秋天 早上
    高低 大小 黑色 白色 红色 礼盒 包装 充电 防水 快速 大本 自动 电动 电脑 智能 户外 运动 旅行 居家
    桌面 车载 透明 玩具 宠物 开口 缝补 流水 两只 三条 四条 五双 十支 十片 六包 一年 无线
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
ASKING = frozenset(_ASKING.split()) | frozenset(_ASKING_HAN.split())
ORDINARY = frozenset(_ORDINARY.split())
ORDINARY_HAN = frozenset(_ORDINARY_HAN.split())

# What customers call things -> what catalogues call them.
SYNONYMS = {
    "clothes": "clothing", "tshirt": "t shirt", "tee": "t shirt", "hoodie": "hooded sweatshirt",
    "jumper": "sweater", "pullover": "sweater", "trainer": "sneaker", "cup": "mug",
    "thermos": "insulated bottle", "rucksack": "backpack", "pram": "stroller", "diaper": "nappies",
    "earphone": "earbuds", "couch": "sofa", "hoover": "vacuum", "powerbank": "power bank",
    "pajama": "pyjama", "comforter": "duvet", "shade": "sunglasses", "raincoat": "rain jacket", "anorak": "rain jacket",
    "mac": "rain jacket", "puffer": "down jacket", "wellies": "rain boots",
}  # fmt: skip
SYNONYMS_HAN = {
    "跑步鞋": "跑鞋", "衣服": "服装", "洗面奶": "洁面", "电饭锅": "电饭煲", "烧水壶": "电热水壶",
    "尿不湿": "纸尿裤", "蓝牙耳机": "无线耳机", "手机套": "手机壳", "移动电源": "充电宝",
    "帽衫": "连帽卫衣", "旅行箱": "行李箱", "双肩背包": "双肩包",
}  # fmt: skip


def normal(text: str) -> str:
    """Small letters, half-width, simplified characters, the catalogue's words for things."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _HAN_RUN.search(plain):
        plain = str(_simplifier().convert(plain))
        for said, meant in SYNONYMS_HAN.items():
            plain = plain.replace(said, meant)
    return plain


def latin_words(text: str) -> list[str]:
    """The words of already normal text that are in Latin letters or digits, in the singular."""
    words = [singular(word) for word in _LATIN_WORD.findall(text)]
    return [singular(part) for word in words for part in SYNONYMS.get(word, word).split()]


def han_pairs(text: str) -> list[str]:
    """All pairs of neighbouring Chinese characters of already normal text: Chinese has no word breaks."""
    return [run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)]


def han_characters(text: str) -> list[str]:
    return [character for run in _HAN_RUN.findall(text) for character in run]


def singular(word: str) -> str:
    """A rough singular; only has to be the same for both forms of a word."""
    word = re.sub(r"['’][a-z]+$", "", word)
    if len(word) < 4 or word.endswith(("ss", "us")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


class Spelling:
    """Finds the known word that a mistyped one stands for.

    Two words one typing error apart (a letter missing, added, wrong, or two swapped) have a common form with
    one letter left out, so known words are kept by these forms: a look-up, however many words there are.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._forms: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= FUZZY_FROM and word.isalpha():
                for form in _forms(word):
                    self._forms.setdefault(form, []).append(word)

    def correct(self, word: str) -> str:
        """The known word that `word` most likely is; `word` itself when there is none or it is ordinary."""
        if word in self._known or len(word) < FUZZY_FROM or word in ORDINARY:
            return word
        for form in _forms(word):
            for known in self._forms.get(form, ()):
                if known[0] == word[0]:  # "adress" is no dress: the first letter is seldom wrong
                    return known
        return word


def _forms(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC  # here, since loading its tables takes a moment that not everybody needs

    return OpenCC("t2s")
