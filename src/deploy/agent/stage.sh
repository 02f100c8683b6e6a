has_interface() { ip link show dev "$WG" >/dev/null 2>&1; }

# Writes the output of a command to a file. Few commands detect a full disk on their own.
save_output() {
  into=$1
  shift
  output=$("$@") && printf '%s\n' "$output" >"$into"
}

# Prints the live configuration of the peers in a list of keys.
foreign_sections() {
  wg showconf "$WG" 2>/dev/null | awk -v keys="$1" '
    BEGIN { while ((getline key < keys) > 0) kept[key] = 1 }
    /^\[/ { if (held) printf "%s", text; text = ""; held = 0 }
    { text = text $0 "\n" }
    /^PublicKey = / && ($3 in kept) { held = 1 }
    END { if (held) printf "%s", text }
  '
}

# Prints the private keys on this host: the one that was generated here, and that of the live interface.
own_keys() {
  cat "$BOOT.key" 2>/dev/null
  wg show "$WG" private-key 2>/dev/null | grep -v '^(none)$'
}

# Prints the private key for a public key, if it is on this host.
own_key_for() {
  own_keys | while read -r key; do
    [ "$(printf '%s\n' "$key" | wg pubkey)" != "$1" ] || { printf '%s' "$key"; break; }
  done
}

# Prints a private key that has never left this host, unlike one that is in the plan.
unspent_key() {
  own_keys | while read -r key; do
    [ "$(printf '%s\n' "$key" | wg pubkey)" = "$(cat "$DATA/planned-key")" ] || { printf '%s' "$key"; break; }
  done
}

make_key() {
  mkdir -p -m 0700 "${BOOT%/*}" || fail no-folder "cannot create ${BOOT%/*}"
  key=
  [ -e "$DATA/fresh" ] || key=$(unspent_key)
  [ -n "$key" ] || key=$(wg genkey) || fail no-key "wg genkey failed"
  printf '%s\n' "$key" >"$BOOT.key.new" && mv "$BOOT.key.new" "$BOOT.key" || fail no-space "cannot write $BOOT.key"
  section public-key
  printf '%s\n' "$key" | wg pubkey
}

# Adds what only this host knows: a private key that never leaves it, a firewall mark, and the foreign peers. The shell
# does this itself, because every user on the host can read the arguments of a command.
complete_config() {
  mark=$(wg show "$WG" fwmark 2>/dev/null)
  while IFS= read -r line; do
    [ "$line" != 'PrivateKey = ON-HOST' ] || line="PrivateKey = $(own_key_for "$(cat "$CHANGE/public-key")")"
    printf '%s\n' "$line" || return 1
    [ "$line" != '[Interface]' ] || [ "${mark:-off}" = off ] || printf 'FwMark = %s\n' "$mark"
  done <"$DATA/wg"
  foreign_sections "$DATA/foreign-peers"
}

# Prints routes through the interface, except those of the kernel, without flags that `ip route add` does not accept.
routes() { ip "-$1" route show dev "$WG" 2>/dev/null | sed '/ proto kernel/d; s/ linkdown//; s/ dead//; s/ *$//'; }

mtu() { ip link show dev "$WG" | sed -n 's/.* mtu \([0-9]*\) .*/\1/p'; }

# Prints addresses; for a point-to-point address also its peer, which has the prefix length.
addresses() {
  ip -o address show dev "$WG" 2>/dev/null |
    awk '$4 !~ /^fe80:/ { print $4 ($5 == "peer" ? " peer " $6 : "") }'
}

# Prints kernel settings, including those that change as a side effect of forwarding.
all_sysctls() {
  sysctls
  (cd /proc/sys && for name in net/ipv4/conf/all/accept_redirects net/ipv[46]/conf/*/forwarding net/ipv6/conf/*/accept_ra; do
    [ ! -r "$name" ] || printf '%s %s\n' "$name" "$(cat "$name")"
  done)
}

# Prints settings that preserve default routes learned from routers: a host that forwards deletes those routes and
# ignores router advertisements unless accept_ra is 2 (ip-sysctl.rst). Includes interfaces that an earlier change set.
router_sysctls() {
  grep -qx 'net/ipv6/conf/all/forwarding 1' "$CHANGE/sysctls" || return 0
  {
    # 9: proto ra.
    ip -6 route show default proto 9 2>/dev/null | sed -n 's|.* dev \([^ ]*\).*|net/ipv6/conf/\1/accept_ra|p'
    sed -n 's|/accept_ra 2$|/accept_ra|p' "$BOOT/sysctls" 2>/dev/null
  } | sort -u | while read -r name; do
    case $(cat "/proc/sys/$name" 2>/dev/null) in [12]) printf '%s 2\n' "$name" ;; esac
  done
}

