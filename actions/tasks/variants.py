"""Choosing the size and colour of a product, by button or by free wording."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.clauses import narrowed
from actions.context import Context
from actions.memory import Case
from actions.products import size_said
from actions.questions import Option, Question
from actions.tasks.base import Ask
from actions.tasks.wishes import bare_size, size_beside, sizes_said
from actions.turn import Language, Turn
from actions.wording import color_label, item_name, size_text

# Messages that sound like something else and may still name a size or colour.
VARIANT_KIN = frozenset(
    {
        "change_order",
        "exchange_item",
        "check_stock",
        "product_info",
        "search_product",
        "place_order",
        "return_item",
    }
)

# What is to hold only where the first choice is not to be had: 没有XL就XXL, "blue if green is sold out".
_NOT_THERE_EN = (
    r"(?:\bno\b(?! problem| trouble)|(?:\bnot|n['’]?t) (?:currently )?(?:available|in stock|there|have|got|any)\b"
    r"|\bout of stock\b|\bsold out\b|\bgone\b|\bunavailable\b)"
)
_OTHERWISE = re.compile(
    r"(?:[没沒](?!有?(?:问题|事|关系|错))有?|[缺断]货|卖[完光])[^，,。；;]{0,10}?(?:的话|了|货)?[，,\s]*(?:那?就|那)\s*(?:要|换|换成|来|改成?)?(?P<zh>[^，,。；;]+)"
    r"|\bif not,?\s+(?:(?:i'?ll )?take |give me |then )?(?P<plain>[^,.;]+)"
    rf"|\bif\b[^,.;]*?{_NOT_THERE_EN}[^,.;]*?(?:,|\bthen\b|\b(?:give|send) me\b|\bmake it\b|\b(?:i'?ll )?take\b)+\s*(?P<behind>[^,.;]+)"
    rf"|(?:^|[,;]|\bor\b|\belse\b)\s*(?P<ahead>(?:(?!\bor\b|\bif\b)[^,;])+?)\s*\b(?:if|in case)\b[^,.;]*?{_NOT_THERE_EN}",
    re.IGNORECASE,
)


# A question about looks is no choice of one: 红色XL啥时候补货, "what's the difference between black and navy?"
_ASKS_OF_LOOKS = re.compile(
    r"补货|到货|有货吗|区别|差别|不同|哪个(?:好|更)|\brestock\w*|\bback in stock\b|\bdifferen(?:ce|t)\b.{0,40}[?？]|\bdifference\b|\bwhich (?:one )?is (?:better|nicer|darker|lighter)\b",
    re.IGNORECASE,
)


def asks_of_looks(turn: Turn) -> bool:
    """Whether the message asks about sizes and colours, and chooses none."""
    return not turn.is_button and _ASKS_OF_LOOKS.search(turn.text) is not None


def note_variant(case: Case, turn: Turn, product: Any, present: Any | None) -> bool:
    """Takes over a size and a colour said. What `present` (a line) has is what it shall be no longer.

    A second choice ("XXL if there is no XL") counts only where the first, said or known already, is not in stock.
    """
    second = _second_choice(turn)
    if second is None:
        return _note_look(case, turn, product, present)
    first, otherwise = second
    trial = Case(name=case.name, values=dict(case.values), asked=case.asked)
    known = any(trial.values.get(name) for name in ("size", "color"))
    said = _note_look(trial, first, product, present)
    if not _note_look(Case(name="trial"), otherwise, product, present):
        return _note_look(case, turn, product, present)
    wanted = {name: trial.values[name] for name in ("size", "color") if trial.values.get(name)}
    if (said or known) and any(v.stock > 0 for v in _fitting(product.variants, wanted, present)):
        case.values.update(
            trial.values, second_choice=otherwise.text
        )  # noted, so that it is no message without effect
        if said:
            case.values.pop("sku", None)
        return True
    return _note_look(case, otherwise, product, present)


def _second_choice(turn: Turn) -> tuple[Turn, Turn] | None:
    """The message without its second choice, and the second choice alone."""
    found = None if turn.is_button else _OTHERWISE.search(turn.text)
    if found is None:
        return None
    start, end = next(found.span(name) for name in ("zh", "plain", "behind", "ahead") if found.group(name))
    first = narrowed(turn, [(0, start), (end, len(turn.text))])
    otherwise = narrowed(turn, [(start, end)])
    return replace(first, text=turn.text[:start] + " " + turn.text[end:]), otherwise


def _note_look(case: Case, turn: Turn, product: Any, present: Any | None) -> bool:
    if asks_of_looks(turn):
        return False
    sizes = sizes_of(product)
    colors = {v.color for v in product.variants if v.color}
    old_size, old_color = (present.size, present.color) if present is not None else (None, None)
    measured = None if turn.is_button else size_said(product, turn.text)  # 500毫升 of "500 ml"
    said = [size for size in (sizes_said(turn, sizes) or filter(None, [measured])) if size != old_size]
    size = (
        said[-1]
        if said
        else size_beside(turn, sizes, old_size) or _unknown(turn, "size", old_size, sizes_said(turn, sizes))
    )
    tones = [color for color in turn.entities.get("color", ()) if color != old_color]
    color = next((tone for tone in reversed(tones) if tone in colors), tones[-1] if tones else None)
    if turn.first("color") and not size:  # "for black 39"
        bare = bare_size(turn, sizes)
        size = bare if bare != old_size else None
    if (
        case.asked == "confirmation"
    ):  # "no, 42 is better"; "no, black after all": what it is now may be what is wanted
        size = size or bare_size(turn, sizes)
        size = size or _back_to(old_size, sizes_said(turn, sizes))
    if case.asked == "confirmation" or (case.values.get("missed") or {}).get(
        "size"
    ):  # "then in black": in the size that was missed
        color = color or _back_to(old_color, turn.entities.get("color", ()))
    before = (case.values.get("size"), case.values.get("color"))
    if size:
        case.values["size"] = size
    if color:
        case.values["color"] = color
    changed = before != (case.values.get("size"), case.values.get("color"))
    if changed:
        case.values.pop("sku", None)
    return changed


def sizes_of(product: Any) -> list[str]:
    """The sizes that a product comes in."""
    return list(dict.fromkeys(variant.size for variant in product.variants if variant.size))


def _back_to(present: str | None, said: Sequence[str]) -> str | None:
    return present if present in said else None


def _unknown(turn: Turn, entity: str, old: str | None, known: Sequence[str]) -> str | None:
    """A size that was said but that the product does not come in: to be told so."""
    said = turn.first(entity)
    return said if said and said != old and not known else None


def ask_variant(
    case: Case, product: Any, offered: Sequence[Any], present: Any | None, response: str, context: Context
) -> Ask | None:
    """Asks for the variant unless size and colour tell it, and leaves `sku`. `offered` are those in stock."""
    values = case.values
    if values.get("sku") in {variant.sku for variant in offered}:
        return None
    values.pop("sku", None)
    wanted = {name: values[name] for name in ("size", "color") if values.get(name)}
    missed = values.get("missed") or {}
    if missed.get("product") != product.id:
        missed = {}
    fitting = _fitting(product.variants, wanted, present, missed)
    available = [variant for variant in fitting if variant in offered]
    if len(available) == 1 and (wanted or present is None):
        values["sku"] = available[0].sku
        return None
    if wanted and not available:
        known = "utter_variant_sold_out" if fitting else "utter_variant_not_offered"
        look = fitting[0] if len(fitting) == 1 else None
        size, color = (look.size, look.color) if look else (wanted.get("size"), wanted.get("color"))
        told = variant_label(size, color, context.language)
        context.reply.say(known, item=item_name(product, context.language), wanted=told)
        values["missed"] = missed = {
            "product": product.id,
            **{k: v for k, v in (("size", size), ("color", color)) if v},
        }
        for name in wanted:
            values.pop(name)
    options = variant_options(
        available if wanted and available else _nearest_first(offered, present), context.language
    )
    facts = {"item": item_name(product, context.language)}

    def read(turn: Turn) -> str | None:
        return None if asks_of_looks(turn) else _sku_said(turn, product, offered, present, missed)

    return Ask(Question("sku", response, read, options=options, facts=facts, kin=VARIANT_KIN))


def variant_options(variants: Sequence[Any], language: Language) -> list[Option]:
    return [Option(v.sku, variant_label(v.size, v.color, language) or v.sku, (v.sku,)) for v in variants]


def variant_label(size: str | None, color: str | None, language: Language) -> str:
    """black, 42; 黑色，42."""
    parts = [color_label(color, language) if color else "", size_text(size, language) if size else ""]
    return ("，" if language == "zh" else ", ").join(part for part in parts if part)


def _fitting(
    variants: Sequence[Any],
    wanted: dict[str, str],
    present: Any | None,
    missed: Mapping[str, str] | None = None,
) -> list[Any]:
    """The variants of the wanted size and colour; what was not said stays as it was wanted before, though it could
    not be had (`missed`), or as in `present`, if it can."""
    found = [v for v in variants if all(getattr(v, name) == value for name, value in wanted.items())]
    if len(wanted) == 2 or not wanted:
        return found
    other = "color" if "size" in wanted else "size"
    as_before = [v for v in found if missed and missed.get(other) and getattr(v, other) == missed[other]]
    if as_before or present is None:
        return as_before or found
    same = [v for v in found if getattr(v, other) == getattr(present, other)]
    return same or found


def _nearest_first(variants: Sequence[Any], present: Any | None) -> list[Any]:
    """Those of the same colour first, then those of the same size: most customers change one of the two."""
    if present is None:
        return list(variants)
    return sorted(
        variants, key=lambda v: 0 if v.color == present.color else 1 if v.size == present.size else 2
    )


def _sku_said(
    turn: Turn, product: Any, offered: Sequence[Any], present: Any | None, missed: Mapping[str, str]
) -> str | None:
    trial = Case(name="trial", values={"missed": missed} if missed.get("size") else {})
    note_variant(trial, turn, product, present)
    wanted: dict[str, str] = {}
    for name in ("size", "color"):
        if trial.values.get(name):
            wanted[name] = trial.values[name]
    size = bare_size(turn, sizes_of(product))
    if not wanted and size is not None:
        wanted["size"] = size  # "41 then"
    if not wanted:
        return None
    fitting = [v for v in _fitting(product.variants, wanted, present, missed) if v in offered]
    return fitting[0].sku if len(fitting) == 1 else None
