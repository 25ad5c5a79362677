"""What the assistant does: the rasa-sdk action server, one module per skill, flat.

rasa-sdk trips over subpackages, and every module here is registered by name in server.py.
"""
