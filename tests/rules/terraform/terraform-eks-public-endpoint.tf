resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = aws_iam_role.shop.arn
  # ruleid: terraform-eks-public-endpoint
  vpc_config {
    subnet_ids             = var.subnets
    endpoint_public_access = true
  }
}

resource "aws_eks_cluster" "wide" {
  name = "wide"
  # ruleid: terraform-eks-public-endpoint
  vpc_config {
    subnet_ids          = var.subnets
    public_access_cidrs = ["0.0.0.0/0"]
  }
}

resource "aws_eks_cluster" "office" {
  name = "office"
  # ok: terraform-eks-public-endpoint
  vpc_config {
    subnet_ids             = var.subnets
    endpoint_public_access = true
    public_access_cidrs    = var.office_networks
  }
}

resource "aws_eks_cluster" "inner" {
  name = "inner"
  # ok: terraform-eks-public-endpoint
  vpc_config {
    subnet_ids              = var.subnets
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}
