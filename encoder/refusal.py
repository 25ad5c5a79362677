"""Why there is no encoder."""


class EncoderUnavailable(Exception):
    """One plain sentence that says what is wrong and what to do."""
