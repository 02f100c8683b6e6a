# Prints the configuration of the interface for an import. Changes nothing. Preshared keys are printed, since the plan
# needs them; the private key only if the operator asked for it.
adopt() {
  section interfaces
  {
    ! have wg || wg show interfaces 2>/dev/null | tr ' \t' '\n\n'
    for file in /etc/wireguard/*.conf; do
      [ ! -e "$file" ] || { name=${file##*/}; printf '%s\n' "${name%.conf}"; }
    done
  } | sort -u
  section missing
  have wg || printf 'wg\n'
  have ip || printf 'ip\n'
  section link
  ip -o link show dev "$WG" 2>/dev/null
  section addresses
  ip -o address show dev "$WG" 2>/dev/null
  section wg
  wg show "$WG" dump 2>/dev/null | awk -F '\t' -v OFS='\t' '
    NR == 1 { print "interface", $2, $3; next }
    { print "peer", $1, $2, $3, $4, $8 }
  '
  section file
  # A bar keeps empty lines and lines with an at sign.
  [ ! -r "/etc/wireguard/$WG.conf" ] || without_private_key <"/etc/wireguard/$WG.conf" | sed 's/^/|/'
  section file-key
  key=$(file_private_key 2>/dev/null)
  [ -z "$key" ] || printf '%s\n' "$key" | wg pubkey 2>/dev/null
  section private-key
  [ ! -s "$DATA/with-key" ] || { own_keys; printf '%s\n' "$key"; } | grep . | head -n 1
  section end
}

without_private_key() {
  awk '{ text = tolower($0); gsub(/[ \t\r]/, "", text); if (text ~ /^privatekey=/) print "# PrivateKey = (on the host)"; else print }'
}

file_private_key() {
  awk '{ text = $0; sub(/#.*/, "", text); gsub(/[ \t\r]/, "", text); if (tolower(text) ~ /^privatekey=/) key = substr(text, 12) } END { print key }' \
    "/etc/wireguard/$WG.conf"
}
