"""The rehearsal city 云汀市: a fictional city that uses the product the way a real one would.

Everything in this package that builds the city is pure and deterministic for a seed. No institution, place or
person in it exists.
"""
