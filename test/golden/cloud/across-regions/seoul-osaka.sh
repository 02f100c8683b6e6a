#!/bin/sh
# Peering seoul-osaka via AWS. Rendered by peerway: change the plan and render again, not this file.
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

# seoul: ask for the peering of vpc-11111111111111111 with vpc-22222222222222222 in ap-northeast-3, account 111122223333
PCX=$(aws ec2 create-vpc-peering-connection --vpc-id vpc-11111111111111111 --peer-vpc-id vpc-22222222222222222 --peer-region ap-northeast-3 --tag-specifications 'ResourceType=vpc-peering-connection,Tags=[{Key=Name,Value=seoul-osaka}]' --query VpcPeeringConnection.VpcPeeringConnectionId --output text --region ap-northeast-2)

# osaka: wait until the request shows in ap-northeast-3
aws ec2 wait vpc-peering-connection-exists --vpc-peering-connection-ids "$PCX" --region ap-northeast-3

# osaka: accept the request of seoul
aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "$PCX" --region ap-northeast-3

# seoul: wait until the peering is active in ap-northeast-2
await active aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids "$PCX" --query 'VpcPeeringConnections[0].Status.Code' --output text --region ap-northeast-2

# osaka: wait until the peering is active in ap-northeast-3
await active aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids "$PCX" --query 'VpcPeeringConnections[0].Status.Code' --output text --region ap-northeast-3

# seoul: route 172.31.0.0/16 of osaka through the peering, in rtb-11111111111111111
aws ec2 create-route --route-table-id rtb-11111111111111111 --destination-cidr-block 172.31.0.0/16 --vpc-peering-connection-id "$PCX" --region ap-northeast-2

# osaka: route 10.0.0.0/16 of seoul through the peering, in rtb-22222222222222222
aws ec2 create-route --route-table-id rtb-22222222222222222 --destination-cidr-block 10.0.0.0/16 --vpc-peering-connection-id "$PCX" --region ap-northeast-3

# seoul: let 172.31.0.0/16 of osaka in, in sg-11111111111111111
aws ec2 authorize-security-group-ingress --group-id sg-11111111111111111 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=172.31.0.0/16,Description=peerway:seoul-osaka}]' --region ap-northeast-2

# osaka: let 10.0.0.0/16 of seoul in, in sg-22222222222222222
aws ec2 authorize-security-group-ingress --group-id sg-22222222222222222 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.0.0.0/16,Description=peerway:seoul-osaka}]' --region ap-northeast-3
