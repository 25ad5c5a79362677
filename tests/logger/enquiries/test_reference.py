import random

import pytest

from logger.enquiries.reference import ALPHABET, EnquiryReference, ReferenceInvalid


def test_a_reference_is_read_in_any_case_and_spacing() -> None:
    reference = EnquiryReference.new()

    for typed in (str(reference), str(reference).lower(), f" {reference.characters} "):
        assert EnquiryReference.parse(typed) == reference


def test_no_two_of_ten_thousand_references_are_alike_or_look_alike() -> None:
    references = [EnquiryReference.new().characters for _ in range(10_000)]

    assert len(set(references)) == len(references)
    assert not set("01OIL") & set("".join(references))


def test_every_mistyped_character_is_found() -> None:
    characters = EnquiryReference.new().characters

    for position in range(len(characters)):
        for other in ALPHABET.replace(characters[position], ""):
            mistyped = characters[:position] + other + characters[position + 1 :]
            with pytest.raises(ReferenceInvalid):
                EnquiryReference.parse(mistyped)


def test_every_swap_of_two_neighbours_is_found() -> None:
    for _ in range(200):
        characters = EnquiryReference.new().characters
        position = random.randrange(len(characters) - 1)
        one, two = characters[position : position + 2]
        if one == two:
            continue
        swapped = characters[:position] + two + one + characters[position + 2 :]
        with pytest.raises(ReferenceInvalid):
            EnquiryReference.parse(swapped)


@pytest.mark.parametrize("typed", ["", "SF-", "SF-0000-0000", "SF-7K3M-9Q2", "Ünïcödé", "7" * 80])
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(ReferenceInvalid):
        EnquiryReference.parse(typed)
