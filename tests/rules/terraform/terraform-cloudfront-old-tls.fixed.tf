resource "aws_cloudfront_distribution" "site" {
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.site.arn
    ssl_support_method       = "sni-only"
    # ruleid: terraform-cloudfront-old-tls
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_cloudfront_distribution" "shop" {
  viewer_certificate {
    # ruleid: terraform-cloudfront-old-tls
    minimum_protocol_version = "TLSv1.2_2021"
    acm_certificate_arn      = aws_acm_certificate.shop.arn
  }
}

resource "aws_cloudfront_distribution" "good" {
  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.good.arn
    # ok: terraform-cloudfront-old-tls
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_cloudfront_distribution" "default" {
  viewer_certificate {
    cloudfront_default_certificate = true
    # ok: terraform-cloudfront-old-tls
    minimum_protocol_version       = "TLSv1"
  }
}

resource "acme_gateway" "other" {
  # ok: terraform-cloudfront-old-tls
  minimum_protocol_version = "TLSv1"
}
