"""What each word of a text means where it stands, from the inside of the sentence model.

The lower half of the sentence encoder's graph, which knows words in their places in half the time
of the whole; it shares the encoder's weights on disk and in memory.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from spacy.tokens import Doc

from encoder.graph_file import VOCABULARY_KEY, graph_path
from encoder.word_pieces import WordPieces

DIMENSIONS: Final = 384
_LAYER: Final = "encoder.layer.2.output"
_WINDOW: Final = 108  # word pieces read at once, besides those seen on either side
_BESIDE: Final = 8
_ONLY_ERRORS: Final = 3  # ONNX Runtime's own warnings are about graphics cards

Vectors = npt.NDArray[np.float32]


class TokenVectors:
    """The vectors of a text's tokens; any number of threads may use one."""

    def __init__(self, var: Path) -> None:
        self._session = onnxruntime.InferenceSession(
            str(tokens_path(var)), _options(), providers=["CPUExecutionProvider"]
        )
        metadata = self._session.get_modelmeta().custom_metadata_map
        self._pieces = WordPieces(metadata[VOCABULARY_KEY])
        self._start, self._end = self._pieces.numbers("")
        self._numbers_of = lru_cache(maxsize=20_000)(self._numbers)

    def add_to(self, doc: Doc) -> Doc:
        """Put the vectors into `doc.tensor`, a row for each token."""
        pieces = [self._numbers_of(token.text) for token in doc]
        owners = np.repeat(np.arange(len(doc)), [len(each) for each in pieces])
        vectors = self._read([number for each in pieces for number in each])
        sums = np.zeros((len(doc), DIMENSIONS), np.float32)
        np.add.at(sums, owners, vectors)
        counts = np.array([max(1, len(each)) for each in pieces], np.float32)
        doc.tensor = np.asarray(sums / counts[:, None])
        return doc

    def _numbers(self, word: str) -> tuple[int, ...]:
        return tuple(self._pieces.numbers(word)[1:-1])

    def _read(self, numbers: list[int]) -> Vectors:
        """A row for each word piece, read with its neighbours on either side."""
        rows = np.empty((len(numbers), DIMENSIONS), np.float32)
        for first in range(0, len(numbers), _WINDOW):
            last = min(first + _WINDOW, len(numbers))
            left = max(0, first - _BESIDE)
            window = [self._start, *numbers[left : last + _BESIDE], self._end]
            word_pieces = np.array([window], np.int32)
            inputs = {"word_pieces": word_pieces, "mask": np.ones_like(word_pieces)}
            (hidden,) = self._session.run([_LAYER], inputs)
            rows[first:last] = hidden[0, 1 + first - left : 1 + last - left]
        return rows


def tokens_path(var: Path) -> Path:
    """Beside the encoder's weights, which it names."""
    encoder = graph_path(var)
    return encoder.with_name(f"{encoder.stem}-tokens.onnx")


def build(var: Path) -> None:
    """Derive the graph from the encoder's, which has to be there."""
    import onnx  # only where a graph is built

    model = onnx.load(graph_path(var), load_external_data=False)
    shape: list[str | int | None] = ["batch", "length", DIMENSIONS]
    output = onnx.helper.make_tensor_value_info(_LAYER, onnx.TensorProto.FLOAT, shape)
    del model.graph.output[:]
    model.graph.output.append(output)
    _keep_what_is_needed(model.graph, _LAYER)
    made = tokens_path(var).with_suffix(".new")
    made.write_bytes(model.SerializeToString())
    made.replace(tokens_path(var))


def _keep_what_is_needed(graph: Any, output: str) -> None:
    """Without the nodes and weights that this output does not come from."""
    needed = {output}
    for node in reversed(list(graph.node)):  # they stand in the order in which they run
        if needed.intersection(node.output):
            needed.update(node.input)
        else:
            graph.node.remove(node)
    for weight in list(graph.initializer):
        if weight.name not in needed:
            graph.initializer.remove(weight)


def _options() -> Any:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ONLY_ERRORS
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
