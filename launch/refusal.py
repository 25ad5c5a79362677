"""What a person is told when the system cannot start."""


class CannotStart(Exception):
    """One plain sentence that says what is wrong and what to do; shown without a traceback."""
