exists() { ip link show dev "$WG" >/dev/null 2>&1; }

# Writes what a command says to a file. Few commands notice a full disk by themselves.
keep() {
  into=$1
  shift
  said=$("$@") && printf '%s\n' "$said" >"$into"
}

# Sections of peers that are not ours, as they are on the interface now.
foreign_sections() {
  wg showconf "$WG" 2>/dev/null | awk -v keys="$1" '
    BEGIN { while ((getline key < keys) > 0) kept[key] = 1 }
    /^\[/ { if (held) printf "%s", text; text = ""; held = 0 }
    { text = text $0 "\n" }
    /^PublicKey = / && ($3 in kept) { held = 1 }
    END { if (held) printf "%s", text }
  '
}

# Keys of this host's own: the one that was made here, and that of the running interface.
own_keys() {
  cat "$KEPT.key" 2>/dev/null
  wg show "$WG" private-key 2>/dev/null | grep -v '^(none)$'
}

# The own key that belongs to a public one.
own_key_of() {
  own_keys | while read -r key; do
    [ "$(printf '%s\n' "$key" | wg pubkey)" != "$1" ] || { printf '%s' "$key"; break; }
  done
}

# A key that nobody else has ever had: not the one that the plan holds.
own_key() {
  own_keys | while read -r key; do
    [ "$(printf '%s\n' "$key" | wg pubkey)" = "$(cat "$DATA/spent")" ] || { printf '%s' "$key"; break; }
  done
}

make_key() {
  mkdir -p -m 0700 "${KEPT%/*}" || fail no-folder "${KEPT%/*} cannot be made"
  key=$(own_key)
  [ -n "$key" ] || key=$(wg genkey) || fail no-key "wg genkey failed"
  printf '%s\n' "$key" >"$KEPT.key.new" && mv "$KEPT.key.new" "$KEPT.key" || fail no-space "$KEPT.key cannot be written"
  section public-key
  printf '%s\n' "$key" | wg pubkey
}

# What only this host knows: a private key that never leaves it, and a firewall mark that somebody has set. By the
# shell itself, since the words of a command can be read by everybody.
completed() {
  mark=$(wg show "$WG" fwmark 2>/dev/null)
  while IFS= read -r line; do
    [ "$line" != 'PrivateKey = ON-HOST' ] || line="PrivateKey = $(own_key_of "$(cat "$AT/public-key")")"
    printf '%s\n' "$line" || return 1
    [ "$line" != '[Interface]' ] || [ "${mark:-off}" = off ] || printf 'FwMark = %s\n' "$mark"
  done <"$DATA/wg"
  foreign_sections "$DATA/foreign-peers"
}

# Routes through the interface that the kernel did not make by itself; without what cannot be said again.
routes() { ip "-$1" route show dev "$WG" 2>/dev/null | sed '/ proto kernel/d; s/ linkdown//; s/ dead//; s/ *$//'; }

mtu() { ip link show dev "$WG" | sed -n 's/.* mtu \([0-9]*\) .*/\1/p'; }

# With the other end of one that is from point to point, which has the prefix length.
addresses() {
  ip -o address show dev "$WG" 2>/dev/null |
    awk '$4 !~ /^fe80:/ { print $4 ($5 == "peer" ? " peer " $6 : "") }'
}

# Also what turning on forwarding changes by the way.
all_sysctls() {
  sysctls
  (cd /proc/sys && for name in net/ipv4/conf/all/accept_redirects net/ipv[46]/conf/*/forwarding net/ipv6/conf/*/accept_ra; do
    [ ! -r "$name" ] || printf '%s %s\n' "$name" "$(cat "$name")"
  done)
}

# A host that forwards forgets the default routes that routers have told it of, and hears of no more, unless it is to
# listen nevertheless: accept_ra=2 (ip-sysctl.rst). Also on the interfaces where an earlier change saw to that.
listening() {
  grep -qx 'net/ipv6/conf/all/forwarding 1' "$AT/sysctls" || return 0
  {
    # 9: proto ra.
    ip -6 route show default proto 9 2>/dev/null | sed -n 's|.* dev \([^ ]*\).*|net/ipv6/conf/\1/accept_ra|p'
    sed -n 's|/accept_ra 2$|/accept_ra|p' "$KEPT/sysctls" 2>/dev/null
  } | sort -u | while read -r name; do
    case $(cat "/proc/sys/$name" 2>/dev/null) in [12]) printf '%s 2\n' "$name" ;; esac
  done
}

