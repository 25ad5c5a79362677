"""The weights of a safetensors file.

The format is a length of eight bytes, a JSON header of that length, then the numbers. Reading it
takes fewer lines than a dependency that both Pythons would have to agree on.
https://github.com/huggingface/safetensors#format
"""

import json
from typing import Any

import numpy as np

Weights = dict[str, "np.ndarray[Any, np.dtype[np.float32]]"]

_LENGTH = 8  # bytes, little-endian


def read_weights(content: bytes) -> Weights:
    """Every 32-bit float tensor of the file by its name; views, no copies."""
    begin = _LENGTH + int.from_bytes(content[:_LENGTH], "little")
    header = json.loads(content[_LENGTH:begin])
    return {
        name: _tensor(content, begin, entry)
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }


def _tensor(content: bytes, begin: int, entry: dict[str, Any]) -> Any:
    first, end = entry["data_offsets"]
    numbers = np.frombuffer(content, "<f4", count=(end - first) // 4, offset=begin + first)
    return numbers.reshape(entry["shape"])
