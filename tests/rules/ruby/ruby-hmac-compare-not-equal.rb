require "openssl"

class HooksController < ApplicationController
  def create
    expected = "sha256=" + OpenSSL::HMAC.hexdigest("SHA256", key, request.raw_post)
    # ruleid: ruby-hmac-compare-not-equal
    signed = (expected != request.headers["X-Hub-Signature-256"])
    signature = params[:signature]
    # ruleid: ruby-hmac-compare-not-equal
    direct = OpenSSL::HMAC.hexdigest("SHA256", key, params[:state]) != signature
    render json: { results: [signed, direct] }
  end

  def text
    mac = "v1=#{OpenSSL::HMAC.hexdigest('SHA256', key, request.raw_post)}"
    # ruleid: ruby-hmac-compare-not-equal
    head(:forbidden) if request.headers["X-Signature"] != mac
  end

  def constant_time
    expected = OpenSSL::HMAC.hexdigest("SHA256", key, request.raw_post)
    # ok: ruby-hmac-compare-not-equal
    head(:ok) if !OpenSSL.secure_compare(expected, String(params[:signature]))
    # ok: ruby-hmac-compare-not-equal
    head(:bad_request) if expected != nil
    # ok: ruby-hmac-compare-not-equal
    head(:gone) if params[:version] != "2"
    digest = Digest::SHA256.hexdigest(request.raw_post)
    # ok: ruby-hmac-compare-not-equal
    head(:not_modified) if digest != params[:etag]
  end

  def objects(stored)
    mac = OpenSSL::HMAC.new(key, "SHA256")
    mac << request.raw_post
    # ok: ruby-hmac-compare-not-equal
    head(:ok) if stored != mac
  end
end
