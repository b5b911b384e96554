"""A quick hash for random first passwords, so that a school's whole staff can be enrolled from one sheet."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class FirstPassword(PBKDF2PasswordHasher):
    """For actions.first_password() only: 68 random bits need no slow hash. Signing in replaces it by the strong one."""

    algorithm = "first_sha256"
    iterations = 1_000
