"""Answers that need no task: policy texts, products, offers, small talk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.answers import policy, product, promotion
from actions.answers.known import tells_what_is_known
from actions.answers.order_facts import asks_which_to_hurry
from actions.answers.order_questions import answers_about_order
from actions.answers.size import tells_usual_size
from actions.context import Context
from actions.product_query import asks_for_similar
from actions.products import current
from values.policy_topics import policy_topics

RESPONDERS: Mapping[str, Callable[[Context], None]] = {
    **{topic: policy.policy(topic) for topic in policy.TOPICS},
    "search_product": product.search,
    "product_info": product.product_info,
    "size_guide": product.size_guide,
    "check_stock": product.check_stock,
    "recommend_product": product.recommend_product,
    "compare_products": product.compare_products,
    "promotion": promotion.promotion,
}


def respond(intent: str, context: Context) -> None:
    """Answers a message of that intent; intents without facts have a response of their own name."""
    if tells_what_is_known(context) or asks_which_to_hurry(context) or answers_about_order(intent, context):
        return
    topics = () if context.turn.is_button else policy_topics(context.turn.text)
    if intent in topics and len(topics) > 1:  # two questions in one message
        for topic in topics:
            RESPONDERS[topic](context)
        return
    responder = RESPONDERS.get(intent)
    if intent == "size_guide" and product.wants_recommendation(context):
        responder = RESPONDERS["recommend_product"]
    elif intent == "size_guide" and (said := current(context)) and tells_usual_size(said, context):
        responder = RESPONDERS["check_stock"]
    if intent in ("product_info", "check_stock") and (
        product.widens_search(context)
        or asks_for_similar(context)
        or (intent == "check_stock" and product.narrows_list(context))
    ):
        # "any colour will do" is about what was looked for, not about the one thing found
        responder = RESPONDERS["search_product"]
    if responder is not None:
        responder(context)
    else:
        context.reply.say(f"utter_{intent}")
