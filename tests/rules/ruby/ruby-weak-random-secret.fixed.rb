class User < ApplicationRecord
  LETTERS = [*"a".."z"].freeze

  def generate_reset_token
    # ruleid: ruby-weak-random-secret
    self.reset_token = Array.new(20) { LETTERS[SecureRandom.random_number(26)] }.join
  end

  def invite
    # ruleid: ruby-weak-random-secret
    update(invite_code: SecureRandom.random_number(36**8).to_s(36))
    # ruleid: ruby-weak-random-secret
    otp = SecureRandom.random_number(100_000..999_999)
    send_mail(otp)
  end

  def others
    # ok: ruby-weak-random-secret
    self.reset_token = SecureRandom.hex(20)
    # ok: ruby-weak-random-secret
    self.pin_code = SecureRandom.random_number(10_000)
    # ok: ruby-weak-random-secret
    self.color = COLORS[rand(12)]
    # ok: ruby-weak-random-secret
    self.access_token = generator.rand
    # ok: ruby-weak-random-secret
    delay = rand(30)
    RetryJob.set(wait: delay).perform_later
  end
end
