"""The age of the child that something is looked for."""

from __future__ import annotations

from values.numerals import NUMBER, parse_number
from values.said import plain_pattern, said

OLDEST_CHILD = 17
_CHILD = (
    r"(?:kids?|child(?:ren)?|boys?|girls?|sons?|daughters?|nephews?|nieces?|grand(?:son|daughter|child|kid)s?|bab(?:y|ies)|toddlers?"
    r"|brothers?|sisters?|cousins?|godson|goddaughter|lad|pupil|student)"
)
# "a 7 year old", and no "7 year old laptop": what follows is nothing, a child, or the rest of the sentence.
_END = rf"(?=s?'?s?(?: +{_CHILD}\b| *(?:$|[.,;:!?()])| +(?:who|that|and|or|he|she|to|with|for|please|pls|under|max|birthday|likes?|loves?|around|about|in)\b))"
_AGES = [
    plain_pattern(
        rf"(?<![\d.,-])(?P<n>{NUMBER})(?:[ -]?(?:and a half|1/2))?[ -]?(?:years?|yrs?|yr)[ -]?olds?{_END}"
    ),
    plain_pattern(rf"(?<![\d.,-])(?P<n>{NUMBER}) ?y/?o\b"),
    plain_pattern(
        rf"\b(?:aged?|turn(?:s|ing|ed)|ages) (?P<n>{NUMBER})\b(?! ?(?:%|days?|weeks?|months?|into|out))"
    ),
    plain_pattern(
        rf"\b{_CHILD}(?: of mine)?(?: who)?(?: is|'s) (?P<n>{NUMBER})(?= *(?:$|[.,;:!?]|and\b|now\b|years?\b|next\b))"
    ),
    plain_pattern(
        r"(?<![零一二三四五六七八九十百\d第])(?P<n>[一二三四五六七八九])[二三四五六七八九]岁"
    ),  # 七八岁
    plain_pattern(rf"(?<![\d第])(?P<n>{NUMBER})(?:[-~到至](?:{NUMBER}))? ?周?岁(?!月|以[下内])"),
]
_MONTHS = plain_pattern(
    rf"(?<![\d.,-])(?P<n>{NUMBER})[ -]?months?[ -]?olds?\b|(?<!\d)(?P<m>{NUMBER}) ?个月大?的?(?:宝宝|婴儿|娃|孩子|小孩|女儿|儿子)"
)


def child_age(text: str) -> int | None:
    """The age in full years of the child that something is looked for; None for grown-ups and where none is named."""
    plain = said(text).plain
    for pattern in _AGES:
        for match in pattern.finditer(plain):
            number = parse_number(match.group("n"))
            if number is not None and 0 <= number <= OLDEST_CHILD:
                return int(number)
    months = _MONTHS.search(plain)
    number = parse_number(months.group("n") or months.group("m")) if months else None
    return int(number) // 12 if number is not None and number <= 12 * OLDEST_CHILD else None
