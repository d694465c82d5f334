resource "aws_ecr_repository" "shop" {
  name = "shop"
  image_scanning_configuration {
    # ruleid: terraform-ecr-scan-off
    scan_on_push = false
  }
}

resource "aws_ecr_repository" "web" {
  image_scanning_configuration {
    # ruleid: terraform-ecr-scan-off
    scan_on_push = false # slow
  }
  name = "web"
}

resource "aws_ecr_repository" "good" {
  name = "good"
  image_scanning_configuration {
    # ok: terraform-ecr-scan-off
    scan_on_push = true
  }
}

resource "aws_ecr_repository" "chosen" {
  name         = "chosen"
  # ok: terraform-ecr-scan-off
  force_delete = false
  image_scanning_configuration {
    # ok: terraform-ecr-scan-off
    scan_on_push = var.scan
  }
}
