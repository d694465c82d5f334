class Member < ApplicationRecord
  def password=(text)
    # ruleid: ruby-bcrypt-low-cost
    self.password_digest = BCrypt::Password.create(text, cost: 4)
  end

  def rehash(text)
    # ruleid: ruby-bcrypt-low-cost
    BCrypt::Password.create(text, cost: 8)
  end

  def strong(text)
    # ok: ruby-bcrypt-low-cost
    BCrypt::Password.create(text, cost: 12)
    # ok: ruby-bcrypt-low-cost
    BCrypt::Password.create(text)
    # ok: ruby-bcrypt-low-cost
    BCrypt::Password.create(text, cost: COST)
    # ok: ruby-bcrypt-low-cost
    Parcel.create(text, cost: 4)
  end
end
