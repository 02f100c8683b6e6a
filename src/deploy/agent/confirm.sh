field() { awk -v key="$1" '$1 == key { print $2 }'; }

# Whether a peer has shaken hands since the change.
shaken() {
  now=$(wg show "$WG" latest-handshakes | field "$1")
  [ "${now:-0}" != 0 ] && [ "$now" != "$(field "$1" <"$AT/handshakes")" ]
}

# Waits until every peer that has to answer has done so: by a handshake or, in a session that goes on, to a ping. What
# merely comes in is no answer. By rounds of a second, whatever becomes of the clock.
verify() {
  is_open || ended_meanwhile
  [ -e "$AT/applied" ] || fail not-applied "nothing was applied"
  rounds=0
  until all_answer; do
    [ $rounds -lt "$HANDSHAKE_TIMEOUT" ] || fail no-handshake "${silent# }"
    is_open || ended_meanwhile
    ask
    rounds=$((rounds + 1))
  done
  section verified
}

# The keys of those that have not answered yet, and their addresses.
all_answer() {
  silent=
  unheard=
  while read -r key address; do
    [ ! -e "$DATA/answer-$address" ] && ! shaken "$key" || continue
    silent="$silent $key"
    unheard="$unheard $address"
  done <"$DATA/required-peers"
  [ -z "$silent" ]
}

# Whatever is sent there makes WireGuard shake hands. Not sooner again than in a second, also where a ping fails at once.
ask() {
  sleep 1 >/dev/null 2>&1 &
  second=$!
  asked=
  for address in $unheard; do
    { have ping && ping -c 1 -W 1 "$address" && : >"$DATA/answer-$address"; } >/dev/null 2>&1 &
    asked="$asked $!"
  done
  for each in $asked; do wait "$each" || wait "$second"; done
}

commit() {
  { locked && finish confirmed; } || ended_meanwhile
  conclude
}

conclude() {
  while read -r address; do ip address del "$address" dev "$WG" 2>/dev/null; done <"$AT/stale-addresses"
  remark=
  persist || section "$remark"
  note confirmed "$remark"
  release
  section confirmed
}

# So that the next boot finds it: the files, and a unit that loads them before the network is used. There is a whole
# folder at every moment, under one name or the other.
persist() {
  if grep -q "^change $ID " "$KEPT.new/record" 2>/dev/null; then
    keep "$KEPT.new/endpoints" wg show "$WG" endpoints 2>/dev/null || rm -f "$KEPT.new/endpoints"
    [ ! -d "$KEPT" ] || { rm -rf "$KEPT.old"; mv "$KEPT" "$KEPT.old"; }
    mv "$KEPT.new" "$KEPT" && rm -rf "$KEPT.old"
  fi
  remark=not-kept
  grep -q "^change $ID " "$KEPT/record" 2>/dev/null || return 1
  remark=no-systemd
  [ -d /run/systemd/system ] || return 1
  remark=not-enabled
  enable_unit
}

# Started as well, so that it follows nftables.service; while a change is pending that loads the firewall alone.
enable_unit() {
  unit_file=/etc/systemd/system/peerway-$WG.service
  version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  # Earlier ones refuse a unit of its type that is to be started again.
  [ "${version:-0}" -ge 244 ] && but= || but='/^Restart/d'
  sed "$but" "$AT/unit-file" >"$unit_file.new" && { sync "$unit_file.new" 2>/dev/null || sync; } &&
    mv "$unit_file.new" "$unit_file" || { rm -f "$unit_file.new"; return 1; }
  systemctl daemon-reload && systemctl enable --quiet --now "peerway-$WG.service"
}
