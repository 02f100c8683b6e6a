#!/bin/sh
# Peering seoul-osaka via AWS, the side of osaka, taken away. Rendered by peerway: change the plan and render again, not this file.
set -eu

# osaka: let 10.0.0.0/16 of seoul in no more, in sg-22222222222222222
aws ec2 revoke-security-group-ingress --group-id sg-22222222222222222 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.0.0.0/16,Description=peerway:seoul-osaka}]' --region ap-northeast-3

# osaka: take the route to 10.0.0.0/16 of seoul out of rtb-22222222222222222
aws ec2 delete-route --route-table-id rtb-22222222222222222 --destination-cidr-block 10.0.0.0/16 --region ap-northeast-3
