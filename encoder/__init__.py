"""Sentence embeddings: what people write, as vectors whose angles say how near two meanings are.

all-MiniLM-L6-v2 on ONNX Runtime, on one thread, without any network. It serves both Pythons and
imports nothing else of ours.
"""
