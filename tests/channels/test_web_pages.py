"""The demo page and the built files: what is served, and with which headers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from shop.bootstrap import Shop
from tests.channels.web_site import Site, config, serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "static"
    (root / "images").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>Shop 小店</title>", encoding="utf-8")
    (root / "shop-chat.js").write_text("customElements;", encoding="utf-8")
    (root / "images/tea.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (root / ".secret.js").write_text("hidden")
    (root / "notes.py").write_text("no page")
    (root / "link.js").symlink_to(tmp_path / "outside.js")
    (tmp_path / "outside.js").write_text("outside")
    (tmp_path / "static-too").mkdir()
    (tmp_path / "static-too/x.js").write_text("outside")
    return root


@pytest.fixture
async def site(web_shop: Shop, folder: Path) -> AsyncIterator[Site]:
    async with serving(web_shop, config(), folder=folder) as served:
        yield served


async def get(site: Site, path: str, **headers: str) -> tuple[int, str, Mapping[str, str]]:
    """The path goes out as it stands, dots and all."""
    async with site.http.get(site.url + path, headers=headers) as answer:
        return answer.status, await answer.text(), answer.headers


async def raw(site: Site, path: str) -> bytes:
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer


async def test_the_shop_page_is_at_the_servers_own_address(site: Site) -> None:
    for path in ("/", "/chat/", "/chat/static/index.html"):
        status, text, headers = await get(site, path, Accept="text/html,*/*")
        assert status == 200 and "小店" in text and headers["Content-Type"] == "text/html; charset=utf-8"
    status, text, _ = await get(site, "/", Accept="*/*")
    assert status == 200 and "Rasa" in text  # for those who ask whether the server is alive


async def test_pages_cannot_be_framed_by_others_nor_run_foreign_scripts(site: Site) -> None:
    _, _, headers = await get(site, "/", Accept="text/html")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "base-uri 'none'" in policy
    assert policy.endswith("frame-ancestors 'self'") and headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_allowed_shops_may_embed_the_page(web_shop: Shop, folder: Path) -> None:
    origins = frozenset({"https://shop.example", "https://b.example"})
    async with serving(web_shop, config(origins=origins), folder=folder) as site:
        _, _, headers = await get(site, "/", Accept="text/html")
        ancestors = "frame-ancestors 'self' https://b.example https://shop.example"
        assert headers["Content-Security-Policy"].endswith(ancestors)
        assert "X-Frame-Options" not in headers  # it knows no list


async def test_the_script_may_be_embedded_and_is_asked_for_again_each_time(site: Site) -> None:
    status, text, headers = await get(site, "/chat/static/shop-chat.js", Origin="https://anywhere.example")
    assert (status, text, headers["Cache-Control"]) == (200, "customElements;", "no-cache")
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    unchanged, text, _ = await get(site, "/chat/static/shop-chat.js", **{"If-None-Match": headers["ETag"]})
    assert (unchanged, text) == (304, "")
    svg = (await get(site, "/chat/static/images/tea.svg"))[2]
    assert "default-src 'none'" in svg["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "../outside.js", "..%2foutside.js", "%2e%2e/outside.js", "images/../../outside.js", "....//outside.js",
        "../static-too/x.js", "%2e%2e%2fstatic-too%2fx.js", "..%5coutside.js", "..%252foutside.js", "link.js",
        ".secret.js", "notes.py", "images", "images/", "", "missing.js", "shop-chat.js%00.html", "//etc/passwd",
        "%2fetc%2fpasswd", "shop-chat.js/x.js",
    ],
)  # fmt: skip
async def test_nothing_else_of_the_machine_is_served(site: Site, path: str) -> None:
    answer = await raw(site, f"/chat/static/{path}")
    status = answer.split(b" ", 2)[1]
    assert status in (b"404", b"400"), answer
    for text in (b"outside", b"hidden", b"no page", b"root:"):
        assert text not in answer
