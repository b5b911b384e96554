"""Small files that are whole or not there, also when the machine goes down while they are written."""

import os
import pathlib


def replace_text(path: pathlib.Path, text: str) -> None:
    """Write `text` beside the file and put it in its place."""
    draft = path.with_name(path.name + ".new")
    with open(draft, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
