import pytest

from logger.encryption.keyring import KeyRing, Place, SealBroken
from tests.conftest import key

PLACE = Place("turn", 1, "content")
ROW = Place("turn", 1, "data_key")


def test_sealed_words_come_back_whole() -> None:
    data_key, wrapped = KeyRing.parse(f"1:{key('a')}").new_data_key(ROW)

    sealed = data_key.seal("Ünïcode \N{BEAR FACE}", PLACE)

    again = KeyRing.parse(f"1:{key('a')}").unwrap(wrapped, ROW)
    assert again.open(sealed, PLACE) == "Ünïcode \N{BEAR FACE}"


@pytest.mark.parametrize(
    "elsewhere",
    [Place("turn", 2, "content"), Place("turn", 1, "other"), Place("enquiry", 1, "content")],
)
def test_a_value_moved_to_another_place_does_not_open(elsewhere: Place) -> None:
    data_key, _ = KeyRing.parse(f"1:{key('a')}").new_data_key(ROW)

    with pytest.raises(SealBroken):
        data_key.open(data_key.seal("words", PLACE), elsewhere)


def test_an_altered_value_does_not_open() -> None:
    data_key, _ = KeyRing.parse(f"1:{key('a')}").new_data_key(ROW)
    sealed = bytearray(data_key.seal("words", PLACE))
    sealed[-1] ^= 1

    with pytest.raises(SealBroken):
        data_key.open(bytes(sealed), PLACE)


def test_after_a_new_master_key_the_old_records_still_open() -> None:
    old = KeyRing.parse(f"1:{key('a')}")
    data_key, wrapped = old.new_data_key(ROW)
    sealed = data_key.seal("words", PLACE)

    new = KeyRing.parse(f"2:{key('b')},1:{key('a')}")

    assert new.unwrap(wrapped, ROW).open(sealed, PLACE) == "words"
    _, wrapped_now = new.new_data_key(ROW)
    with pytest.raises(SealBroken):
        old.unwrap(wrapped_now, ROW)


@pytest.mark.parametrize("text", ["", "x", "1:", "1:abc", "1:" + "A" * 44, "one:" + key("a")])
def test_a_malformed_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        KeyRing.parse(text)

    assert key("a") not in str(refusal.value)
