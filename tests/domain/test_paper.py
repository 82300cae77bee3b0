"""The paper of a page: typed, or of the country that a locale names."""

from __future__ import annotations

import pytest

from legdiary.domain.input.paper import UnknownPaper, country_of_locale, find_paper, paper_of_country


@pytest.mark.parametrize(
    ("name", "country", "paper"),
    [
        ("en_US.UTF-8", "US", "letter"),
        ("en_GB.UTF-8", "GB", "a4"),
        ("de_DE@euro", "DE", "a4"),
        ("de_CH.UTF-8@x.y_z", "CH", "a4"),
        ("fr_CA", "CA", "letter"),
        ("es_mx", "MX", "letter"),
        ("zh_Hant_TW", None, "a4"),
        ("es_419", None, "a4"),
        ("en_U1", None, "a4"),
        ("C.UTF-8", None, "a4"),
        ("", None, "a4"),
    ],
)
def test_a_locale_names_a_country_and_that_its_paper(name: str, country: str | None, paper: str) -> None:
    assert country_of_locale(name) == country
    assert paper_of_country(country) == paper


def test_countries_that_print_on_letter() -> None:
    letter = "BZ CA CL CO CR GT MX NI PA PH PR SV US VE"
    assert {paper_of_country(code) for code in letter.split()} == {"letter"}
    assert {paper_of_country(code.lower()) for code in letter.split()} == {"letter"}
    assert {paper_of_country(code) for code in ("GB", "IE", "AU", "BR", "JP", "", None)} == {"a4"}


def test_a_paper_is_typed_in_any_case() -> None:
    assert (find_paper(" A4 "), find_paper("Letter")) == ("a4", "letter")
    with pytest.raises(UnknownPaper, match=r"^'a3' is not a known paper; write a4 or letter$"):
        find_paper("a3")
