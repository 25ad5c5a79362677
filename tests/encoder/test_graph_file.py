"""Where the built graph is, and which model files it is built from."""

import shutil
from pathlib import Path

import pytest

from encoder.__main__ import main
from encoder.graph_file import graph_path
from encoder.model_files import VOCABULARY, WEIGHTS, ModelFiles, ModelFilesMissing
from encoder.sentence_encoder import SentenceEncoder


def files_in_wheel() -> Path:
    return ModelFiles.from_env({}).folder


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Another copy of the model's files."""
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in (WEIGHTS, VOCABULARY):
        shutil.copy(files_in_wheel() / name, folder)
    return folder


def test_a_graph_built_from_another_copy_is_whole_and_replaces_an_older_one(
    tmp_path: Path, copied: Path
) -> None:
    var = tmp_path / "var"
    built = graph_path(var)
    built.parent.mkdir(parents=True)
    old = built.with_name("0123456789abcdef.onnx")
    old.write_bytes(b"an older graph")

    status = main(["build"], {"VAR_DIR": str(var), "SENTENCE_MODEL_DIR": str(copied)})

    assert status == 0
    assert sorted(built.parent.iterdir()) == [built, built.with_suffix(".weights")]
    assert SentenceEncoder(built).encode("hello").shape == (384,)


def test_what_is_built_is_not_built_again(tmp_path: Path) -> None:
    built = graph_path(tmp_path)
    built.parent.mkdir(parents=True)
    built.write_bytes(b"built before")

    status = main(["build"], {"VAR_DIR": str(tmp_path), "SENTENCE_MODEL_DIR": "nowhere"})

    assert status == 0
    assert built.read_bytes() == b"built before"


def test_weights_with_one_wrong_bit_stop_the_build_with_one_sentence(
    tmp_path: Path, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (copied / WEIGHTS).open("r+b") as weights:
        weights.seek(50_000_000)
        bit = weights.read(1)[0] ^ 1
        weights.seek(50_000_000)
        weights.write(bytes([bit]))

    status = main(["build"], {"VAR_DIR": str(tmp_path), "SENTENCE_MODEL_DIR": str(copied)})

    said = capsys.readouterr().err.splitlines()
    assert status == 1
    assert len(said) == 1
    assert said[0].startswith(f"{copied / WEIGHTS} is not the file of all-MiniLM-L6-v2")
    assert not graph_path(tmp_path).exists()


def test_a_folder_without_the_model_is_named(tmp_path: Path) -> None:
    files = ModelFiles.from_env({"SENTENCE_MODEL_DIR": str(tmp_path)})

    with pytest.raises(ModelFilesMissing, match=f"{WEIGHTS} is not in {tmp_path}"):
        files.read(WEIGHTS)
