"""`python -m actions.train_extraction`: learn names, addresses and organisations into VAR_DIR."""

import os
import sys
import time
from collections.abc import Mapping

from actions.extraction_model import folder, save, train, var_folder
from encoder.graph_file import is_built


def main(environment: Mapping[str, str] = os.environ) -> int:
    var = var_folder(environment)
    started = time.monotonic()
    if not is_built(var):
        print("The sentence encoder has to be built first.", file=sys.stderr)  # noqa: T201
        return 1
    save(train(var), folder(var))
    seconds = time.monotonic() - started
    print(f"Extraction: learnt in {seconds:.0f} seconds")  # noqa: T201  # likewise
    return 0


if __name__ == "__main__":
    sys.exit(main())
