"""Accounts of staff: passwords by argon2, sessions kept on the server. Throttling is the desk's own business."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update

from shop.audit import By
from shop.domain.errors import InvalidValue, NotFound
from shop.domain.staff import (
    SESSION_IDLE,
    SESSION_LONGEST,
    Staff,
    checked_password,
    checked_staff,
    normal_login,
)
from shop.repository import Unit
from shop.tables.desk import staff as staff_table
from shop.tables.desk import staff_passwords, staff_sessions
from shop.unit_of_work import Store

SEEN_STEP = SESSION_IDLE / 10  # a session's last use is written down no more often than this


@dataclass(frozen=True)
class Session:
    """A logged-in member of staff; `csrf` must come with every request that changes something."""

    staff: Staff
    csrf: str


class StaffAccounts:
    """Who may use the desk. Passwords and cookies are only ever kept as hashes."""

    def __init__(self, store: Store, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        self._hasher = hasher or PasswordHasher()  # argon2id with the costs of RFC 9106's second choice
        self._nobody = ""

    def add(
        self,
        login: str,
        password: str,
        role: str,
        by: By,
        *,
        shown_as: str | None = None,
        language: str = "en",
    ) -> Staff:
        """Raises InvalidValue, also for a login that is taken."""
        login, shown = checked_staff(login, shown_as or login, role, language)
        hashed = self._hasher.hash(checked_password(password))
        asked = {"login": login, "shown_as": shown, "role": role, "language": language}

        def work(unit: Unit) -> Staff:
            if _find(unit, login) is not None:
                raise InvalidValue("login", "one that is taken", "another one")
            made = Staff(unit.next_id("STF"), login, shown, role, language, unit.now)
            unit.add(made)
            unit.session.execute(insert(staff_passwords).values(staff_id=made.id, hash=hashed))
            return made

        return self._store.change(by, "staff.add", asked, work)

    def set_password(self, login: str, password: str) -> None:
        """Also ends all sessions. Raises NotFound, InvalidValue."""
        hashed = self._hasher.hash(checked_password(password))

        def work(unit: Unit) -> None:
            found = _known(unit, login)
            mine = update(staff_passwords).where(staff_passwords.c.staff_id == found.id)
            unit.session.execute(mine.values(hash=hashed))
            unit.session.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == found.id))

        self._store.write(work)

    def disable(self, login: str, by: By) -> Staff:
        """No more log-ins; all sessions end at once. Raises NotFound."""

        def work(unit: Unit) -> Staff:
            found = _known(unit, login)
            found.active = False
            unit.session.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == found.id))
            return found

        return self._store.change(by, "staff.disable", {"login": normal_login(login)}, work)

    def all(self) -> list[Staff]:
        with self._store.reading() as unit:
            return unit.read(select(Staff).order_by(staff_table.c.login))

    def get(self, staff_id: str) -> Staff:
        """Raises NotFound."""
        with self._store.reading() as unit:
            return unit.get(Staff, staff_id)

    def authenticate(self, login: str, password: str) -> Staff | None:
        """Who that is, or None. Takes as long for a login that does not exist."""
        with self._store.reading() as unit:
            found = _find(unit, login[:40].strip().casefold())
            kept = select(staff_passwords.c.hash).where(
                staff_passwords.c.staff_id == (found.id if found else "")
            )
            hashed = unit.session.execute(kept).scalar_one_or_none()
        fits = self._fits(hashed or self._anybody(), password[:1000])
        return found if fits and hashed and found is not None and found.active else None

    def begin_session(self, staff_id: str) -> tuple[str, Session]:
        """A new session with the cookie's value, which is told only here; sessions too old are swept out."""
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

        def work(unit: Unit) -> Staff:
            old = staff_sessions.c.seen_at < unit.now - SESSION_LONGEST
            unit.session.execute(delete(staff_sessions).where(old))
            row = {"digest": _digest(token), "staff_id": staff_id, "csrf": csrf}
            unit.session.execute(insert(staff_sessions).values(**row, created_at=unit.now, seen_at=unit.now))
            return unit.read(select(Staff).where(staff_table.c.id == staff_id))[0]

        return token, Session(self._store.write(work), csrf)

    def session(self, token: str) -> Session | None:
        """The session of a cookie, while it lasts and its owner may log in."""
        mine = staff_sessions.c.digest == _digest(token)
        with self._store.reading() as unit:
            row = unit.session.execute(select(staff_sessions).where(mine)).first()
            if (
                row is None
                or unit.now - row.created_at > SESSION_LONGEST
                or unit.now - row.seen_at > SESSION_IDLE
            ):
                return None
            found = unit.read(select(Staff).where(staff_table.c.id == row.staff_id))[0]
            is_due = unit.now - row.seen_at > SEEN_STEP
        if not found.active:
            return None
        if is_due:
            self._store.write(
                lambda unit: unit.session.execute(update(staff_sessions).where(mine).values(seen_at=unit.now))
            )
        return Session(found, row.csrf)

    def end_session(self, token: str) -> None:
        mine = staff_sessions.c.digest == _digest(token)
        self._store.write(lambda unit: unit.session.execute(delete(staff_sessions).where(mine)))

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _anybody(self) -> str:
        """A hash that nothing fits, made once, for log-ins that do not exist."""
        if not self._nobody:
            self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        return self._nobody


def _find(unit: Unit, login: str) -> Staff | None:
    query = select(Staff).where(staff_table.c.login == login)
    return next(iter(unit.all(query)), None) if login.isprintable() else None


def _known(unit: Unit, login: str) -> Staff:
    found = _find(unit, normal_login(login))
    if found is None:
        raise NotFound("staff", login)
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
