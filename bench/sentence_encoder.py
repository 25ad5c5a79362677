"""`python -m bench.sentence_encoder`: milliseconds and memory of the encoder, on either Python."""

import gc
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

from encoder.sentence_encoder import SentenceEncoder

SENTENCE = "We would like to know who can see what we told you. "
WORD_PIECES = (13, 32, 64, 128)
ROUNDS = 60
CHARACTERS = 2_000


def main() -> None:
    before = resident()
    began = time.perf_counter()
    encoder = SentenceEncoder.from_env()
    loaded_in = time.perf_counter() - began
    print(f"Python {platform.python_version()}, onnxruntime {onnxruntime.__version__}")
    print(f"loaded in {loaded_in * 1000:.0f} ms")
    for length in WORD_PIECES:
        text = "record " * (length - 2)  # each word one piece, and the marks of start and end
        print(f"  {length:5} word pieces  {timing(lambda text=text: encoder.encode(text))}")
    text = (SENTENCE * 60)[:CHARACTERS]
    print(f"  {CHARACTERS:5} characters   {timing(lambda: encoder.encode(text), rounds=10)}")
    texts = [f"{SENTENCE}{number}" for number in range(100)]
    each = timing(lambda: encoder.encode_many(texts), rounds=3, of=len(texts))
    print(f"    100 texts, each  {each}")
    gc.collect()
    after = resident()
    own, shared = after["own"] - before["own"], after["shared"] - before["shared"]
    print(f"memory of its own {own:.0f} MiB, of files that processes share {shared:.0f} MiB")


def timing(call: Callable[[], object], *, rounds: int = ROUNDS, of: int = 1) -> str:
    """As a person waits, and as the processor works: on a busy machine the two differ."""
    call()
    waited, worked = [], []
    for _ in range(rounds):
        wall, processor = time.perf_counter(), time.thread_time()
        call()
        worked.append((time.thread_time() - processor) * 1000 / of)
        waited.append((time.perf_counter() - wall) * 1000 / of)
    p95 = float(np.quantile(waited, 0.95))
    return (
        f"p50 {statistics.median(waited):6.1f} ms  p95 {p95:6.1f} ms  "
        f"processor {statistics.median(worked):6.1f} ms"
    )


def resident() -> dict[str, float]:
    """MiB of this process: what is its own, and what is mapped from files unchanged."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    own = kilobytes["Private_Dirty"] + kilobytes["Shared_Dirty"]
    return {"own": own / 1024, "shared": (kilobytes["Rss"] - own) / 1024}


if __name__ == "__main__":
    main()
