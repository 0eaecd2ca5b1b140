#!/bin/sh
# Install what the tests need from the system: a browser, FreeType and Hangul fonts to draw HWPX pages with.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ldconfig -p 2>/dev/null | grep -q libfreetype.so.6 || missing="$missing libfreetype6"
fc-list 2>/dev/null | grep -qi "cjk" || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1; then
    run=""
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && run="sudo -n"; }
    # shellcheck disable=SC2086
    $run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "make test: please install these system packages, then run it again:$missing" >&2
exit 1
