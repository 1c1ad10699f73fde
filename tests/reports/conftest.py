"""The shop's databases for tests, PostgreSQL's included."""

from tests.shop.conftest import postgres_url

__all__ = ["postgres_url"]
