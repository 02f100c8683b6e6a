# Peering seoul-osaka via AWS. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias  = "seoul"
  region = "ap-northeast-2"
}

provider "aws" {
  alias  = "osaka"
  region = "ap-northeast-3"
}

resource "aws_vpc_peering_connection" "seoul-osaka" {
  provider    = aws.seoul
  vpc_id      = "vpc-11111111111111111"
  peer_vpc_id = "vpc-22222222222222222"
  peer_region = "ap-northeast-3"

  tags = {
    Name = "seoul-osaka"
  }
}

resource "aws_vpc_peering_connection_accepter" "seoul-osaka" {
  provider                  = aws.osaka
  vpc_peering_connection_id = aws_vpc_peering_connection.seoul-osaka.id
  auto_accept               = true

  tags = {
    Name = "seoul-osaka"
  }
}

resource "aws_route" "seoul-rtb-11111111111111111-172-31-0-0-16" {
  provider                  = aws.seoul
  route_table_id            = "rtb-11111111111111111"
  destination_cidr_block    = "172.31.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.seoul-osaka.id
}

resource "aws_route" "osaka-rtb-22222222222222222-10-0-0-0-16" {
  provider                  = aws.osaka
  route_table_id            = "rtb-22222222222222222"
  destination_cidr_block    = "10.0.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.seoul-osaka.id
}

resource "aws_vpc_security_group_ingress_rule" "seoul-sg-11111111111111111-172-31-0-0-16" {
  provider          = aws.seoul
  security_group_id = "sg-11111111111111111"
  description       = "peerway:seoul-osaka"
  ip_protocol       = "-1"
  cidr_ipv4         = "172.31.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "osaka-sg-22222222222222222-10-0-0-0-16" {
  provider          = aws.osaka
  security_group_id = "sg-22222222222222222"
  description       = "peerway:seoul-osaka"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}
