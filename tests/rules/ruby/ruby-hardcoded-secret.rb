Rails.application.configure do
  # ruleid: ruby-hardcoded-secret
  config.secret_key_base = "5f1c0b7e9a3d4c2288be17d0a94ff6c1d2e3"
  # ok: ruby-hardcoded-secret
  config.secret_key_base = ENV.fetch("SECRET_KEY_BASE")
end

class Tokens
  # ruleid: ruby-hardcoded-secret
  JWT_SECRET = "kd93-LsQ2-77ab-Vx01"
  # ok: ruby-hardcoded-secret
  CLIENT_SECRET = ENV.fetch("CLIENT_SECRET")
  # ok: ruby-hardcoded-secret
  SECRET_KEY = "change-me-please"
  # ok: ruby-hardcoded-secret
  SECRET_NAME = "billing/production"

  def issue(user)
    # ruleid: ruby-hardcoded-secret
    JWT.encode({ sub: user.id }, "b0t-s1gn1ng-k3y", "HS256")
    # ok: ruby-hardcoded-secret
    JWT.encode({ sub: user.id }, Rails.application.credentials.jwt, "HS256")
  end
end
