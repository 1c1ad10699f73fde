"""Which country a place is in, as far as its words tell: by its name, or by a postcode that no other country writes."""

from __future__ import annotations

from values.addresses import AMERICAN_CODE
from values.said import plain_pattern, said

# The names that customers use; of the euro's countries those that parcels go to most.
_NAMES = (
    ("GB", r"\bu\.?k\b(?! ?\d)|\bunited kingdom\b|\b(?:great )?britain\b|\bengland\b|\bscotland\b|\bwales\b|\bnorthern ireland\b|英国|英格兰|苏格兰|威尔士|北爱尔兰"),
    ("US", r"\bu\.?s\.?a\b|\bunited states\b|\bin the u\.?s\b|\bamerica\b|美国"),
    ("CN", r"\bchina\b|中国(?!银行)|国内"),
    ("DE", r"\bgermany\b|\bdeutschland\b|德国"),
    ("FR", r"\bfrance\b|法国"),
    ("AT", r"\baustria\b|\b(?:o|ö)sterreich\b|奥地利"),
    ("IT", r"\bitaly\b|\bitalia\b|意大利"),
    ("ES", r"\bspain\b|\bespaña\b|西班牙"),
    ("NL", r"\bnetherlands\b|\bholland\b|荷兰"),
    ("BE", r"\bbelgium\b|比利时"),
    ("IE", r"(?<!northern )\bireland\b|(?<!北)爱尔兰"),
    ("PT", r"\bportugal\b|葡萄牙"),
    ("FI", r"\bfinland\b|芬兰"),
    ("GR", r"\bgreece\b|希腊"),
    ("LU", r"\bluxembourg\b|卢森堡"),
)  # fmt: skip
_NAMED = [(country, plain_pattern(names)) for country, names in _NAMES]
_POSTCODES = (
    ("GB", plain_pattern(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")),
    ("US", plain_pattern(AMERICAN_CODE)),
    ("CN", plain_pattern(r"[\u4e00-\u9fff](?:省|自治区)|[\u4e00-\u9fff]{2,}市[\u4e00-\u9fff]")),
)
_HERE = plain_pattern(
    r"(?:\b(?:i'?m|i am|we'?re|we are|i live|we live|(?:i'?m|i am|we'?re) based|live|living|based|here)(?: over)?(?: here)? in|\b(?:goes|going|shipped?|delivered?|delivery|sent) to)"
    r" (?:the )?(?P<place>[^,.;!?]{2,40})|(?:我[们]?(?:人|现在|是|住)?在|[寄送发]到?|收货地?(?:址)?在)(?P<zh>[\u4e00-\u9fff]{2,8})"
)


def country_of(place: str) -> str | None:
    """ISO 3166-1 of the country that an address names, the last one named; else by its postcode. None: it does not tell."""
    plain = said(place).plain
    named = [(match.start(), country) for country, names in _NAMED for match in names.finditer(plain)]
    if named:
        return max(named)[1]
    return next((country for country, code in _POSTCODES if code.search(plain)), None)


def home_country(text: str) -> str | None:
    """The country that somebody says to be in, or that something goes to: "I'm in England", 我在德国."""
    found = [match["place"] or match["zh"] for match in _HERE.finditer(said(text).plain)]
    return next((country for place in found if (country := _named_in(place))), None)


def _named_in(place: str) -> str | None:
    return next((country for country, names in _NAMED if names.search(place)), None)