# Puts these settings first: they must be in effect before forwarding is turned on.
add_router_sysctls() { { router_sysctls && cat "$CHANGE/sysctls"; } >"$CHANGE/all-sysctls" && mv "$CHANGE/all-sysctls" "$CHANGE/sysctls"; }

# Saves the current state to a folder. An absent object is marked by a file, so that a rollback never deletes an object
# just because a file is missing.
snapshot() {
  mkdir "$1" || return 1
  tables=$(nft list tables inet) || return 1
  for name in $(table) $(former_table); do
    printf 'table inet %s\ndelete table inet %s\n' "$name" "$name" || return 1
    ! printf '%s\n' "$tables" | grep -qx "table inet $name" || nft list table inet "$name" || return 1
  done >"$1/tables" || return 1
  former_table | sed 's/.*/table inet &\ndelete table inet &/' >"$CHANGE/former.nft" || return 1
  save_output "$1/sysctls" all_sysctls || return 1
  has_interface || { ip link show >/dev/null && : >"$1/no-wg"; return; }
  save_output "$1/addresses" addresses && save_output "$1/routes4" routes 4 && save_output "$1/routes6" routes 6 &&
    save_output "$1/mtu" mtu && save_output "$1/link" ip link show dev "$WG" &&
    save_output "$1/wg" wg showconf "$WG"
}

# Writes the boot files of this change beside the current ones, so that a rename is enough to confirm them.
prepare_boot() {
  rm -rf "$BOOT.new"
  [ -d "${BOOT%/*}" ] || : >"$CHANGE/created-parent"
  # Make the change even on a read-only file system; commit warns that it will not survive a reboot.
  why=$(mkdir -p -m 0700 "${BOOT%/*}" "$BOOT.new" 2>&1) || {
    case "$why" in *Read-only*) return 0 ;; esac
    printf '%s\n' "$why" >&2
    return 1
  }
  for file in wg peerway.nft mtu addresses routes4 routes6 sysctls agent record unit-file firewall-unit-file; do
    cp "$CHANGE/$file" "$BOOT.new/" || return 1
  done
  sync "$BOOT.new"/* 2>/dev/null || sync
}

discard_prepared() {
  rm -rf "$BOOT.new"
  [ ! -e "$CHANGE/created-parent" ] || rmdir "${BOOT%/*}" 2>/dev/null
  return 0
}

# Returns true if no other change was confirmed since the operator inspected the gateway.
is_expected_change() {
  last_change=$(sed -n 's/^change //p' "$BOOT/record" 2>/dev/null)
  [ "${last_change%% *}" = "$(cat "$CHANGE/expected-change")" ]
}

abort_if_full() { (check_space) >/dev/null || abort no-space "$RUN_IS_FULL"; return 1; }

stage() {
  missing=$(missing_tools | tr '\n' ' ')
  [ -z "$missing" ] || fail missing-tools "not installed: $missing"
  begin_change
  is_expected_change || abort changed-meanwhile "${last_change#* }"
  printf 'change %s %s\n' "$ID" "$LOCK_HOLDER" >>"$CHANGE/record" || abort no-space "$RUN_IS_FULL"
  add_router_sysctls || abort no-space "$RUN_IS_FULL"
  save_output "$CHANGE/wg" complete_config || abort no-space "$RUN_IS_FULL"
  key=$(sed -n 's/^PrivateKey = //p' "$CHANGE/wg" | wg pubkey 2>/dev/null)
  [ -n "$key" ] || abort no-key "the host does not have the private key for $(cat "$CHANGE/public-key"), the key of $WG"
  owner=$(table_interface "$(table)")
  [ -z "$owner" ] || ! grep -qxF "$owner" "$CHANGE/neighbors" 2>/dev/null || abort shared-table \
    "the firewall table inet $(table) still belongs to the gateway of $owner on this host: deploy that gateway first"
  nft -c -f "$CHANGE/peerway.nft" 2>"$DATA/err" || abort_if_full || abort bad-firewall "$(head -n 3 "$DATA/err" | tr '\n' ' ')"
  planned_table "$CHANGE/peerway.nft" "$CHANGE/expected-table" || abort_if_full || abort bad-firewall "$(head -n 3 "$DATA/nft.err" | tr '\n' ' ')"
  snapshot "$CHANGE/before" 2>"$DATA/err" || abort_if_full || abort no-snapshot "cannot save the current state of $WG: $(head -n 1 "$DATA/err")"
  prepare_boot 2>"$DATA/err" || abort no-space "$(head -n 1 "$DATA/err")"
  section staged
}
