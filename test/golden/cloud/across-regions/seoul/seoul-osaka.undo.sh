#!/bin/sh
# Peering seoul-osaka via AWS, the side of seoul, taken away. Rendered by peerway: change the plan and render again, not this file.
set -eu

# What seoul was told when it asked for the peering.
: "${PCX:?set it to the id of the peering connection: pcx-...}"

# seoul: let 172.31.0.0/16 of osaka in no more, in sg-11111111111111111
aws ec2 revoke-security-group-ingress --group-id sg-11111111111111111 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=172.31.0.0/16,Description=peerway:seoul-osaka}]' --region ap-northeast-2

# seoul: take the route to 172.31.0.0/16 of osaka out of rtb-11111111111111111
aws ec2 delete-route --route-table-id rtb-11111111111111111 --destination-cidr-block 172.31.0.0/16 --region ap-northeast-2

# seoul: delete the peering with osaka
aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id "$PCX" --region ap-northeast-2
