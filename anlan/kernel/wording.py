"""Labels in pure modules: `N_` marks a Chinese text for translation and returns it as it is; screens translate when they show it."""


def N_(text: str) -> str:
    """Mark `text` for the translation catalogue."""
    return text
