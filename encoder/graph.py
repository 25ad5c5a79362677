"""The sentence model as an ONNX graph of ONNX Runtime's own fused operators.

BERT as published (https://arxiv.org/abs/1810.04805) with 6 layers, then the mean over the word
pieces and unit length, as sentence-transformers does. The operators are described at
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
Only building needs `onnx`; running does not.
"""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from encoder.weights import Weights

LAYERS = 6
HEADS = 12
DIMENSIONS = 384
EPSILON = 1e-12  # of each layer normalisation
FUSED = "com.microsoft"

# Old enough for the ONNX Runtime of both Pythons.
_IR_VERSION = 8
_OPSETS = (("", 17), (FUSED, 1))


def build_graph(weights: Weights, metadata: dict[str, str]) -> onnx.ModelProto:
    """`word_pieces` and `mask` (batch x length, int32) to `vectors` (batch x 384), unit length.

    The mask is 1 for a word piece and 0 for padding, which stands on the right.
    """
    graph = _Graph(weights)
    hidden = graph.embeddings()
    for layer in range(LAYERS):
        hidden = graph.layer(layer, hidden)
    graph.mean_of_unit_length(hidden)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "sentence_encoder",
            [_input("word_pieces"), _input("mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", DIMENSIONS])],
            initializer=graph.constants,
        ),
        ir_version=_IR_VERSION,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in _OPSETS],
    )
    helper.set_model_props(model, metadata)
    return model


def _input(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "length"])


class _Graph:
    """Nodes and constants, as they are added."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def embeddings(self) -> str:
        """Every text is one segment, so the vector of segment 0 is added to each position."""
        positions = self._weights["embeddings.position_embeddings.weight"]
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        inputs = [
            "word_pieces",
            "",
            self._weight("embeddings.word_embeddings.weight"),
            self._constant("positions", positions + segment),
            "",
            self._weight("embeddings.LayerNorm.weight"),
            self._weight("embeddings.LayerNorm.bias"),
            "mask",
        ]
        outputs = ["embedded", "lengths"]
        self._node("EmbedLayerNormalization", inputs, outputs, FUSED, epsilon=EPSILON)
        return "embedded"

    def layer(self, number: int, hidden: str) -> str:
        place = f"encoder.layer.{number}"
        seen = self._attention(f"{place}.attention", hidden)
        wider = self._times(f"{place}.intermediate.dense", seen)
        bias = self._weight(f"{place}.intermediate.dense.bias")
        self._node("BiasGelu", [wider, bias], [f"{place}.gelu"], FUSED)
        narrower = self._times(f"{place}.output.dense", f"{place}.gelu")
        return self._add_and_normalise(f"{place}.output", narrower, seen)

    def mean_of_unit_length(self, hidden: str) -> None:
        """The padding has no part in the mean."""
        self._constant("column", np.array([2], np.int64))
        self._constant("over_length", np.array([1], np.int64))
        self._node("Cast", ["mask"], ["counted"], to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["counted", "column"], ["weight_of_each"])
        self._node("Mul", [hidden, "weight_of_each"], ["without_padding"])
        self._node("ReduceSum", ["without_padding", "over_length"], ["sum"], keepdims=0)
        self._node("ReduceSum", ["counted", "over_length"], ["count"], keepdims=1)
        self._node("Div", ["sum", "count"], ["mean"])
        self._node("LpNormalization", ["mean"], ["vectors"], axis=-1, p=2)

    def _attention(self, place: str, hidden: str) -> str:
        """Query, key and value of one layer in one operator."""
        three = [f"{place}.self.{part}" for part in ("query", "key", "value")]
        weight = np.hstack([self._weights[f"{part}.weight"].T for part in three])
        bias = np.hstack([self._weights[f"{part}.bias"] for part in three])
        inputs = [
            hidden,
            self._constant(f"{place}.self.weight", weight),
            self._constant(f"{place}.self.bias", bias),
            "lengths",
        ]
        self._node("Attention", inputs, [f"{place}.self"], FUSED, num_heads=HEADS)
        projected = self._times(f"{place}.output.dense", f"{place}.self")
        return self._add_and_normalise(f"{place}.output", projected, hidden)

    def _add_and_normalise(self, place: str, changed: str, unchanged: str) -> str:
        parts = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        inputs = [changed, unchanged, *(self._weight(f"{place}.{part}") for part in parts)]
        self._node("SkipLayerNormalization", inputs, [place], FUSED, epsilon=EPSILON)
        return place

    def _times(self, place: str, hidden: str) -> str:
        """Without the bias, which the next operator adds."""
        transposed = self._constant(f"{place}.weight", self._weights[f"{place}.weight"].T)
        self._node("MatMul", [hidden, transposed], [f"{place}.product"])
        return f"{place}.product"

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, numbers: "np.ndarray[Any, Any]") -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(numbers), name))
        return name

    def _node(
        self, operator: str, inputs: list[str], outputs: list[str], domain: str = "", **options: Any
    ) -> None:
        self.nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **options))
