# Sends pings through the tunnel, as listed in lines of "<source> <address> <bytes of payload>". They must not be
# fragmented, to test if packets of the interface's MTU fit the path.
probe() {
  has_interface || fail no-interface "no interface $WG"
  have ping || fail missing-tools "not installed: ping"
  section probes
  while read -r source address payload; do
    family=-4
    case $address in *:*) family=-6 ;; esac
    for size in 16 "$payload"; do
      if ping $family -q -n -c 3 -i 0.3 -W 2 -M do -s "$size" -I "$source" "$address" >"$DATA/ping" 2>&1; then
        result=ok
      else
        grep -q '^[1-9][0-9]* packets transmitted' "$DATA/ping" || not_sent
        result=lost
      fi
      rtt=$(awk -F '[/ ]+' '/^(rtt|round-trip)/ { print $8 }' "$DATA/ping")
      printf '%s %s %s %s %s\n' "$source" "$address" "$size" "$result" "${rtt:--}"
    done
  done <"$DATA/probes"
  section end
}

# Fails with the reason why ping sent nothing: that does not count as a lost packet.
not_sent() {
  if grep -qi -e busybox -e 'invalid option' -e 'unrecognized option' -e 'unknown option' "$DATA/ping"; then
    fail bad-ping "ping cannot forbid fragmentation: install ping from iputils"
  fi
  fail not-sent "$(head -n 1 "$DATA/ping")"
}
