"""What Rasa loads: runs on Python 3.10 and reaches the rest of the house over HTTP only."""
