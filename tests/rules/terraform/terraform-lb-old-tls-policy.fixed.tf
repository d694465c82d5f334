resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  # ruleid: terraform-lb-old-tls-policy
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

resource "aws_alb_listener" "old" {
  load_balancer_arn = aws_lb.front.arn
  protocol          = "HTTPS"
  # ruleid: terraform-lb-old-tls-policy
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

resource "aws_lb_listener" "good" {
  protocol   = "HTTPS"
  # ok: terraform-lb-old-tls-policy
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

resource "aws_lb_listener" "fine" {
  protocol   = "HTTPS"
  # ok: terraform-lb-old-tls-policy
  ssl_policy = "ELBSecurityPolicy-TLS-1-2-Ext-2018-06"
}

resource "aws_lb_listener" "chosen" {
  protocol   = "HTTPS"
  # ok: terraform-lb-old-tls-policy
  ssl_policy = var.ssl_policy
}
