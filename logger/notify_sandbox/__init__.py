"""A stand-in for GOV.UK Notify on this machine: same requests, same answers, nothing leaves.

It stands in for somebody else's system, so it imports nothing of ours except the texts and the
key format the two agree on and the way we log, and keeps its messages in a file of its own.
"""
