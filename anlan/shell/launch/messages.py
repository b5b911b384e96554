"""Compiles the translations in plain Python: no gettext program is needed on the machine."""

import os
import pathlib

FLOORS = ("anlan", "sim")


def catalogues(project: pathlib.Path) -> list[pathlib.Path]:
    """All translation files of the project."""
    return sorted(po for floor in FLOORS for po in (project / floor).glob("**/LC_MESSAGES/*.po"))


def compile_changed(project: pathlib.Path) -> int:
    """Compile each catalogue whose compiled form is missing or older; returns how many were."""
    done = 0
    for po in catalogues(project):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        import polib

        draft = mo.with_suffix(f".{os.getpid()}")
        polib.pofile(str(po)).save_as_mofile(str(draft))
        draft.replace(mo)
        done += 1
    return done


if __name__ == "__main__":
    print(f"{compile_changed(pathlib.Path(__file__).resolve().parents[3])} catalogues compiled")
