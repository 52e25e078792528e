"""One way to compile a kernel: without the GIL, kept on disk, its Python signature kept for mypy."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
from numba.extending import intrinsic

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
setattr(numba.config, "CACHE_DIR", str(CACHE))  # noqa: B010  made at run time, unknown to mypy


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compiled on first use, or loaded from the cache."""
    return cast("F", numba.njit(nogil=True, cache=True)(function))


@intrinsic
def _borrowed(typing: Any, arrays: Any) -> Any:
    """The same named tuple of arrays, which no longer counts who refers to them.

    Counting takes an atomic step for each array and call: a third of a search's time, and more
    when threads share the arrays. The caller in Python holds them while the kernel runs.
    """
    del typing

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        lent = values[0]
        for n, kind in enumerate(signature.args[0].types):
            array = context.make_array(kind)(context, builder, builder.extract_value(lent, n))
            array.meminfo = array.meminfo.type(None)
            array.parent = array.parent.type(None)
            lent = builder.insert_value(lent, array._getvalue(), n)  # noqa: SLF001  numba gives no other way
        return lent

    return arrays(arrays), generate


borrowed = cast("Callable[[Any], Any]", _borrowed)
