"""Works off what came in from Slack: a message or a press becomes a turn of the assistant, a command its answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from channels import slack_words as words
from channels.buttons import pressed_button
from channels.messages import Message, from_body, from_rasa, plain_text
from channels.slack_api import SlackApi, SlackProblem
from channels.slack_blocks import answered, post_of
from channels.slack_commands import account_of, run_command
from channels.slack_requests import Incoming
from channels.slack_text import escaped
from shop.arrivals import Arrivals
from shop.bootstrap import Shop
from shop.domain.conversation import Conversation
from shop.domain.errors import NotFound

log = logging.getLogger(__name__)

CHANNEL = "slack"
_HAN = re.compile("[\u3400-\u9fff]")

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Wake = Callable[[str], None]  # there is something to deliver in this conversation


class SlackOutput(OutputChannel):
    """Keeps what the assistant says; the delivery sends it."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def __init__(self, shop: Shop, wake: Wake) -> None:
        self._shop, self._wake = shop, wake
        self.said = 0  # messages of the assistant

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """`recipient_id` is the conversation's id, which is Rasa's sender id."""
        said = from_rasa(message)
        if said is not None:
            await self.keep(recipient_id, "assistant", said)
            self.said += 1

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        await self.send_response(recipient_id, {"text": text})

    async def keep(self, conversation_id: str, author: str, message: Message) -> None:
        await asyncio.to_thread(self._shop.conversations.append, conversation_id, author, message.as_body())
        self._wake(conversation_id)


