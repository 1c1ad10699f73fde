"""Choosing the size and colour of a product, by button or by free wording."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.memory import Case
from actions.questions import Option, Question
from actions.tasks.base import Ask
from actions.tasks.wishes import bare_size, size_beside, sizes_said
from actions.turn import Language, Turn
from actions.wording import color_label, item_name

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


def note_variant(case: Case, turn: Turn, product: Any, present: Any | None) -> bool:
    """Takes over a size and a colour said. What `present` (a line) has is what it shall be no longer."""
    sizes = sizes_of(product)
    colors = {v.color for v in product.variants if v.color}
    old_size, old_color = (present.size, present.color) if present is not None else (None, None)
    said = [size for size in sizes_said(turn, sizes) if size != old_size]
    size = (
        said[-1]
        if said
        else size_beside(turn, sizes, old_size) or _unknown(turn, "size", old_size, sizes_said(turn, sizes))
    )
    tones = [color for color in turn.entities.get("color", ()) if color != old_color]
    color = next((tone for tone in reversed(tones) if tone in colors), tones[-1] if tones else None)
    if (
        case.asked == "confirmation"
    ):  # "no, 42 is better"; "no, black after all": what it is now may be what is wanted
        size = size or bare_size(turn, sizes)
        size = size or _back_to(old_size, sizes_said(turn, sizes))
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
    fitting = _fitting(product.variants, wanted, present)
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
        for name in wanted:
            values.pop(name)
    options = variant_options(
        available if wanted and available else _nearest_first(offered, present), context.language
    )
    facts = {"item": item_name(product, context.language)}

    def read(turn: Turn) -> str | None:
        return _sku_said(turn, product, offered, present)

    return Ask(Question("sku", response, read, options=options, facts=facts, kin=VARIANT_KIN))


def variant_options(variants: Sequence[Any], language: Language) -> list[Option]:
    return [Option(v.sku, variant_label(v.size, v.color, language) or v.sku, (v.sku,)) for v in variants]


def variant_label(size: str | None, color: str | None, language: Language) -> str:
    """black, 42; 黑色，42."""
    parts = [color_label(color, language) if color else "", size or ""]
    return ("，" if language == "zh" else ", ").join(part for part in parts if part)


def _fitting(variants: Sequence[Any], wanted: dict[str, str], present: Any | None) -> list[Any]:
    """The variants of the wanted size and colour; what was not said stays as in `present`, if it can."""
    found = [v for v in variants if all(getattr(v, name) == value for name, value in wanted.items())]
    if present is None or len(wanted) == 2 or not wanted:
        return found
    other = "color" if "size" in wanted else "size"
    same = [v for v in found if getattr(v, other) == getattr(present, other)]
    return same or found


def _nearest_first(variants: Sequence[Any], present: Any | None) -> list[Any]:
    """Those of the same colour first, then those of the same size: most customers change one of the two."""
    if present is None:
        return list(variants)
    return sorted(
        variants, key=lambda v: 0 if v.color == present.color else 1 if v.size == present.size else 2
    )


def _sku_said(turn: Turn, product: Any, offered: Sequence[Any], present: Any | None) -> str | None:
    trial = Case(name="trial")
    note_variant(trial, turn, product, present)
    size = bare_size(turn, sizes_of(product))
    if not trial.values and size is not None:
        trial.values["size"] = size  # "41 then"
    if not trial.values:
        return None
    fitting = [v for v in _fitting(product.variants, trial.values, present) if v in offered]
    return fitting[0].sku if len(fitting) == 1 else None
