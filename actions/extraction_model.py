"""The learnt part of extraction: a small named-entity recogniser of our own, and where it lies."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from itertools import batched
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example as LearntFrom
from thinc.api import fix_random_seed

from actions.extraction_examples import Example, Frames
from actions.found import Kind
from actions.word_vectors import add_word_vectors
from encoder.model_files import ModelFiles

SEED: Final = 20261122
ROUNDS: Final = 6
_BATCH: Final = 24
_DROPOUT: Final = 0.25
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
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": _WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [2000, 500, 1000, 500],
            "include_static_vectors": True,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": _WIDTH,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}


def folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the model lies: models/extraction in VAR_DIR."""
    return Path(environment.get("VAR_DIR", "").strip() or "var") / _FOLDER


def train(files: ModelFiles, *, rounds: int = ROUNDS, seed: int = SEED) -> Language:
    """Learn from the frames; the same files and seed make the same model."""
    fix_random_seed(seed)
    language = spacy.blank("en")
    frames = Frames()
    add_word_vectors(language.vocab, files, frames.names())
    recogniser: Any = language.add_pipe("ner", config={"model": _MODEL})
    for kind in (Kind.PERSON, Kind.ADDRESS, Kind.ORGANISATION):
        recogniser.add_label(kind)
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    optimizer = language.initialize(lambda: list(_learnt_from(language, frames, chance))[:500])
    for each in range(rounds):
        optimizer.learn_rate = 0.002 * (1 - each / (rounds + 1))
        for batch in batched(_learnt_from(language, frames, chance), _BATCH):
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


def _learnt_from(language: Language, frames: Frames, chance: random.Random) -> Iterator[LearntFrom]:
    for example in frames.examples(chance):
        yield _aligned(language, example)


def _aligned(language: Language, example: Example) -> LearntFrom:
    """The example as spaCy learns from it; a span that ends inside a token takes all of it."""
    learnt = language.make_doc(example.text)
    learnt.set_ents(list(_spans(learnt, example)))
    return LearntFrom(language.make_doc(example.text), learnt)


def _spans(doc: Doc, example: Example) -> Iterator[Span]:
    for start, end, kind in example.spans:
        span = doc.char_span(start, end, label=kind, alignment_mode="expand")
        if span is not None:
            yield span
