"""Which country a place is in."""

from __future__ import annotations

import pytest

from values.countries import country_of, home_country


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("14 Cardigan Rd, Leeds LS6 3AF", "GB"),
        ("22 Elm Street Apt 5, Denver, CO 80203", "US"),
        ("Friedrichstr. 12, 10117 Berlin", None),  # a postcode of five digits is many countries'
        ("Friedrichstr. 12, 10117 Berlin, Germany", "DE"),
        ("3 Main St, Belfast, Northern Ireland", "GB"),
        ("浙江省杭州市西湖区文三路1号", "CN"),
        ("12 rue de Lyon, Paris，法国", "FR"),
        ("Indiana Jones, 5 England Street, Boston, MA 02108, USA", "US"),  # the last one named
    ],
)
def test_of_an_address(place: str, country: str | None) -> None:
    assert country_of(place) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("why dollars? im in england", "GB"),
        ("we live in Austria now", "AT"),
        ("it goes to the UK", "GB"),
        ("我人在德国", "DE"),
        ("寄到英国的", "GB"),
        ("uk 9 please", None),
        ("the tea from China", None),
    ],
)
def test_where_somebody_is(text: str, country: str | None) -> None:
    assert home_country(text) == country
