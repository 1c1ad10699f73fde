"""`python -m actions`: serves the shop's actions to Rasa."""

from __future__ import annotations

import logging
import os
import sys

from actions.server import ServerConfig, create_app
from shop import private_logs
from shop.bootstrap import open_shop


def main() -> int:
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    private_logs.install()
    try:
        config = ServerConfig(
            secret=os.environ.get("XIAOER_ACTIONS_SECRET", ""),
            host=os.environ.get("ACTIONS_HOST", "127.0.0.1"),
            port=int(os.environ.get("ACTIONS_PORT", "5055")),
        )
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    create_app(open_shop(), config).run(config.host, config.port, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
