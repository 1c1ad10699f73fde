"""A shop's own page on another origin than the chat's server, with the chat in it as docs/web-embed.md says."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class ForeignShop:
    """`origin` is there before there is a chat; `embed` then puts one into the page."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"  # another port is another origin
        self.policy = ""
        self.page = b""

    def embed(self, chat: str, login: str = "") -> str:
        """The address of a page with the one tag and the one element, under a strict content security policy."""
        self.policy = (
            f"default-src 'none'; script-src {chat}; connect-src {chat} {chat.replace('http', 'ws', 1)}"
        )
        attribute = f' login="{html.escape(login)}"' if login else ""
        self.page = (
            '<!doctype html><html lang="en"><head><title>A shop</title>'
            f'<script src="{chat}/chat/static/shop-chat.js" defer></script></head>'
            f"<body><main><h1>A shop</h1></main><shop-chat{attribute}></shop-chat></body></html>"
        ).encode()
        return self.origin


@contextmanager
def foreign_shop() -> Iterator[ForeignShop]:
    """Serves the page of one such shop on loopback, whatever is asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", shop.policy)
            self.end_headers()
            self.wfile.write(shop.page)

        def log_message(self, *_: object) -> None:
            """Nothing on the test run's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop = ForeignShop(server.server_address[1])
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
