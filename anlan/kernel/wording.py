"""Labels in pure modules: `N_` marks a Chinese text for translation and returns it as it is; screens translate when they show it."""


def N_(text: str) -> str:  # noqa: N802  (the usual name of the marker)
    """Mark `text` for the translation catalogue."""
    return text
