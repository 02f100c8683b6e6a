#!/bin/sh
# What the cloud has to do for gateway shop. Rendered by peerway: change the plan and render again, not this file.
set -eu

# find the network interface of shop
ENI=$(aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=vpc-0123456789abcdef0 Name=addresses.private-ip-address,Values=10.21.0.2 --query 'NetworkInterfaces[0].NetworkInterfaceId' --output text --region ap-northeast-2)

# let shop send and receive what is not its own: source/destination check off
aws ec2 modify-network-interface-attribute --network-interface-id "$ENI" --no-source-dest-check --region ap-northeast-2

# find the security group of shop
GROUP=$(aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=vpc-0123456789abcdef0 Name=addresses.private-ip-address,Values=10.21.0.2 --query 'NetworkInterfaces[0].Groups[0].GroupId' --output text --region ap-northeast-2)

# let WireGuard in, UDP 51820
aws ec2 authorize-security-group-ingress --group-id "$GROUP" --ip-permissions 'IpProtocol=udp,FromPort=51820,ToPort=51820,IpRanges=[{CidrIp=0.0.0.0/0,Description=peerway:gateway:shop}],Ipv6Ranges=[{CidrIpv6=::/0,Description=peerway:gateway:shop}]' --region ap-northeast-2

# let 10.21.0.0/16 of the VPC in, for shop to forward
aws ec2 authorize-security-group-ingress --group-id "$GROUP" --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.21.0.0/16,Description=peerway:gateway:shop}]' --region ap-northeast-2

# let 10.0.0.0/16 in, in sg-0123456789abcdef0
aws ec2 authorize-security-group-ingress --group-id sg-0123456789abcdef0 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.0.0.0/16,Description=peerway:gateway:shop}]' --region ap-northeast-2

# let 10.99.1.0/24 in, in sg-0123456789abcdef0
aws ec2 authorize-security-group-ingress --group-id sg-0123456789abcdef0 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.99.1.0/24,Description=peerway:gateway:shop}]' --region ap-northeast-2

# let 10.99.2.0/24 in, in sg-0123456789abcdef0
aws ec2 authorize-security-group-ingress --group-id sg-0123456789abcdef0 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=10.99.2.0/24,Description=peerway:gateway:shop}]' --region ap-northeast-2

# let 172.31.0.0/16 in, in sg-0123456789abcdef0
aws ec2 authorize-security-group-ingress --group-id sg-0123456789abcdef0 --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=172.31.0.0/16,Description=peerway:gateway:shop}]' --region ap-northeast-2

# send 10.0.0.0/16 to shop, in rtb-0123456789abcdef0
aws ec2 create-route --route-table-id rtb-0123456789abcdef0 --destination-cidr-block 10.0.0.0/16 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.99.1.0/24 to shop, in rtb-0123456789abcdef0
aws ec2 create-route --route-table-id rtb-0123456789abcdef0 --destination-cidr-block 10.99.1.0/24 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.99.2.0/24 to shop, in rtb-0123456789abcdef0
aws ec2 create-route --route-table-id rtb-0123456789abcdef0 --destination-cidr-block 10.99.2.0/24 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.99.3.0/24 to shop, in rtb-0123456789abcdef0
aws ec2 create-route --route-table-id rtb-0123456789abcdef0 --destination-cidr-block 10.99.3.0/24 --network-interface-id "$ENI" --region ap-northeast-2

# send 172.31.0.0/16 to shop, in rtb-0123456789abcdef0
aws ec2 create-route --route-table-id rtb-0123456789abcdef0 --destination-cidr-block 172.31.0.0/16 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.0.0.0/16 to shop, in rtb-0123456789abcdef1
aws ec2 create-route --route-table-id rtb-0123456789abcdef1 --destination-cidr-block 10.0.0.0/16 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.99.1.0/24 to shop, in rtb-0123456789abcdef1
aws ec2 create-route --route-table-id rtb-0123456789abcdef1 --destination-cidr-block 10.99.1.0/24 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.99.2.0/24 to shop, in rtb-0123456789abcdef1
aws ec2 create-route --route-table-id rtb-0123456789abcdef1 --destination-cidr-block 10.99.2.0/24 --network-interface-id "$ENI" --region ap-northeast-2

# send 10.99.3.0/24 to shop, in rtb-0123456789abcdef1
aws ec2 create-route --route-table-id rtb-0123456789abcdef1 --destination-cidr-block 10.99.3.0/24 --network-interface-id "$ENI" --region ap-northeast-2

# send 172.31.0.0/16 to shop, in rtb-0123456789abcdef1
aws ec2 create-route --route-table-id rtb-0123456789abcdef1 --destination-cidr-block 172.31.0.0/16 --network-interface-id "$ENI" --region ap-northeast-2
