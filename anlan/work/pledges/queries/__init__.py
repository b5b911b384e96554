"""Reads of responsibility letters."""
