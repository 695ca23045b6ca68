#!/usr/bin/env bash
# Installs the Debian 12 packages that the tests and benches can use: real RDP servers and clients, a browser, a
# database, and compilers for the fuzzers. Idempotent, and quick when everything is there. Needs root; without it, or
# elsewhere than on Debian, it says so and the tests skip what is missing. The tests start a database server of their
# own on a socket of their own; the one that the package sets up is left alone, whether it runs or not.
set -euo pipefail

hosts='xrdp xorgxrdp tigervnc-standalone-server freerdp2-shadow-x11 freerdp2-x11 winpr-utils weston
  gnome-remote-desktop mutter pipewire wireplumber dbus libglib2.0-bin'
desktop='xvfb openbox xterm x11-apps x11-utils xdotool imagemagick fonts-dejavu'
tools='openssl iproute2 gettext-base chromium postgresql g++ make python3 pkg-config clang lld libclang-rt-14-dev freerdp2-dev'
backports='freerdp3-shadow-x11 freerdp3-x11 freerdp3-dev'

installed() { dpkg-query -W -f='${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed'; }
absent() { for package; do installed "$package" || echo "$package"; done; }

if ! command -v dpkg-query apt-get >/dev/null; then
  echo "setup: not a Debian system; tests that need its packages are skipped"
  exit 0
fi
# shellcheck disable=SC2086,SC2207
main=($(absent $hosts $desktop $tools)) late=($(absent $backports))
if [ $((${#main[@]} + ${#late[@]})) = 0 ]; then
  echo 'setup: everything is installed'
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "setup: run as root to install: ${main[*]-} ${late[*]-}"
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update
if [ ${#main[@]} -gt 0 ]; then apt-get install -y --no-install-recommends "${main[@]}"; fi
if [ ${#late[@]} -gt 0 ]; then
  # FreeRDP 3 is in backports, which live where this machine gets Debian from: its own source with the suite changed.
  sources=/etc/apt/sources.list.d
  if ! apt-cache policy | grep bookworm-backports >/dev/null && [ -f "$sources/debian.sources" ]; then
    sed 's/^Suites: bookworm .*/Suites: bookworm-backports/; /^$/q' "$sources/debian.sources" >"$sources/backports.sources"
    apt-get update
  fi
  apt-get install -y --no-install-recommends -t bookworm-backports "${late[@]}"
fi
