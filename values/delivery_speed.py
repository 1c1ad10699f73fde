"""A faster delivery wished for an order that is placed: "change my delivery to express", 改成加急."""

from __future__ import annotations

import re

_FASTER = r"(?:express|expedited|overnight|next[- ]day|faster|quicker|priority|same[- ]day)"
_WISH = re.compile(
    rf"\b(?:change|switch|upgrade|move|turn|make)\b(?: (?:my|the|this|that|it|order|parcel|package|delivery|shipping|shipment|ord-\d+))* "
    rf"(?:in)?to (?:an? )?{_FASTER}\b"
    rf"|\b(?:make|have) (?:it|my order|my delivery|the delivery|the shipping) {_FASTER}\b"
    r"|\bupgrade (?:my |the )?(?:delivery|shipping|shipment)\b"
    rf"|\badd (?:an? )?{_FASTER} (?:delivery|shipping)\b"
    r"|(?:改|换|升级|转)[成为到]?(?:加急|特快|次日达|当日达|快一点的|最快的|空运)"
    r"|(?:配送|快递|运输)(?:方式)?(?:改|换|升级)[成为到]?.{0,2}(?:加急|特快|次日达|当日达|快)",
    re.IGNORECASE,
)


def wishes_faster_delivery(text: str) -> bool:
    """Whether the delivery of something that is ordered is to be another, faster one: no new address."""
    return bool(_WISH.search(text))
