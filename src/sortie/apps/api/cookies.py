"""The browser's session cookie: HttpOnly, SameSite, and __Host- where TLS allows the prefix."""

from http.cookies import CookieError, SimpleCookie

from litestar.datastructures import Cookie

from sortie.base.settings import Settings
from sortie.kernel.identity.contracts import Opened

_PLAIN = "sortie"


def session_name(settings: Settings) -> str:
    return f"__Host-{_PLAIN}" if settings.secure_cookies else _PLAIN


def csrf_name(settings: Settings) -> str:
    return f"{session_name(settings)}-csrf"


def binding_name(settings: Settings) -> str:
    return f"{session_name(settings)}-oidc"


def session_cookies(settings: Settings, opened: Opened, max_age_s: int) -> list[Cookie]:
    """The session's, which scripts can't read, and the CSRF token's, which they must."""
    return [
        _cookie(settings, session_name(settings), opened.token, max_age_s, http_only=True),
        _cookie(settings, csrf_name(settings), opened.csrf, max_age_s, http_only=False),
    ]


def binding_cookie(settings: Settings, binding: str, max_age_s: int) -> Cookie:
    return _cookie(settings, binding_name(settings), binding, max_age_s, http_only=True)


def no_cookies(settings: Settings) -> list[Cookie]:
    return [
        _cookie(settings, name(settings), "", 0, http_only=True)
        for name in (session_name, csrf_name, binding_name)
    ]


def _cookie(settings: Settings, name: str, value: str, age_s: int, *, http_only: bool) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        path="/",
        max_age=age_s,
        secure=settings.secure_cookies,
        httponly=http_only,
        samesite="lax",
    )


def read_cookie(header: str, name: str) -> str | None:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return None
    found = jar.get(name)
    return found.value if found and found.value else None
