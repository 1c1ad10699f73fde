"""The demo shop page and the built chat: files of one folder, with the headers that keep them harmless."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse

from channels.web_errors import WebError

FOLDER = Path(__file__).parent / "static"
PREFIX = "/chat/static/"
# What may be served at all; anything else in the folder is not found.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Pages:
    """`origins`: whose pages may show these in a frame, besides this server's own."""

    origins: frozenset[str]
    folder: Path = FOLDER

    def file(self, request: Request, path: str) -> HTTPResponse:
        """The file of that relative path. Raises WebError("not_found")."""
        content, kind = self._read(path)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        # The names carry no hashes: browsers ask each time, and are told that nothing has changed.
        headers = {**self.headers(kind), "Cache-Control": "no-cache", "ETag": tag}
        if tag in request.headers.get("If-None-Match", ""):
            return HTTPResponse(status=304, headers=headers)
        return HTTPResponse(body=content, headers=headers, content_type=kind)

    def _read(self, path: str) -> tuple[bytes, str]:
        if "\0" in path or "\\" in path:
            raise WebError("not_found")
        root = self.folder.resolve()
        found = (root / path).resolve()  # follows links and dots: what they lead to must be inside
        kind = TYPES.get(found.suffix)
        hidden = any(part.startswith(".") for part in Path(path).parts)
        if kind is None or hidden or not found.is_relative_to(root) or not found.is_file():
            raise WebError("not_found")
        return found.read_bytes(), kind

    def headers(self, kind: str) -> dict[str, str]:
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cross-Origin-Resource-Policy": "cross-origin",  # the script is there to be embedded
        }
        if kind.startswith(("text/html", "image/svg")):
            headers["Content-Security-Policy"] = self.policy()
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
            if not self.origins:
                headers["X-Frame-Options"] = "SAMEORIGIN"  # for old browsers; it knows no list of origins
        return headers

    def policy(self) -> str:
        """The content security policy of the pages. The chat's styles are none to it: they come by the script."""
        ancestors = " ".join(["'self'", *sorted(self.origins)])
        return "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data: https:",
                "font-src 'self' data:",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                f"frame-ancestors {ancestors}",
            ]
        )
