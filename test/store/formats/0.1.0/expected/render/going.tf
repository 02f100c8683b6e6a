# Peering going via AWS. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "video"
  region = "us-east-1"
}

provider "aws" {
  alias  = "shop"
  region = "ap-northeast-2"
}

resource "aws_vpc_peering_connection_accepter" "going" {
  provider                  = aws.video
  vpc_peering_connection_id = aws_vpc_peering_connection.going.id
  auto_accept               = true

  tags = {
    Name = "going"
  }
}

resource "aws_route" "shop-rtb-0123456789abcdef0-10-25-0-0-16" {
  provider                  = aws.shop
  route_table_id            = "rtb-0123456789abcdef0"
  destination_cidr_block    = "10.25.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.going.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-10-25-0-0-16" {
  provider                  = aws.shop
  route_table_id            = "rtb-0123456789abcdef1"
  destination_cidr_block    = "10.25.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.going.id
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-0123456789abcdef0-10-25-0-0-16" {
  provider          = aws.shop
  security_group_id = "sg-0123456789abcdef0"
  description       = "peerway:going"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.25.0.0/16"
}
