#!/bin/sh
# Peering seoul-osaka via AWS, the side of osaka. Rendered by peerway: change the plan and render again, not this file.
set -eu

await() {
  word=$1 looks=60
  shift
  until [ "$("$@")" = "$word" ]; do
    looks=$((looks - 1))
    [ "$looks" -gt 0 ] || { echo "it never was $word: $*" >&2; return 1; }
    sleep 5
  done
}

# What seoul was told when it asked for the peering.
: "${PCX:?set it to the id of the peering connection: pcx-...}"

# osaka: wait until the request shows in ap-northeast-3
aws ec2 wait vpc-peering-connection-exists --vpc-peering-connection-ids "$PCX" --region ap-northeast-3

# osaka: accept the request of seoul
aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "$PCX" --region ap-northeast-3

# osaka: wait until the peering is active in ap-northeast-3
await active aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids "$PCX" --query 'VpcPeeringConnections[0].Status.Code' --output text --region ap-northeast-3

# osaka: route 10.0.0.0/16 of seoul through the peering, in rtb-22222222222222222
aws ec2 create-route --route-table-id rtb-22222222222222222 --destination-cidr-block 10.0.0.0/16 --vpc-peering-connection-id "$PCX" --region ap-northeast-3

# osaka: let 10.0.0.0/16 of seoul in, in sg-22222222222222222
aws ec2 authorize-security-group-ingress --group-id sg-22222222222222222 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.0.0.0/16,Description=peerway:seoul-osaka}]' --region ap-northeast-3
