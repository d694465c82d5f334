require "digest"

class Account < ApplicationRecord
  def password=(password)
    # ruleid: ruby-weak-password-hash
    self.password_hash = Digest::SHA256.hexdigest(password)
  end

  def valid_password?(password)
    # ruleid: ruby-weak-password-hash
    password_hash == Digest::MD5.hexdigest("#{salt}--#{password}")
  end

  def legacy(params)
    # ruleid: ruby-weak-password-hash
    OpenSSL::Digest.hexdigest("SHA1", params[:password])
  end

  def create_hash(password)
    # ok: ruby-weak-password-hash
    BCrypt::Password.create(password, cost: 12)
  end

  def checksum(file)
    # ok: ruby-weak-password-hash
    Digest::SHA256.hexdigest(file.read)
  end

  def cache_key
    # ok: ruby-weak-password-hash
    Digest::MD5.hexdigest("password-policy")
  end

  def reset_digest(password_reset_token)
    # ok: ruby-weak-password-hash
    Digest::SHA256.hexdigest(password_reset_token)
  end
end
