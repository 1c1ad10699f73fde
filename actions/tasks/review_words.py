"""Stars and the words of a review, read out of free wording in either language."""

from __future__ import annotations

import re

from actions.turn import Turn

MOST_WORDS = 2000  # characters of a review
_NUMBERS = {
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5
}  # fmt: skip
_STARS_SAID = (
    r"(?:([1-5一二两三四五])\s*(?:颗|個|个)?(?:星|分)"
    r"|(?<![\w.-])([1-5]|one|two|three|four|five)(?:[ -]?stars?| out of (?:5|five)| ?/ ?5| of 5))"
)
_STARS = re.compile(_STARS_SAID, re.IGNORECASE)
_ALONE = re.compile(
    r"(?:[^\w-]|\b(?:ok|okay|then|just|make it|no|so|well|i'?d say|give it|a)\b|那就?|就|给|打|好吧?)*([1-5]|one|two|three|four|five|[一二三四五])"
    r"(?:\W|\b(?:then|please)\b|吧|好了)*",
    re.IGNORECASE,
)
_LEADS_TO_STARS = (
    r"\W|\b(?:no|sorry|actually|then|ok|okay|make (?:it|that)|change (?:it|that)|rather|i meant?|better|only|just|give (?:it|them)"
    r"|wait|hang on|hold on|one (?:sec(?:ond)?|moment)|hmm+|well|let'?s (?:say|make it)|on second thoughts?|oops|to|a|an)\b"
    r"|那|还是|還是|不[对對]?|改[成为到]?|换成?|给|打|就|只|等一?[下等]|稍等|慢着|哦|噢|嗯|呃|我|想|要|算了|最多|顶多|应该|是"
)
# Other stars in the words of a correction, with more behind them: 改成2星 味道太大了.
_OTHER_STARS_FIRST = re.compile(
    rf"^(?P<lead>(?:{_LEADS_TO_STARS})*){_STARS_SAID}(?:吧|好了|\b(?:then|please|instead)\b)?(?:[\s,，;；:：.。!！-]+(?:because\b|因为)?\s*(?P<rest>.{{2,}}))$",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"\b(?:no|sorry|actually|make|change|rather|meant?|wait|hang on|hold on|second thoughts?|oops)\b"
    r"|那|还是|還是|不[对對]|改|换|等[一下等]|稍等|慢着|算了",
    re.IGNORECASE,
)
_STARS_ALONE = re.compile(
    rf"(?:{_LEADS_TO_STARS})*{_STARS_SAID}(?:\W|吧|好了|算了|\b(?:then|please|instead|actually|though|after all)\b)*",
    re.IGNORECASE,
)
_TOO_MANY = re.compile(
    r"(?<![\d.])(?:\d{2,}|[06-9]|[六七八九十零百])\s*(?:颗|個|个)?(?:星|[ -]?stars?)", re.IGNORECASE
)
_MOODS = {5: re.compile(r"好评|满分"), 1: re.compile(r"差评")}
_WORDS = re.compile(
    r"(?:评价(?:内容)?(?:是|写)?|内容是?|写上?|就写|\b(?:saying|review|comment|text|write)\b)\s*[:：“\"]\s*(?P<text>.{2,})$"
    r"|[，,]\s*写(?P<more>.{2,})$",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"\W*(?:不是?|no|please|把)*\W*(?:文字|内容|评语|评价(?:内容)?|\b(?:change )?(?:the |my )?(?:text|words?|review|comment))\s*(?:改成|改为|换成|改写成|\bto\b)\s*[:：“\"]?\s*(?P<other>.{2,})$",
    re.IGNORECASE,
)
# Stars in the middle of a wish, with the words behind them: "ORD-1073五星好评，不打滑".
_BEHIND_STARS = re.compile(
    rf"(?:{_STARS_SAID}|满分)(?:好评|差评)?\s*[,，;；:：.。!！-]+\s*(?P<behind>.{{4,}})$", re.IGNORECASE
)
_NO_WORDS = re.compile(
    r"[,，;；]?\s*(?:[\w.+-]+@[\w.-]+|(?:手机)?尾号\D{0,3}\d{4}|(?<![\w.])\+?\d{4,15})\W*$"
)
_OTHER_WISH = re.compile(
    r"[?？]|\d{4}|[吗么呢]\W*$|顺便|另外|\b(?:also|and then|by the way)\b", re.IGNORECASE
)
# What is said at a review's summary and is no part of it: questions, second thoughts, words about the review.
NO_REVIEW = re.compile(
    r"[?？@]|\d{3}|[吗么呢]\W*$|怎么|什么|评价|发布|提交|确认|修改|改|删|取消|等一?[下等]|稍等|匿名|公开|订单|写"
    r"|\b(?:what|how|why|when|who|where|can|could|would|will|wait|hold on|hang on|hmm+|publish|review|submit|post|change|delete|order|text|anonymous\w*|public\w*)\b",
    re.IGNORECASE,
)
# What sends the review off as it is, and is no part of it.
_SUBMITS = re.compile(
    r"(?:\W|那|就|好了?|直接|这样|帮我|可以|给我)*(?:提交|发布|发表|发送|发出去|上传)(?:我的|这个|这条)?(?:评价|评论)?(?:吧|了|啦|就行|就好|即可|\W)*"
    r"|(?:\W|\b(?:ok|okay|then|just|please|that'?s (?:it|all)|now|go ahead and)\b)*(?:submit|publish|post|send)(?: (?:it|that|this|(?:the|my) review|it off|it now|now))?(?: please| now|\W)*",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3  # of an opinion in English; in Chinese its characters are SHORTEST_OPINION at least
SHORTEST_OPINION = 4
_AFTER_STARS = re.compile(
    rf"^\W*{_STARS_SAID}(?:好评)?(?:\s*[,，;；:：.。!！-]+\s*|\s+(?=[\u4e00-\u9fff]))(?P<rest>.{{4,}})$",
    re.IGNORECASE,
)


def read_rating(turn: Turn) -> int | None:
    """1 to 5 stars, in digits or words; None for anything else."""
    if _TOO_MANY.search(turn.text):
        return None  # "七星好评" is none of the five
    said = turn.first("rating")
    if said and re.fullmatch(r"[1-5](?:\.0+)?", said):
        return int(float(said))
    stars = _STARS.search(turn.text) or _ALONE.fullmatch(turn.text)
    if stars:
        word = next(group for group in stars.groups() if group).casefold()
        return _NUMBERS.get(word) or int(word)
    return next((rating for rating, words in _MOODS.items() if words.search(turn.text)), None)


def is_other_rating(turn: Turn) -> bool:
    """Whether the message is stars and nothing else: "no, four stars", 那四星吧."""
    return bool(_STARS_ALONE.fullmatch(turn.text))


def other_rating_with_words(turn: Turn) -> tuple[int, str] | None:
    """Stars said anew and the words behind them: 改成2星 味道太大了. "Four stars for the delivery" is the review itself."""
    found = None if turn.is_button or _TOO_MANY.search(turn.text) else _OTHER_STARS_FIRST.match(turn.text)
    if found is None or not _PUTS_RIGHT.search(found.group("lead")):
        return None
    rating, rest = read_rating(turn), found.group("rest").strip(' ”"，,')
    return (rating, rest) if rating and len(rest) > 1 else None


def gives_other_words(turn: Turn) -> bool:
    """Whether the message puts other words in place of the review's: "change the text to …", 内容改成…."""
    return bool(_OTHER_WORDS.match(turn.text))


def submits(turn: Turn) -> bool:
    """Whether the message sends the review off and says nothing about the goods: 提交, "submit it please"."""
    return not turn.is_button and bool(_SUBMITS.fullmatch(turn.text))


def tells_opinion(turn: Turn) -> bool:
    """Whether the message is what a review may say, without any stars: 很好用 不滑, "soft, but it smells a bit"."""
    text = turn.text.strip()
    if (
        turn.is_button
        or turn.is_bare
        or turn.says_yes
        or NO_REVIEW.search(text)
        or re.search(r"\d|星|\bstars?\b", text)
    ):
        return False
    words = len(text.split()) if text.isascii() else 0
    return words >= _FEWEST_WORDS or (not text.isascii() and len(text) >= SHORTEST_OPINION)


def says_stars(turn: Turn) -> bool:
    """Whether stars are named as such, not just a number that might be anything."""
    return bool(turn.first("rating") or _STARS.search(turn.text))


def read_words(turn: Turn) -> str | None:
    """The review's text where it follows its announcement or the stars ("5 stars, never slips")."""
    told = _NO_WORDS.sub("", turn.text)
    said = _OTHER_WORDS.match(told) or _WORDS.search(told) or _AFTER_STARS.search(told)
    behind = None if said else _BEHIND_STARS.search(told)
    if behind and not _OTHER_WISH.search(behind.group("behind")):
        said = behind
    text = next((group for group in said.groupdict().values() if group), "") if said else ""
    return text.strip(' ”"，,')[:MOST_WORDS] or None
