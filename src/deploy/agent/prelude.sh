# The agent that runs on a gateway: constant text, sent over stdin together with the data of one task. It is written
# in POSIX shell and needs ip, wg and nft. Nothing runs before the last line has arrived, so a connection that is cut
# off on the way has no effect.
#
# peerway manages only: the table `inet peerway`, routes with protocol 112 through the interface, addresses and peers
# in the record of the last change, /etc/peerway/<interface> and the units peerway-<interface>.*. The agent changes
# nothing else.

set -u
# Finish a task cleanly even if the connection is lost.
trap '' HUP INT PIPE TERM
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin
# Retry the resolution of an endpoint's host name only once; by default, wg retries for over a minute (wg(8)).
WG_ENDPOINT_RESOLUTION_RETRIES=1
export LC_ALL PATH WG_ENDPOINT_RESOLUTION_RETRIES
umask 077

PROTOCOL=112

# The reason of most failures to write a file there: it is a small file system in memory.
RUN_IS_FULL='no space left in /run'

fail() {
  printf '@error %s %s\n' "$1" "$2"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

section() { printf '@%s\n' "$1"; }

# Prints the start time of a process: field 22 of its stat file, counted after the name, which may contain spaces.
# Prints nothing if the process has ended.
start_time() {
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086
  set -- ${line##*) }
  [ "$1" = Z ] || printf '%s' "${20}"
}

# Returns true if the process `<pid>-<start time>` is running. The start time guards against reused process ids.
is_running() { [ -n "${1#*-}" ] && [ "$(start_time "${1%%-*}")" = "${1#*-}" ]; }

# Sets variables for this process and its folders. Systemd units call this function by name: do not rename it.
places() {
  ME=$$-$(start_time $$)
  RUN=/run/peerway/$WG
  BOOT=/etc/peerway/$WG
  CHANGE=$RUN/change.$ID
}
