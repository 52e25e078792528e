"""One way to compile a kernel: without the GIL, kept on disk, its Python signature kept for mypy."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numba

_HERE = Path(__file__).parent


def _fingerprint() -> str:
    """Of every kernel's source: numba itself looks at one file and misses what that file calls."""
    told = hashlib.sha256(numba.__version__.encode())
    for source in (*sorted(_HERE.glob("kernel_*.py")), _HERE / "arrays.py", _HERE / "jit.py"):
        told.update(source.read_bytes())
    return told.hexdigest()[:16]


def _cache_folder() -> Path:
    """Beside the sources, like Python's own; where that can't be written, the user's cache."""
    here = _HERE / "__pycache__"
    for root in (here, Path.home() / ".cache" / "sortie", Path(tempfile.gettempdir()) / "sortie"):
        folder = root / f"kernels-{_fingerprint()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return here


CACHE = _cache_folder()
setattr(numba.config, "CACHE_DIR", str(CACHE))  # noqa: B010 - made at run time, unknown to mypy


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compiled on first use, or loaded from the cache."""
    return cast("F", numba.njit(nogil=True, cache=True)(function))
