"""Pure decisions about proofs, delays and scopes: no clock, no I/O."""

import re
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sortie.base.errors import FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.kernel.identity.weak_passwords import WEAK

PASSWORD_MIN = 10
PASSWORD_MAX = 200  # bounds the hashing work, not the strength
_DISTINCT_MIN = 4

ACCOUNT_FREE = 5  # wrong tries before an account waits
IP_FREE = 40  # an office shares one address
FIRST_DELAY_S = 15
LONGEST_DELAY_S = 900
FORGET_AFTER = timedelta(hours=12)

_LOGIN = re.compile(r"^[\w.@+-]{2,120}$")
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def check_password(password: str, *, login: str = "", path: str = "password") -> None:
    """Length and a list of first guesses; no rules about kinds of characters.

    Source: OWASP ASVS 5.0.0 v5.0.0-6.2.1, -6.2.4, -6.2.5; NIST SP 800-63B §5.1.1.2.

    Raises:
        InvalidError: says what would be accepted.
    """
    if len(password) < PASSWORD_MIN:
        raise _refuse(
            path,
            "password.short",
            f"密码至少 {PASSWORD_MIN} 个字符，可以用一句好记的话。",
            f"Use at least {PASSWORD_MIN} characters; a sentence you remember is fine.",
        )
    if len(password) > PASSWORD_MAX:
        raise _refuse(
            path,
            "password.long",
            f"密码最多 {PASSWORD_MAX} 个字符。",
            f"Use at most {PASSWORD_MAX} characters.",
        )
    folded = password.casefold()
    guessable = (
        folded in WEAK
        or len(set(folded)) < _DISTINCT_MIN
        or (bool(login) and folded.replace(login.casefold(), "").strip("0123456789") == "")
    )
    if guessable:
        raise _refuse(
            path,
            "password.weak",
            "这个密码太容易被猜到，请换一个。",
            "This password is among the first ones anyone tries; choose another.",
        )


def check_login(login: str, path: str = "login") -> None:
    if not _LOGIN.match(login):
        raise _refuse(
            path,
            "login.form",
            "登录名为 2–120 个字母、数字、汉字或 . @ + - _。",
            "A login has 2–120 letters, digits or . @ + - _.",
        )


def _refuse(path: str, code: str, zh: str, en: str) -> InvalidError:
    return InvalidError(FieldProblem(path, code, Label(zh, en)))


def normal_login(login: str) -> str:
    """Logins, e-mails and phones compare case-folded and without spaces around."""
    return login.strip().casefold()


def lock_delay(failures: int, free: int) -> timedelta:
    """How long to wait after ``failures`` wrong tries in a row: nothing, then doubling to 15 min."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 16)
    return timedelta(seconds=min(FIRST_DELAY_S * 2**doublings, LONGEST_DELAY_S))


def address_block(ip: str) -> str:
    """What counts as one caller: an IPv4 address, an IPv6 /64, which is what one line is given."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((int(address) >> 64 << 64, 64)))
    return ip


def wait_s(until: datetime, now: datetime) -> int:
    """Whole seconds to wait, rounded up, at least 1."""
    return max(1, -int(-(until - now).total_seconds() // 1))


def device_name(user_agent: str) -> str:
    """``Android · Chrome`` from a User-Agent header, for the session list."""
    device = next((name for mark, name in _DEVICES if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return " · ".join(p for p in (device, browser) if p) or user_agent[:60]


def scope_allows(scopes: AbstractSet[str], area: str, action: str) -> bool:
    """Whether an API key's scopes reach ``area`` (an object's or a feature's name).

    Scopes: ``*`` · ``read`` (every object) · ``<area>:<action>`` · ``<area>:*`` · ``*:<action>``.
    ``<area>:write`` stands for create, update and every command.
    """
    verb = action.partition(":")[0]
    wanted = {"*", "*:*", f"{area}:*", f"{area}:{action}", f"*:{action}", f"{area}:{verb}"}
    if verb == "read":
        wanted.add("read")
    if verb in {"create", "update", "command"}:
        wanted |= {f"{area}:write", "*:write"}
    return not wanted.isdisjoint(scopes)
