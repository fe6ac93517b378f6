#!/bin/sh
# Installs what the tests need and npm does not have: `npm test` calls it first. Quick when everything is there.
# Tests that need a missing tool skip and say so, so only on CI (where CI is set) is a missing tool an error here.
set -eu

# One line per tool: the command that must be there, then the Debian packages that bring it.
# Chromium draws no text without a font of its own.
tools='
chromium: chromium fonts-liberation
redis-server: redis-server
nginx: nginx
openssl: openssl
'

missing_packages() {
  echo "$tools" | while IFS=': ' read -r command packages; do
    [ -z "$command" ] || command -v "$command" >/dev/null || echo "$packages"
  done | tr '\n' ' '
}

give_up() {
  echo "install-test-tools: $1" >&2
  echo "install-test-tools: tests that need one of these packages will be skipped: $packages" >&2
  [ -z "${CI:-}" ] && exit 0
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    # Nobody is there to type a password.
    sudo -n "$@"
  fi
}

packages=$(missing_packages)
[ -n "$packages" ] || exit 0

command -v apt-get >/dev/null || give_up 'this machine has no apt-get; install them by hand'
[ "$(id -u)" = 0 ] || command -v sudo >/dev/null || give_up 'neither root nor sudo; install them by hand'

echo "install-test-tools: installing $packages"
# Two runs at a time wait for each other instead of failing.
install='apt-get -qq -o DPkg::Lock::Timeout=300'
as_root $install update || give_up 'apt-get update failed'
# shellcheck disable=SC2086 # each package is a word of its own
as_root env DEBIAN_FRONTEND=noninteractive $install install --yes --no-install-recommends $packages >/dev/null ||
  give_up 'apt-get install failed'

packages=$(missing_packages)
[ -z "$packages" ] || give_up 'apt-get went through, but a command is still missing'
