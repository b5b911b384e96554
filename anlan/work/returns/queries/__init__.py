"""Reads of returns for screens."""
