"""What all channels of one server process share: the shop and the delivery. The one place that puts them together."""

from __future__ import annotations

from dataclasses import dataclass

from sanic import Sanic

from channels import desk_events, warm_up
from channels.delivery import Delivery, attach
from shop import private_logs
from shop.bootstrap import Shop, open_shop


@dataclass(frozen=True)
class Runtime:
    shop: Shop
    delivery: Delivery


def runtime(app: Sanic, shop: Shop | None = None) -> Runtime:
    """The server's runtime, made at the first call (over `shop`, else the one that the environment names).

    To be called in `Blueprint.register(app, options)`, before the server starts.
    """
    found: Runtime | None = getattr(app.ctx, "xiaoer_channels", None)
    if found is None:
        private_logs.install()
        shop = shop or open_shop()
        found = Runtime(shop, Delivery(shop.conversations))
        attach(app, found.delivery)
        desk_events.attach(app, found.shop, found.delivery)
        warm_up.attach(app)
        app.ctx.xiaoer_channels = found
    return found
