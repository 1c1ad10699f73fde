"""The page: in both languages, asking nobody for anything, with nothing in it that is not text."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from reports.__main__ import main
from reports.figures import figures
from reports.misunderstood import Group, Message
from reports.page import Report, render
from reports.words import FALLBACKS, HANDOFFS, RESORTS, UNSAID
from retrieval.guard import REASONS
from shop import migrations
from shop.audit import By
from shop.bootstrap import Shop, open_shop
from shop.domain import handoff, turn
from shop.domain.clock import FixedClock
from shop.domain.feedback import Feedback
from shop.domain.handoff import Handoff, Situation
from shop.domain.turn import CaseStep, Turn
from tests.web.conftest import PHONE, browser, customer, screenshot  # noqa: F401  fixtures

START = datetime(2024, 5, 1, tzinfo=timezone.utc)
END = START + timedelta(days=30)
TURN = Turn("d" * 64, START, "web", "en", "track_order", 0.9, response_ms=40)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>' \" &"


def report(evil: str = "plain") -> Report:
    """A report with something in every part of it; `evil` wherever a text comes from outside."""
    turns = [
        replace(TURN, at=START + timedelta(hours=9 * n), response_ms=10 + n, language=("en", "zh")[n % 2])
        for n in range(60)
    ]
    turns += [
        replace(TURN, intent=evil, channel=evil, fallback=reason, guess=evil, text=evil)
        for reason in (*turn.FALLBACKS, evil)
    ]
    turns += [
        replace(TURN, fallback="unsure", resort=resort, unsaid=(*REASONS, evil))
        for resort in (*turn.RESORTS, evil)
    ]
    turns += [
        replace(TURN, cases=(CaseStep(evil, f"{outcome}", evil, outcome),))
        for outcome in (*turn.OUTCOMES, None)
    ]
    calls = [
        Handoff(f"TCK-{n}", "web-1", Situation(reason), START)
        for n, reason in enumerate((*handoff.REASONS, evil))
    ]
    rated = Feedback("FBK-1", "web-1", "web", "en", evil, START, None, 4, None, evil, START)
    groups = [Group((Message(evil, 2, "en", evil, ("unsure",)),) * 10)] * 101
    return Report(figures(turns, calls, [rated], START, END), groups, START, END, END)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_that_is_shown_becomes_markup(language: str) -> None:
    page = render(report(EVIL), language)
    tags = Tags(page)
    assert {tag for tag, _ in tags.seen} == {tag for tag, _ in Tags(render(report(), language)).seen}
    assert not {"script", "iframe", "object", "link", "form", "base", "svg"} & {tag for tag, _ in tags.seen}
    assert not [
        name for _, attributes in tags.seen for name in attributes if name.startswith("on") or name == "style"
    ]
    assert tags.text.count("alert(1)") > 10  # it is there, as text
    for picture in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page):
        drawn = base64.b64decode(picture).decode()
        assert "<script" not in drawn and "onerror=alert(2)>" not in drawn


def test_the_page_asks_nobody_for_anything() -> None:
    page = render(report())
    tags = Tags(page)
    assert not [
        each
        for _, each in tags.seen
        if not str(each.get("src", "data:")).startswith("data:") or each.get("href")
    ]
    assert "url(" not in page and "@import" not in page
    (policy,) = (
        each["content"] for tag, each in tags.seen if each.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy and policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")


def test_names_and_addresses_in_comments_are_masked() -> None:
    made = report("Jane said mail jane@example.com or call 13800138000")
    page = render(replace(made, names={"Jane Miller"}))
    assert "[name] said mail [e-mail] or call [number]" in page


def test_the_empty_state_says_so() -> None:
    nothing = Report(figures([], [], [], START, END), [], START, END, END)
    assert "No conversations yet" in render(nothing) and "还没有对话" in render(nothing, "zh")
    assert "<img" not in render(nothing)


def test_every_reason_has_words() -> None:
    assert set(FALLBACKS) == set(turn.FALLBACKS) and set(HANDOFFS) == set(handoff.REASONS)
    assert set(RESORTS) == {*turn.RESORTS, ""}
    assert set(UNSAID) == {
        *REASONS,
        "no_generator",
        "unsure_what_is_meant",
        "too_late",
        "nothing_fits",
        "error",
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_has_its_figures_and_its_plot(language: str) -> None:
    page = render(report(), language)
    sections = dict(re.findall(r'<section><h2 id="(\w+)">(.*?)</section>', page, re.DOTALL))
    plots = {"volumes", "languages", "intents", "containment", "fallbacks", "tasks", "ratings", "response"}
    assert set(sections) == {"summary", "misunderstood", *plots}
    assert {name for name, part in sections.items() if "data:image/svg+xml" in part} == plots
    tables = {name for name, part in sections.items() if "<table>" in part}
    assert tables == {*plots, "misunderstood"} - {"response"}  # whose numbers stand in a sentence


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("quoted the shop", "asked back", "an amount without a source")),
        ("zh", ("引用店铺原文", "反问确认", "金额没有依据")),
    ],
)
def test_fallback_is_told_by_resort_and_reason(language: str, words: tuple[str, ...]) -> None:
    rows = [
        replace(TURN, fallback="unsure", resort="quoted"),
        replace(TURN, fallback="unsure", resort="asked_back", unsaid=("price",)),
    ]
    made = Report(figures(rows, [], [], START, END), [], START, END, END)
    section = render(made, language).split('id="fallbacks"', 1)[1].split("</section>", 1)[0]
    assert all(word in section for word in words) and "50.0 %" in section


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(customer: Callable[..., Page], tmp_path: Path, scheme: str) -> None:  # noqa: F811
    long = report(EVIL)
    for language in ("en", "zh"):
        for name, made in (
            ("full", replace(long, groups=long.groups[:3])),
            ("empty", Report(figures([], [], [], START, END), [], START, END, END)),
        ):
            file = tmp_path / f"{name}.html"
            file.write_text(render(made, language), encoding="utf-8")
            page = customer(
                color_scheme=scheme, viewport=PHONE, bypass_csp=True
            )  # axe is a script of its own
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))  # type: ignore[misc]
            page.goto(file.as_uri())
            found = [
                (each["id"], node["target"])
                for each in Axe().run(page).response["violations"]
                for node in each["nodes"]
            ]
            assert found == []
            assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"]
            screenshot(page, f"report-{name}-{language}-{scheme}")


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """An empty shop that the environment names."""
    url = f"sqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    monkeypatch.setenv("SHOP_DATABASE_URL", url)
    monkeypatch.setenv("SHOP_NOW", "2024-05-20T10:00:00+00:00")
    made = open_shop()
    if request.param == "sqlite":
        migrations.upgrade(made.store.engine)
    return made


def test_from_the_database_to_the_page(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.turns.add(
        [
            replace(TURN, fallback="unsure", text="gift wrap, Jo Doe?", guess="place_order"),
            replace(TURN, at=datetime(2024, 5, 20, 9, tzinfo=timezone.utc)),
            replace(TURN, at=datetime(2024, 4, 1, tzinfo=timezone.utc)),  # before the period
        ]
    )
    asked = shop.feedback.ask("web-1", "return_item", "en", By("x", "web", "ask-1"))
    shop.feedback.rate(asked.id, "web-1", 5, By("x", "web", "rate-1"))
    out, exported = tmp_path / "a" / "report.html", tmp_path / "new.jsonl"
    no_student = str(tmp_path / "none")
    assert main(["--out", str(out), "--export", str(exported), "--lang", "zh", "--student", no_student]) == 0
    page = out.read_text(encoding="utf-8")
    assert (
        "gift wrap" in page
        and "按字面相似度" in page
        and "★" in base64.b64decode(page.split("评价", 1)[1].split("base64,", 1)[1].split('"', 1)[0]).decode()
    )
    assert "2 conversations, 2 messages" in capsys.readouterr().out
    assert '"intent": "place_order"' in exported.read_text(encoding="utf-8")
    shop.store.engine.dispose()


def test_an_empty_period_and_wrong_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHOP_DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    out = ["--out", str(tmp_path / "report.html")]
    assert main(out) == 1
    assert "python -m shop migrate" in capsys.readouterr().err
    made = open_shop(clock=FixedClock(START))
    migrations.upgrade(made.store.engine)
    made.store.engine.dispose()
    assert main(out) == 0 and "No conversations yet" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert main([*out, "--from", "2024-05-03", "--to", "2024-05-02"]) == 2
    assert "--from at or before --to" in capsys.readouterr().err
    assert main([*out, "--export", "x.csv"]) == 2