class SlackTurns:
    """What is done with one thing that came in. `secret` names conversations and signs buttons."""

    def __init__(
        self, shop: Shop, arrivals: Arrivals, api: SlackApi, secret: str, wake: Wake, talk: OnNewMessage
    ) -> None:
        self._shop, self._arrivals, self._api = shop, arrivals, api
        self._secret, self._wake, self._talk = secret, wake, talk
        self.output = SlackOutput(shop, wake)

    async def handle(self, arrival_id: int, incoming: Incoming) -> None:
        """Raises SlackProblem where Slack is needed for the answer and fails."""
        if incoming.kind == "command":
            await self._command(arrival_id, incoming)
        elif incoming.kind == "press":
            await self._press(arrival_id, incoming)
        else:
            await self._message(arrival_id, incoming)

    async def apologise(self, incoming: Incoming, text: str) -> None:
        """Tell the person that it went wrong, in the conversation, or to a command."""
        if incoming.kind == "command":
            await self._answer(incoming, text)
        else:
            conversation = await self._open(incoming)
            await self.output.keep(conversation.id, "system", Message(text))

    def conversation_id(self, incoming: Incoming) -> tuple[str, str | None]:
        """The conversation that this belongs to, and the customer that the person is linked to.

        One for a person's direct messages, one for each person in a thread of a channel. Linking and unlinking
        begin a new one: nothing proven or said before is open to it. In channels nobody is known, since
        everybody there reads along. The id cannot be guessed without the app's secret.
        """
        place = "direct" if incoming.is_direct else f"{incoming.channel}/{incoming.thread}"
        link = self._shop.links.linked(CHANNEL, account_of(incoming)) if incoming.is_direct else None
        text = f"xiaoer conversation\0{account_of(incoming)}\0{place}\0{link.id if link else ''}"
        digest = hmac.new(self._secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
        return f"slack-{digest}", link.customer_id if link else None

    def knows(self, incoming: Incoming) -> bool:
        """Whether the person has a conversation with the assistant there already."""
        try:
            self._shop.conversations.get(self.conversation_id(incoming)[0])
        except NotFound:
            return False
        return True

    async def _message(self, arrival_id: int, incoming: Incoming) -> None:
        conversation = await self._open(incoming)
        text = plain_text(incoming.text).strip()
        if not text:
            notice = words.NO_FILES if incoming.has_files else words.MENTIONED
            await self.output.keep(conversation.id, "system", Message(notice))
            return
        await self._say(arrival_id, incoming, conversation, Message(text))

    async def _say(
        self, arrival_id: int, incoming: Incoming, conversation: Conversation, said: Message
    ) -> None:
        """Keep the customer's message and, unless a person has the word, let the assistant answer it."""
        posted = await asyncio.to_thread(
            self._shop.conversations.post, conversation.id, "customer", said.as_body(), _digest(incoming.key)
        )
        await asyncio.to_thread(self._arrivals.tell, arrival_id, conversation.id, posted.seq, incoming.thread)
        if await self._is_silent(conversation):
            return
        if conversation.customer_id is not None:
            await asyncio.to_thread(self._shop.access.sign_in, conversation.id, conversation.customer_id)
        output, name = SlackOutput(self._shop, self._wake), _digest(incoming.key)
        text = said.button or said.text
        await self._talk(
            UserMessage(text, output, conversation.id, input_channel=CHANNEL, message_id=name, metadata={})
        )
        if not output.said and not await self._is_silent(conversation):
            await output.keep(
                conversation.id, "system", Message(words.TROUBLE)
            )  # Rasa failed, or has no model

    async def _is_silent(self, conversation: Conversation) -> bool:
        """Whether a person has the word."""
        return await asyncio.to_thread(self._shop.conversations.holder, conversation.id) == "person"

    async def _press(self, arrival_id: int, incoming: Incoming) -> None:
        id, _ = await asyncio.to_thread(self.conversation_id, incoming)
        choice = pressed_button(self._secret, id, incoming.text)
        offer = await self._offer(id, *choice) if choice else None
        if choice is None or offer is None:
            await self._answer(incoming, words.NOT_YOURS)
            return
        conversation = await asyncio.to_thread(self._shop.conversations.get, id)
        offered, is_latest = offer
        button = offered.buttons[choice[1]]
        # An old button is no command any more: it says what stands on it.
        said = Message(button.title, button=button.payload if is_latest else None)
        blocks = post_of(offered, lambda _: "-").blocks
        replaced = {"replace_original": True, "text": escaped(offered.text or button.title)}
        await self._respond(incoming, {**replaced, "blocks": answered(blocks, button.title)})
        await self._say(arrival_id, incoming, conversation, said)

    async def _offer(self, id: str, seq: int, index: int) -> tuple[Message, bool] | None:
        """The message with that button, and whether the customer has said nothing since."""
        found = await asyncio.to_thread(self._shop.conversations.since, id, seq - 1)
        if not found or found[0].seq != seq:
            return None
        offered = from_body(found[0].body)
        is_latest = all(later.author != "customer" for later in found[1:])
        return (offered, is_latest) if index < len(offered.buttons) else None

    async def _command(self, arrival_id: int, incoming: Incoming) -> None:
        before, _ = await asyncio.to_thread(self.conversation_id, _in(incoming, "D"))
        answer = await asyncio.to_thread(run_command, self._shop.links, incoming)
        if answer is not None:
            after, _ = await asyncio.to_thread(self.conversation_id, _in(incoming, "D"))
            if after != before:  # linked or unlinked: what was known before no longer is
                await asyncio.to_thread(self._shop.access.sign_out, before)
            await self._answer(incoming, answer)
            return
        channel = await self._api.direct_channel(incoming.user)
        await self._message(arrival_id, _in(incoming, channel))
        await self._answer(incoming, words.ASKED)

    async def _open(self, incoming: Incoming) -> Conversation:
        id, customer_id = await asyncio.to_thread(self.conversation_id, incoming)
        language = "zh" if _HAN.search(incoming.text) else "en"
        address = {"team": incoming.team, "user": incoming.user, "channel": incoming.channel}
        thread = None if incoming.is_direct else incoming.thread
        conversation = await asyncio.to_thread(
            lambda: self._shop.conversations.open(
                id, CHANNEL, language, customer_id=customer_id, address={**address, "thread": thread}
            )
        )
        state = await asyncio.to_thread(self._shop.conversations.state, id)
        if not incoming.is_direct and state.last_seq == 0:
            await self.output.keep(id, "system", Message(words.PUBLIC))
        if incoming.kind == "message" and incoming.text and conversation.language != language:
            await asyncio.to_thread(self._shop.conversations.speak, id, language)
        return conversation

    async def _answer(self, incoming: Incoming, text: str) -> None:
        """To this person alone."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": text}
        await self._respond(incoming, body)

    async def _respond(self, incoming: Incoming, body: dict[str, Any]) -> None:
        if not incoming.response_url:
            return
        try:
            await self._api.respond(incoming.response_url, body)
        except SlackProblem as problem:
            log.warning("slack: an answer to a %s was not taken: %s", incoming.kind, problem)


def _in(incoming: Incoming, channel: str) -> Incoming:
    """The same, said in the direct messages."""
    return Incoming(**{**incoming.as_json(), "channel": channel, "thread": None})


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
