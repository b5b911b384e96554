"""Binders for an inspection (迎检资料): a cover with an index, lists and their proofs, put together from the records in one file."""
