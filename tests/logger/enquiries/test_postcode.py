from __future__ import annotations

import pytest

from logger.enquiries.postcode import normalised, postcodes_in


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("CH65 0BA", "CH65 0BA"),
        (" ch650ba ", "CH65 0BA"),
        ("m1-1ae", "M1 1AE"),
        ("EC1A  1BB", "EC1A 1BB"),
        ("12 Mill Lane", None),
        ("CH65 0BA please", None),
        ("CH65 0CI", None),
        ("", None),
    ],
)
def test_a_postcode_is_written_in_one_way(typed: str, written: str | None) -> None:
    assert normalised(typed) == written


def test_every_postcode_in_a_text_is_found_once() -> None:
    text = "from 12 Mill Lane ch65 0ba to 3 High Street, M1 1AE (was CH65 0BA)"

    assert postcodes_in(text) == ["CH65 0BA", "M1 1AE"]
