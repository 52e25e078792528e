#!/usr/bin/env bash
# Makes sure Chromium and Chinese fonts are there for the browser tests.
set -euo pipefail

have_fonts() { fc-list :lang=zh 2>/dev/null | grep -q .; }
have_browser() { [ -x /usr/bin/chromium ] || [ -x "${SORTIE_CHROMIUM:-}" ]; }

have_browser && have_fonts && exit 0

LINE="apt-get install -y --no-install-recommends chromium fonts-noto-cjk fontconfig"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  printf '· %s\n' "$LINE" >&2
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $LINE -qq >&2
  have_browser && exit 0
fi
printf '✗ The browser tests need Chromium. Type this line, then try again:\n\n    sudo %s\n\n' "$LINE" >&2
printf '  浏览器测试需要 Chromium。请执行上面这一行，然后重试。\n' >&2
exit 69
