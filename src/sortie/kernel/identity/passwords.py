"""Argon2id in a thread: it takes ~20 ms of one core, which the event loop mustn't."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP Password Storage Cheat Sheet: Argon2id, m = 19 MiB, t = 2, p = 1.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

_busy = asyncio.Semaphore(4)  # bounds memory to 4 x 19 MiB under a flood of sign-ins


async def hash_password(password: str) -> str:
    async with _busy:
        return await asyncio.to_thread(_hasher.hash, password)


async def verify(hashed: str | None, password: str) -> bool:
    """Whether ``password`` is the one hashed; as slow when there is no hash at all."""
    async with _busy:
        right = await asyncio.to_thread(_verify, hashed, password)
    return right and hashed is not None


def outdated(hashed: str) -> bool:
    """Whether the parameters have grown since this was hashed."""
    return _hasher.check_needs_rehash(hashed)


@cache
def _nobody() -> str:
    """Verified when there is no account, so that its absence takes as long as a wrong password."""
    return _hasher.hash("nobody has this password, and nobody will")


def _verify(hashed: str | None, password: str) -> bool:
    nobody = _nobody()  # made before either way, so that the first sign-in tells nothing either
    try:
        return _hasher.verify(hashed or nobody, password)
    except (VerificationError, InvalidHashError):
        return False
