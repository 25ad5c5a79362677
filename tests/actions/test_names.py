import pytest

from actions.extraction import name_of


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("it's jo", "jo"),
        ("my name is Jo Smith and I teach there", "Jo Smith"),
        ("Mohammed Al-Farsi", "Mohammed Al-Farsi"),
        ("Hi. I'm Siân O’Brien 😊", "Siân O’Brien"),
        ("Mrs. J. Okonkwo-Smith, I'm her nan", "Mrs. J. Okonkwo-Smith"),
        ("you can call me T", "T"),
        ("Bond, James Bond", "James Bond"),
        ("Will", "Will"),
        ("王小明", "王小明"),
        ("我叫王小明", "王小明"),
        ("محمد علي", "محمد علي"),
        ("अनिता शर्मा", "अनिता शर्मा"),
        ("María-José de la Cruz", "María-José de la Cruz"),
    ],
)
def test_a_name_is_taken_without_the_words_around_it(answer: str, name: str) -> None:
    assert name_of(answer) == name


@pytest.mark.parametrize(
    "answer",
    [
        "not your business",
        "my name is not your business",
        "I'd rather not say",
        "anonymous",
        "no",
        "why do you need that?",
        "i'm her nan",
        "I'm worried about my neighbour",
        "07700 900123",
        "😊",
        "",
        "   ",
        "x" * 10 + " " + "y " * 990,
    ],
)
def test_an_answer_without_a_name_gives_none(answer: str) -> None:
    assert name_of(answer) is None
