#!/bin/sh
# Peering shop-cache via AWS, the side of shop. Rendered by peerway: change the plan and render again, not this file.
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

# shop: ask for the peering of vpc-33333333333333333 with vpc-44444444444444444 in eu-west-1, account 444455556666
PCX=$(aws ec2 create-vpc-peering-connection --vpc-id vpc-33333333333333333 --peer-vpc-id vpc-44444444444444444 --peer-owner-id 444455556666 --tag-specifications 'ResourceType=vpc-peering-connection,Tags=[{Key=Name,Value=shop-cache}]' --query VpcPeeringConnection.VpcPeeringConnectionId --output text --region eu-west-1)

# shop: wait until the peering is active in eu-west-1
await active aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids "$PCX" --query 'VpcPeeringConnections[0].Status.Code' --output text --region eu-west-1

# shop: route 192.168.0.0/20 of cache through the peering, in rtb-3333333333333333a
aws ec2 create-route --route-table-id rtb-3333333333333333a --destination-cidr-block 192.168.0.0/20 --vpc-peering-connection-id "$PCX" --region eu-west-1

# shop: route 2001:db8:2::/56 of cache through the peering, in rtb-3333333333333333a
aws ec2 create-route --route-table-id rtb-3333333333333333a --destination-ipv6-cidr-block 2001:db8:2::/56 --vpc-peering-connection-id "$PCX" --region eu-west-1

# shop: route 192.168.0.0/20 of cache through the peering, in rtb-3333333333333333b
aws ec2 create-route --route-table-id rtb-3333333333333333b --destination-cidr-block 192.168.0.0/20 --vpc-peering-connection-id "$PCX" --region eu-west-1

# shop: route 2001:db8:2::/56 of cache through the peering, in rtb-3333333333333333b
aws ec2 create-route --route-table-id rtb-3333333333333333b --destination-ipv6-cidr-block 2001:db8:2::/56 --vpc-peering-connection-id "$PCX" --region eu-west-1

# shop: let 192.168.0.0/20 of cache in, in sg-33333333333333333
aws ec2 authorize-security-group-ingress --group-id sg-33333333333333333 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=192.168.0.0/20,Description=peerway:shop-cache}]' --region eu-west-1

# shop: let 2001:db8:2::/56 of cache in, in sg-33333333333333333
aws ec2 authorize-security-group-ingress --group-id sg-33333333333333333 --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8:2::/56,Description=peerway:shop-cache}]' --region eu-west-1

# shop: let cache resolve private DNS names of shop
aws ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id "$PCX" --requester-peering-connection-options AllowDnsResolutionFromRemoteVpc=true --region eu-west-1
