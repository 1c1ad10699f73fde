"""`python -m desk add-staff …`: the password never on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.__main__ import main
from shop.bootstrap import Shop, open_shop
from shop.tables import metadata
from tests.desk.conftest import PASSWORD


@pytest.fixture
def own_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    url = f"sqlite:///{tmp_path}/own.db"
    monkeypatch.setenv("SHOP_DATABASE_URL", url)
    monkeypatch.setenv("XIAOER_STAFF_PASSWORD", PASSWORD)
    made = open_shop(url)
    metadata.create_all(made.store.engine)
    return made


def test_accounts_come_and_go(own_shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add-staff", "mia", "--role", "agent", "--shown-as", "Mia L."]) == 0
    assert main(["staff"]) == 0
    assert "mia  agent  Mia L." in capsys.readouterr().out
    assert own_shop.staff.authenticate("mia", PASSWORD) is not None
    assert main(["add-staff", "mia", "--role", "agent"]) == 1
    assert main(["disable-staff", "mia"]) == 0
    assert own_shop.staff.authenticate("mia", PASSWORD) is None
    told = capsys.readouterr()
    assert PASSWORD not in told.out + told.err


def test_without_a_password_and_a_terminal(
    own_shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("XIAOER_STAFF_PASSWORD")
    assert main(["add-staff", "mia", "--role", "agent"]) == 1
    assert "XIAOER_STAFF_PASSWORD" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["add-staff", "mia", "--role", "agent", "--password", PASSWORD])


def test_wrong_settings_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESK_INTERFACE", "0.0.0.0")
    assert main([]) == 2
    assert "DESK_HTTPS" in capsys.readouterr().err
