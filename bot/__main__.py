"""`python -m bot`: Rasa on loopback, with our channel, our tracker store and our repairs."""

import os
import sys
import warnings

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

from bot.settings import Settings, SettingsMissing


def main() -> int:
    try:
        settings = Settings.from_env()
    except (SettingsMissing, ValueError) as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    warnings.filterwarnings("ignore")  # the deprecations of a frozen stack
    from bot.server import CannotStart, serve  # imports TensorFlow: not before the settings stand

    try:
        serve(settings)
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
