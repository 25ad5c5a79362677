"""`python -m actions.train_extraction`: learn names, addresses and organisations into VAR_DIR."""

import os
import sys
import time
from collections.abc import Mapping

from actions.extraction_model import folder, save, train, var_folder
from encoder.model_files import ModelFiles
from encoder.refusal import EncoderUnavailable


def main(environment: Mapping[str, str] = os.environ) -> int:
    var = var_folder(environment)
    started = time.monotonic()
    try:
        language = train(var, ModelFiles.from_env(environment))
    except EncoderUnavailable as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201  # to the person at the terminal
        return 1
    save(language, folder(var))
    seconds = time.monotonic() - started
    print(f"Extraction: learnt in {seconds:.0f} seconds")  # noqa: T201  # likewise
    return 0


if __name__ == "__main__":
    sys.exit(main())
