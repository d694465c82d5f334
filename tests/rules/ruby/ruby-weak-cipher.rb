require "openssl"

class Vault
  def encrypt(text)
    # ruleid: ruby-weak-cipher
    cipher = OpenSSL::Cipher.new("des-ede3-cbc").encrypt
    cipher.key = key
    cipher.update(text) + cipher.final
  end

  def blocks
    # ruleid: ruby-weak-cipher
    OpenSSL::Cipher.new("AES-128-ECB")
    # ruleid: ruby-weak-cipher
    OpenSSL::Cipher.new("rc4")
    # ruleid: ruby-weak-cipher
    OpenSSL::Cipher::AES.new(256, :ECB)
    # ruleid: ruby-weak-cipher
    OpenSSL::Cipher::DES.new(:CBC)
  end

  def modern
    # ok: ruby-weak-cipher
    OpenSSL::Cipher.new("aes-256-gcm")
    # ok: ruby-weak-cipher
    OpenSSL::Cipher.new("aes-256-cbc")
    # ok: ruby-weak-cipher
    OpenSSL::Cipher::AES.new(256, :GCM)
    # ok: ruby-weak-cipher
    OpenSSL::Cipher.new("chacha20-poly1305")
    # ok: ruby-weak-cipher
    OpenSSL::Cipher.new(name)
  end
end
