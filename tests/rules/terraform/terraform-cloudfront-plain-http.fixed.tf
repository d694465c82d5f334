resource "aws_cloudfront_distribution" "site" {
  default_cache_behavior {
    target_origin_id       = "site"
    # ruleid: terraform-cloudfront-plain-http
    viewer_protocol_policy = "redirect-to-https"
  }
  ordered_cache_behavior {
    path_pattern           = "/api/*"
    # ruleid: terraform-cloudfront-plain-http
    viewer_protocol_policy = "redirect-to-https"
  }
  ordered_cache_behavior {
    path_pattern           = "/img/*"
    # ok: terraform-cloudfront-plain-http
    viewer_protocol_policy = "redirect-to-https"
  }
  ordered_cache_behavior {
    path_pattern           = "/pay/*"
    # ok: terraform-cloudfront-plain-http
    viewer_protocol_policy = "https-only"
  }
  custom_error_response {
    error_code         = 404
    # ok: terraform-cloudfront-plain-http
    response_page_path = "allow-all"
  }
}
