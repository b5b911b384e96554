"""Contexts of the pages of returns."""
