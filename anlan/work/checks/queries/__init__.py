"""Reads of checks for screens."""
