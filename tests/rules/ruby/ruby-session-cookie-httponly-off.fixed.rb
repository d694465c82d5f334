class LoginsController < ApplicationController
  def create
    # ruleid: ruby-session-cookie-httponly-off
    cookies[:session_token] = { value: token, httponly: true, secure: true }
    # ruleid: ruby-session-cookie-httponly-off
    cookies.signed["remember_me"] = { value: user.id, expires: 1.month, httponly: true }
    # ok: ruby-session-cookie-httponly-off
    cookies[:session_id] = { value: token, httponly: true, secure: true }
    # ok: ruby-session-cookie-httponly-off
    cookies[:theme] = { value: "dark", httponly: false }
    # ok: ruby-session-cookie-httponly-off
    cookies[:csrf_token] = { value: form_authenticity_token, httponly: false }
  end
end

# ruleid: ruby-session-cookie-httponly-off
Rails.application.config.session_store :cookie_store, key: "_shop_session", httponly: true
# ok: ruby-session-cookie-httponly-off
Rails.application.config.session_store :cookie_store, key: "_shop_session", httponly: true
