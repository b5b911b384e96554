"""Log files with a cap."""

import pathlib

LOG_LIMIT = 8 * 1024 * 1024


def cut(path: pathlib.Path, limit: int) -> None:
    """Keep the last half of a file that grew over `limit` bytes. Its writers append, so they simply go on."""
    try:
        if path.stat().st_size <= limit:
            return
        with open(path, "r+b") as file:
            file.seek(-limit // 2, 2)
            kept = file.read()
            file.seek(0)
            file.truncate()
            file.write(kept[kept.find(b"\n") + 1 :])
    except OSError:
        return


def tail(path: pathlib.Path, lines: int = 8) -> str:
    """The last lines of a log, for an error message."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
