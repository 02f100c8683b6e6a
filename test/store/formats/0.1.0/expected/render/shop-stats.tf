# Peering shop-stats via AWS. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "stats"
  region = "ap-northeast-2"
}

provider "aws" {
  alias  = "shop"
  region = "ap-northeast-2"
}

resource "aws_vpc_peering_connection_accepter" "shop-stats" {
  provider                  = aws.stats
  vpc_peering_connection_id = aws_vpc_peering_connection.shop-stats.id
  auto_accept               = true

  tags = {
    Name = "shop-stats"
  }
}

resource "aws_route" "shop-rtb-0123456789abcdef0-10-23-0-0-16" {
  provider                  = aws.shop
  route_table_id            = "rtb-0123456789abcdef0"
  destination_cidr_block    = "10.23.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-stats.id
}

resource "aws_route" "shop-rtb-0123456789abcdef1-10-23-0-0-16" {
  provider                  = aws.shop
  route_table_id            = "rtb-0123456789abcdef1"
  destination_cidr_block    = "10.23.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-stats.id
}

resource "aws_route" "stats-rtb-2123456789abcdef0-10-21-0-0-16" {
  provider                  = aws.stats
  route_table_id            = "rtb-2123456789abcdef0"
  destination_cidr_block    = "10.21.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-stats.id
}

resource "aws_vpc_security_group_ingress_rule" "shop-sg-0123456789abcdef0-10-23-0-0-16" {
  provider          = aws.shop
  security_group_id = "sg-0123456789abcdef0"
  description       = "peerway:shop-stats"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.23.0.0/16"
}

resource "aws_vpc_peering_connection_options" "shop-stats-requester" {
  provider                  = aws.shop
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-stats.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection_options" "shop-stats-accepter" {
  provider                  = aws.stats
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.shop-stats.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}
