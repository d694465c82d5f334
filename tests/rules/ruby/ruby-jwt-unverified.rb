class TokensController < ApplicationController
  def show
    token = request.headers["Authorization"].to_s.delete_prefix("Bearer ")
    # ruleid: ruby-jwt-unverified
    payload, _header = JWT.decode(token, nil, false)
    render json: payload
  end

  def claims(token)
    # ruleid: ruby-jwt-unverified
    JWT.decode(token, key, false, { algorithm: "HS256" }).first
  end

  def verified(token)
    # ok: ruby-jwt-unverified
    JWT.decode(token, key, true, { algorithm: "HS256" }).first
  end

  def by_kid(token)
    # ok: ruby-jwt-unverified
    header = JWT.decode(token, nil, false).last
    JWT.decode(token, keys.fetch(header["kid"]), true, { algorithm: "RS256" }).first
  end

  def other(text)
    # ok: ruby-jwt-unverified
    Base64.decode64(text)
  end
end
