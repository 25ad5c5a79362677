"""Children that do not outlive whoever started them."""

import shutil
import threading


def guard(signal_name: str) -> list[str]:
    """The beginning of a command that gets this signal when the process that started it dies.

    The kernel watches the thread that started the child, so only a child of the main thread is
    guarded; from any other thread, and where setpriv is missing, the list is empty.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or threading.current_thread() is not threading.main_thread():
        return []
    return [setpriv, f"--pdeathsig={signal_name}"]
