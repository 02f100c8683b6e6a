# What runs on a gateway: constant text, sent over stdin with the data of the one thing that is to be done. POSIX
# shell; needs ip, wg and nft. Nothing happens before the last line has arrived: a connection that is cut off while
# this is being sent has done nothing.
#
# Ours are: the table `inet peerway`, the routes with protocol 112 through the interface, the addresses and peers
# that the record of the last change names, /etc/peerway/<interface> and the unit peerway-<interface>. Nothing else
# is changed.

set -u
# What has been begun is ended in good order, also when nobody listens any more.
trap '' HUP INT PIPE TERM
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
# A name of an endpoint that does not resolve is asked for twice and not for more than a minute (wg(8)).
WG_ENDPOINT_RESOLUTION_RETRIES=1
export LC_ALL PATH WG_ENDPOINT_RESOLUTION_RETRIES
umask 077

PROTOCOL=112

fail() {
  printf '@error %s %s\n' "$1" "$2"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

section() { printf '@%s\n' "$1"; }

# When a process was started: field 22 of its stat, counted behind its name, which may hold blanks. Nothing for one
# that has ended.
started() {
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086
  set -- ${line##*) }
  [ "$1" = Z ] || printf '%s' "${20}"
}

# A process as `<number>-<start>`: numbers are given again.
runs() { [ -n "${1#*-}" ] && [ "$(started "${1%%-*}")" = "${1#*-}" ]; }

places() {
  ME=$$-$(started $$)
  RUN=/run/peerway/$WG
  KEPT=/etc/peerway/$WG
  AT=$RUN/change.$ID
}
