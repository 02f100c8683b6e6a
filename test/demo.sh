#!/bin/sh
# The main job in a throwaway state: two VPCs, peered, and what that puts on both sides. Changes nothing else.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
export PEERWAY_STATE="$work/state" XDG_CONFIG_HOME="$work/config"

peerway() { node bin/peerway.js --no-input "$@"; }
show() {
  printf '\n$ peerway %s\n' "$*"
  peerway "$@"
}

show gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24 --lan-address 10.0.0.2 --quiet
show gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24 --lan-address 172.31.0.2 --quiet
show peering create seoul osaka --quiet
show peering list
for side in seoul osaka; do
  for format in wg iproute2 vpc-routes nftables; do
    show peering render seoul-osaka --side "$side" --format "$format"
  done
done
printf '\nA change that could not work is refused, with what would:\n'
show gateway create tokyo --cidr 172.31.128.0/17 --endpoint 203.0.113.3 --tunnel-subnet 10.99.3.0/24 --quiet
show peering create seoul tokyo || printf '(exit status %s)\n' "$?"
