"""The built graph on disk: `<var>/models/encoder/<fingerprint>.onnx` and its `.weights`.

The weights stand in a file of their own because ONNX Runtime maps such a file into memory: loading
takes a quarter of the time, and the processes share what they do not change.
"""

import hashlib
import tempfile
from pathlib import Path

from encoder.model_files import SHA256, VOCABULARY, WEIGHTS, ModelFiles

VOCABULARY_KEY = "vocabulary"  # the graph carries it, so that running needs no other file
_BUILT_BY = ("graph.py", "graph_file.py", "weights.py")
_SMALLEST_APART = 1024  # bytes


def graph_path(var: Path) -> Path:
    """Where the graph is, or would be, for this model and this code."""
    return var / "models" / "encoder" / f"{fingerprint()}.onnx"


def fingerprint() -> str:
    """A hash of the model's files and of the code that builds the graph from them."""
    digest = hashlib.sha256("".join(SHA256[name] for name in (WEIGHTS, VOCABULARY)).encode())
    for name in _BUILT_BY:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


def is_built(var: Path) -> bool:
    return graph_path(var).is_file()


def build(var: Path, files: ModelFiles) -> Path:
    """Build the graph and remove older ones; raises EncoderUnavailable.

    The weights are put in place before the graph that names them, each in one step: whoever finds
    a graph finds all of it.
    """
    target = graph_path(var)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=target.parent) as workshop:
        made = Path(workshop) / target.name
        _write(made, files)
        for each in (made.with_suffix(".weights"), made):
            each.chmod(0o644)
            each.replace(target.parent / each.name)
    for old in target.parent.glob("*.*"):
        if old.suffix in {".onnx", ".weights"} and old.stem != target.stem:
            old.unlink(missing_ok=True)
    return target


def _write(path: Path, files: ModelFiles) -> None:
    import onnx  # only where a graph is built

    from encoder.graph import build_graph
    from encoder.weights import read_weights

    vocabulary = files.read(VOCABULARY).decode("utf-8")
    graph = build_graph(read_weights(files.read(WEIGHTS)), {VOCABULARY_KEY: vocabulary})
    onnx.save_model(
        graph,
        path,
        save_as_external_data=True,
        location=path.with_suffix(".weights").name,
        size_threshold=_SMALLEST_APART,
    )
