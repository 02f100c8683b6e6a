# Peering seoul-osaka via AWS, the side of seoul. Rendered by peerway: change the plan and render again, not this file.

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

resource "aws_vpc_peering_connection" "seoul-osaka" {
  provider    = aws.seoul
  vpc_id      = "vpc-11111111111111111"
  peer_vpc_id = "vpc-22222222222222222"
  peer_region = "ap-northeast-3"

  tags = {
    Name = "seoul-osaka"
  }
}

resource "aws_route" "seoul-rtb-11111111111111111-172-31-0-0-16" {
  provider                  = aws.seoul
  route_table_id            = "rtb-11111111111111111"
  destination_cidr_block    = "172.31.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.seoul-osaka.id
}

resource "aws_vpc_security_group_ingress_rule" "seoul-sg-11111111111111111-172-31-0-0-16" {
  provider          = aws.seoul
  security_group_id = "sg-11111111111111111"
  description       = "peerway:seoul-osaka"
  ip_protocol       = "-1"
  cidr_ipv4         = "172.31.0.0/16"
}
