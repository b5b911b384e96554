"""Tests, one folder for each part."""
