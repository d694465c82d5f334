resource "aws_ecr_repository" "shop" {
  name                 = "shop"
  # ruleid: terraform-ecr-mutable-tags
  image_tag_mutability = "MUTABLE"
}

resource "aws_ecr_repository" "web" {
  # ruleid: terraform-ecr-mutable-tags
  image_tag_mutability = "MUTABLE" # latest moves
  name                 = "web"
}

resource "aws_ecr_repository" "good" {
  name                 = "good"
  # ok: terraform-ecr-mutable-tags
  image_tag_mutability = "IMMUTABLE"
}

resource "aws_ecr_repository" "chosen" {
  name                 = "chosen"
  # ok: terraform-ecr-mutable-tags
  image_tag_mutability = var.mutability
}

resource "aws_ecr_repository" "noted" {
  # ok: terraform-ecr-mutable-tags
  name = "MUTABLE"
}
