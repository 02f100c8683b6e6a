# What the cloud has to do for gateway shop. Rendered by peerway: change the plan and render again, not this file.
# The instance of shop needs source_dest_check = false in its own resource.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "ap-northeast-2"
}

data "aws_network_interface" "shop" {
  filter {
    name   = "vpc-id"
    values = ["vpc-0123456789abcdef0"]
  }

  filter {
    name   = "addresses.private-ip-address"
    values = ["10.21.0.2"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "shop-wireguard-ipv4" {
  security_group_id = tolist(data.aws_network_interface.shop.security_groups)[0]
  description       = "peerway:gateway:shop"
  ip_protocol       = "udp"
  from_port         = 51820
  to_port           = 51820
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "shop-wireguard-ipv6" {
  security_group_id = tolist(data.aws_network_interface.shop.security_groups)[0]
  description       = "peerway:gateway:shop"
  ip_protocol       = "udp"
  from_port         = 51820
  to_port           = 51820
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "shop-inside-10-21-0-0-16" {
  security_group_id = tolist(data.aws_network_interface.shop.security_groups)[0]
  description       = "peerway:gateway:shop"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.21.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-0123456789abcdef0-10-0-0-0-16" {
  security_group_id = "sg-0123456789abcdef0"
  description       = "peerway:gateway:shop"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-0123456789abcdef0-10-99-1-0-24" {
  security_group_id = "sg-0123456789abcdef0"
  description       = "peerway:gateway:shop"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.99.1.0/24"
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-0123456789abcdef0-10-99-2-0-24" {
  security_group_id = "sg-0123456789abcdef0"
  description       = "peerway:gateway:shop"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.99.2.0/24"
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-0123456789abcdef0-172-31-0-0-16" {
  security_group_id = "sg-0123456789abcdef0"
  description       = "peerway:gateway:shop"
  ip_protocol       = "-1"
  cidr_ipv4         = "172.31.0.0/16"
}

resource "aws_route" "shop-rtb-0123456789abcdef0-10-0-0-0-16" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "10.0.0.0/16"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef0-10-99-1-0-24" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "10.99.1.0/24"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef0-10-99-2-0-24" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "10.99.2.0/24"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef0-10-99-3-0-24" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "10.99.3.0/24"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef0-172-31-0-0-16" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "172.31.0.0/16"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-10-0-0-0-16" {
  route_table_id         = "rtb-0123456789abcdef1"
  destination_cidr_block = "10.0.0.0/16"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-10-99-1-0-24" {
  route_table_id         = "rtb-0123456789abcdef1"
  destination_cidr_block = "10.99.1.0/24"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-10-99-2-0-24" {
  route_table_id         = "rtb-0123456789abcdef1"
  destination_cidr_block = "10.99.2.0/24"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-10-99-3-0-24" {
  route_table_id         = "rtb-0123456789abcdef1"
  destination_cidr_block = "10.99.3.0/24"
  network_interface_id   = data.aws_network_interface.shop.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-172-31-0-0-16" {
  route_table_id         = "rtb-0123456789abcdef1"
  destination_cidr_block = "172.31.0.0/16"
  network_interface_id   = data.aws_network_interface.shop.id
}
