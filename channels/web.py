"""The web channel: the chat in a page, by Socket.IO or plain HTTP, and the demo shop page (docs/web.md)."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.limits import client_address
from channels.runtime import runtime
from channels.web_chat import WebChat
from channels.web_config import WebConfig, web_config
from channels.web_errors import WebError
from channels.web_http import Http, refusal
from channels.web_pages import PREFIX as STATIC
from channels.web_pages import Pages
from channels.web_sockets import PATH as SOCKETS
from channels.web_sockets import Sockets
from channels.web_turns import NAME, Turns, WebOutput
from shop.bootstrap import Shop
from shop.domain.conversation import ChatMessage, Conversation

REQUEST_MAX = 2 * 1024 * 1024  # bytes that the server reads of any request at all
FRAME_MAX = 64 * 1024  # bytes of a WebSocket frame
WHY = "/chat/v1/origin"  # the one address that pages of all origins may read
_PREFLIGHT_S = 600  # for which browsers remember what is allowed

_CORS_HEADERS = (
    "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers", "Access-Control-Expose-Headers",
)  # fmt: skip

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class WebChannel(InputChannel):
    """Rasa's input channel `web`. Its parts are put together when its blueprint joins the server."""

    def __init__(self, config: WebConfig, pages: Pages | None = None, shop: Shop | None = None) -> None:
        self._config = config
        self._pages = pages or Pages(config.origins)
        self._shop = shop  # else the one that the environment names
        self._output: WebOutput | None = None

    @classmethod
    def name(cls) -> str:
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Raises InvalidConfigException for settings that cannot be right."""
        return cls(web_config(credentials or {}, os.environ))

    def url_prefix(self) -> str:
        return "/"

    def get_output_channel(self) -> OutputChannel | None:
        return self._output

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return _WebBlueprint(self, on_new_message)

    def join(self, app: Sanic, blueprint: Blueprint, on_new_message: OnNewMessage) -> None:
        """Make the parts and give them to the server, which has not started yet."""
        shared = runtime(app, self._shop)
        turns = Turns(shared.shop, shared.delivery, on_new_message)
        chat = WebChat(shared.shop, self._config, shared.delivery, turns)
        sockets = Sockets(chat, self._address_of, self._is_allowed)
        http = Http(chat, self._address_of, lambda conversation: sockets.end(conversation, "no_session"))
        turns.on_typing = sockets.show_typing
        self._output = WebOutput(shared.shop, shared.delivery)

        async def deliver(conversation: Conversation, message: ChatMessage) -> None:
            await sockets.deliver(conversation, message)
            await http.deliver(conversation, message)

        async def start(app: Sanic, _loop: object = None) -> None:
            # Before everything else, Rasa's CORS for its own API included.
            app.request_middleware.appendleft(self._front_door)
            app.response_middleware.append(self._allow_origin)  # type: ignore[arg-type]
            sockets.start()

        async def stop(_app: Sanic, _loop: object = None) -> None:
            await sockets.stop()
            await turns.stop()

        shared.delivery.register(NAME, deliver)
        sockets.sio.attach(app, SOCKETS)
        http.add_to(blueprint)
        app.add_route(self._page, "/chat/", methods=["GET"], name="xiaoer_page")
        app.add_route(self._static, f"{STATIC}<path:path>", methods=["GET"], name="xiaoer_static")
        app.config.REQUEST_MAX_SIZE = min(app.config.REQUEST_MAX_SIZE, REQUEST_MAX)
        app.config.WEBSOCKET_MAX_SIZE = min(app.config.WEBSOCKET_MAX_SIZE, FRAME_MAX)
        app.register_listener(start, "after_server_start")
        app.register_listener(stop, "before_server_stop")

    async def _front_door(self, request: Request) -> HTTPResponse | None:
        """Origins, and the page at the server's own address, before any handler."""
        if (
            request.path == "/"
            and request.method == "GET"
            and "text/html" in request.headers.get("Accept", "")
        ):
            return await self._page(request)
        if not request.path.startswith("/chat/") or request.path.startswith(STATIC):
            return None
        if not self._is_allowed(request.headers.get("Origin"), request.host):
            return refusal(WebError("origin_refused"))
        return empty() if request.method == "OPTIONS" or request.path == WHY else None

    async def _allow_origin(self, request: Request, response: HTTPResponse) -> None:
        """Tells the browsers of allowed pages that they may read the answer."""
        if not request.path.startswith("/chat/") or request.path.startswith(STATIC):
            return
        for name in _CORS_HEADERS:  # of Rasa's CORS for its own API, or of Engine.IO's
            response.headers.pop(name, None)
        response.headers["Vary"] = "Origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.path == WHY:
            response.headers["Access-Control-Allow-Origin"] = "*"
            return
        origin = request.headers.get("Origin")
        if origin is None or not self._is_allowed(origin, request.host):
            return
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_S)

    def _is_allowed(self, origin: str | None, host: str) -> bool:
        """This server's own pages, the configured origins, and what is no page of a browser.

        An origin is no proof of anything else: whoever wants a conversation needs its token.
        """
        return origin is None or origin in self._config.origins or urlsplit(origin).netloc == host

    def _address_of(self, request: Request) -> str:
        return client_address(request.ip, request.headers.get("X-Forwarded-For"), self._config.proxies)

    async def _page(self, request: Request) -> HTTPResponse:
        return await self._static(request, "index.html")

    async def _static(self, request: Request, path: str) -> HTTPResponse:
        try:
            return self._pages.file(request, path)
        except WebError as error:
            return refusal(error)


class _WebBlueprint(Blueprint):
    """Joins the server itself: Socket.IO and the shared parts belong to the server, not to an address."""

    def __init__(self, channel: WebChannel, on_new_message: OnNewMessage) -> None:
        super().__init__("xiaoer_web")
        self.ctx.channel = channel
        self.ctx.on_new_message = on_new_message

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        self.ctx.channel.join(app, self, self.ctx.on_new_message)
        super().register(app, {**options, "url_prefix": None})