# Before forwarding is turned on.
listen_first() { { listening && cat "$AT/sysctls"; } >"$AT/all-sysctls" && mv "$AT/all-sysctls" "$AT/sysctls"; }

# What is absent is told by a file, too: what a file is missing for is never taken away.
snapshot() {
  mkdir "$1" || return 1
  tables=$(nft list tables inet) || return 1
  if printf '%s\n' "$tables" | grep -qx 'table inet peerway'; then
    keep "$1/table" nft list table inet peerway || return 1
  else
    : >"$1/no-table" || return 1
  fi
  keep "$1/sysctls" all_sysctls || return 1
  exists || { ip link show >/dev/null && : >"$1/no-wg"; return; }
  keep "$1/addresses" addresses && keep "$1/routes4" routes 4 && keep "$1/routes6" routes 6 &&
    keep "$1/mtu" mtu && keep "$1/link" ip link show dev "$WG" &&
    keep "$1/wg" wg showconf "$WG"
}

# What the next boot is to find, complete beside what it finds now, so that confirming is a rename.
prepare() {
  rm -rf "$KEPT.new"
  [ -d "${KEPT%/*}" ] || : >"$AT/made"
  # Where nothing can be kept at all, the change is made, and that is told.
  why=$(mkdir -p -m 0700 "${KEPT%/*}" 2>&1 && mkdir -m 0700 "$KEPT.new" 2>&1) || {
    case "$why" in *Read-only*) return 0 ;; esac
    printf '%s\n' "$why" >&2
    return 1
  }
  for file in wg peerway.nft mtu addresses routes4 routes6 sysctls agent record unit-file; do
    cp "$AT/$file" "$KEPT.new/" || return 1
  done
  sync "$KEPT.new"/* 2>/dev/null || sync
}

unprepare() {
  rm -rf "$KEPT.new"
  [ ! -e "$AT/made" ] || rmdir "${KEPT%/*}" 2>/dev/null
  return 0
}

# Whether the last change that was confirmed is the one that this change was made for.
unchanged() {
  changed=$(sed -n 's/^change //p' "$KEPT/record" 2>/dev/null)
  [ "${changed%% *}" = "$(cat "$AT/expected-change")" ]
}

stage() {
  lacking=$(tools | tr '\n' ' ')
  [ -z "$lacking" ] || fail missing-tools "it lacks $lacking"
  begin
  unchanged || give_up changed-meanwhile "${changed#* }"
  printf 'change %s %s\n' "$ID" "$LOCK_HOLDER" >>"$AT/record" || give_up no-space "cannot write to $RUN"
  listen_first || give_up no-space "cannot write to $RUN"
  keep "$AT/wg" completed || give_up no-space "cannot write to $RUN"
  key=$(sed -n 's/^PrivateKey = //p' "$AT/wg" | wg pubkey 2>/dev/null)
  [ -n "$key" ] || give_up no-key "the private key of $WG that belongs to $(cat "$AT/public-key") is not here"
  nft -c -f "$AT/peerway.nft" 2>"$DATA/err" || give_up bad-firewall "$(head -n 3 "$DATA/err" | tr '\n' ' ')"
  snapshot "$AT/before" 2>"$DATA/err" || give_up no-snapshot "the present state of $WG cannot be kept: $(head -n 1 "$DATA/err")"
  prepare 2>"$DATA/err" || give_up no-space "$(head -n 1 "$DATA/err")"
  section staged
}
