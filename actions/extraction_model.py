"""The learnt part of extraction: a small named-entity recogniser of our own, and where it lies."""

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import batched
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example as LearntFrom
from spacy.util import registry
from thinc.api import Maxout, Model, chain, concatenate, fix_random_seed, with_array

from actions.extraction_examples import Example, Frames
from actions.found import Kind
from actions.token_vectors import DIMENSIONS, TokenVectors, build

SEED: Final = 20261122
ROUNDS: Final = 4
_BATCH: Final = 32
_DROPOUT: Final = 0.3
_WIDTH: Final = 96
_FOLDER: Final = Path("models") / "extraction"

_MODEL: Final[dict[str, Any]] = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "nO": None,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {"@architectures": "front_door.InContext.v1", "width": _WIDTH},
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": _WIDTH,
            "depth": 2,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}


@registry.architectures("front_door.InContext.v1")  # type: ignore[untyped-decorator]
def in_context(width: int) -> Model[list[Doc], Any]:
    """A token as the sentence model sees it in its place, and how it is written."""
    written: Model[list[Doc], Any] = registry.architectures.get("spacy.MultiHashEmbed.v2")(
        width=width // 2,
        attrs=["PREFIX", "SUFFIX", "SHAPE"],
        rows=[500, 1000, 500],
        include_static_vectors=False,
    )
    meant: Model[list[Doc], Any] = chain(
        Model("token_vectors", _tensors, dims={"nO": DIMENSIONS}),
        with_array(Maxout(width, DIMENSIONS, nP=3, normalize=True, dropout=0.0)),
    )
    mixed: Model[Any, Any] = with_array(
        Maxout(width, width + width // 2, nP=3, normalize=True, dropout=0.0)
    )
    return chain(concatenate(meant, written), mixed)


def _tensors(
    model: Model[list[Doc], Any], docs: list[Doc], is_train: bool
) -> tuple[list[Any], Callable[[Any], list[Doc]]]:
    """What TokenVectors put into the texts; nothing is learnt there."""
    return [doc.tensor for doc in docs], lambda gradient: []


def var_folder(environment: Mapping[str, str] = os.environ) -> Path:
    return Path(environment.get("VAR_DIR", "").strip() or "var")


def folder(var: Path) -> Path:
    """Where the model lies."""
    return var / _FOLDER


def train(var: Path, *, rounds: int = ROUNDS, seed: int = SEED) -> Language:
    """Learn from the frames, the encoder being built; the same seed makes the same model."""
    fix_random_seed(seed)
    build(var)
    reader = TokenVectors(var)
    language = spacy.blank("en")
    frames = Frames()
    recogniser: Any = language.add_pipe("ner", config={"model": _MODEL})
    for kind in (Kind.PERSON, Kind.ADDRESS, Kind.ORGANISATION):
        recogniser.add_label(kind)
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    examples = [_aligned(language, reader, each) for each in frames.examples(chance)]
    optimizer = language.initialize(lambda: examples[:500])
    for each in range(rounds):
        optimizer.learn_rate = 0.002 * (1 - each / (rounds + 1))
        chance.shuffle(examples)
        for batch in batched(examples, _BATCH):
            language.update(list(batch), sgd=optimizer, drop=_DROPOUT)
    return language


def save(language: Language, to: Path) -> None:
    """Put the model in place of the one before it, in one step for those who read it."""
    to.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".extraction-", dir=to.parent))
    try:
        language.to_disk(workshop / "new")
        if to.exists():
            to.rename(workshop / "old")
        (workshop / "new").rename(to)
    finally:
        shutil.rmtree(workshop)


def _aligned(language: Language, reader: TokenVectors, example: Example) -> LearntFrom:
    """The example as spaCy learns from it; a span that ends inside a token takes all of it."""
    learnt = language.make_doc(example.text)
    learnt.set_ents(list(_spans(learnt, example)))
    return LearntFrom(reader.add_to(language.make_doc(example.text)), learnt)


def _spans(doc: Doc, example: Example) -> Iterator[Span]:
    for start, end, kind in example.spans:
        span = doc.char_span(start, end, label=kind, alignment_mode="expand")
        if span is not None:
            yield span
