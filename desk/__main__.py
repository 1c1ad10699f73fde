"""`python -m desk`: serves the staff's page. `add-staff`, `set-password`, `disable-staff`, `staff`: its accounts."""

from __future__ import annotations

import argparse
import getpass
import logging
import os
import sys
import uuid
from collections.abc import Sequence

from shop import private_logs
from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.domain.errors import InvalidValue, ShopError
from shop.domain.staff import ROLES

PASSWORD_VARIABLE = "XIAOER_STAFF_PASSWORD"


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 for what failed, 2 for settings that cannot be right."""
    options = _parser().parse_args(argv)
    try:
        return _serve() if options.command is None else int(options.run(open_shop(), options))
    except ValueError as error:
        print(f"desk: {error}", file=sys.stderr)
        return 2
    except ShopError as error:
        print(f"desk: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add = commands.add_parser("add-staff", help="let somebody log in")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument("--shown-as", metavar="NAME", help="the name that customers see; else the same")
    add.add_argument("--language", choices=("en", "zh"), default="en")
    add.set_defaults(run=_add)
    change = commands.add_parser("set-password", help="give somebody another password; ends their sessions")
    change.add_argument("name")
    change.set_defaults(run=_set_password)
    disable = commands.add_parser("disable-staff", help="let somebody log in no more")
    disable.add_argument("name")
    disable.set_defaults(run=_disable)
    commands.add_parser("staff", help="list the accounts").set_defaults(run=_list)
    return parser


def _serve() -> int:
    # Here, since looking after accounts needs no server: it starts at once, without the warnings of its libraries.
    from desk.app import create_app
    from desk.config import from_environment

    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    private_logs.install()
    config = from_environment()
    create_app(open_shop(), config).run(config.host, config.port, access_log=False)
    return 0


def _add(shop: Shop, options: argparse.Namespace) -> int:
    password = _password()
    made = shop.staff.add(
        options.name, password, options.role, _by(), shown_as=options.shown_as, language=options.language
    )
    print(f"{made.login} ({made.role}) may log in; customers see {made.shown_as}.")
    return 0


def _set_password(shop: Shop, options: argparse.Namespace) -> int:
    shop.staff.set_password(options.name, _password())
    print(f"{options.name} has a new password; all sessions have ended.")
    return 0


def _disable(shop: Shop, options: argparse.Namespace) -> int:
    print(f"{shop.staff.disable(options.name, _by()).login} may log in no more.")
    return 0


def _list(shop: Shop, options: argparse.Namespace) -> int:
    for each in shop.staff.all():
        print(f"{each.login}  {each.role}  {each.shown_as}{'' if each.active else '  disabled'}")
    return 0


def _password() -> str:
    """From the environment, else asked for twice; never an argument, which others see. Raises InvalidValue."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InvalidValue("password", "nothing", f"a terminal to ask at, or {PASSWORD_VARIABLE}")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise InvalidValue("password", "two that differ", "the same one twice")
    return first


def _by() -> By:
    return By("cli", "cli", f"desk-{uuid.uuid4().hex}")


if __name__ == "__main__":
    sys.exit(main())
