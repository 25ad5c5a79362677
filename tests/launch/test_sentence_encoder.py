from pathlib import Path

import pytest

from launch import sentence_encoder
from launch.sentence_encoder import EncoderNotBuilt


def test_a_wrong_model_folder_ends_with_the_sentence_of_the_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTENCE_MODEL_DIR", str(tmp_path))

    with pytest.raises(EncoderNotBuilt, match=r"^The sentence model's file vocab.txt is not in"):
        sentence_encoder.build(tmp_path / "var")


def test_the_encoder_is_built_once_into_the_folder_of_models(tmp_path: Path) -> None:
    sentence_encoder.build(tmp_path)
    built = {path: path.stat().st_mtime_ns for path in (tmp_path / "models/encoder").iterdir()}

    sentence_encoder.build(tmp_path)

    assert sorted(path.suffix for path in built) == [".onnx", ".weights"]
    assert all(path.stat().st_mtime_ns == made for path, made in built.items())
