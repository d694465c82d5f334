class TransfersController < ApplicationController
  # ruleid: ruby-csrf-protection-off
  skip_before_action :verify_authenticity_token

  def create
    current_user.transfers.create!(amount: params[:amount])
  end
end

class LegacyController < ActionController::Base
  # ruleid: ruby-csrf-protection-off
  protect_from_forgery with: :null_session
end

class ShopController < ActionController::Base
  # ok: ruby-csrf-protection-off
  protect_from_forgery with: :exception
end

class HooksController < ApplicationController
  # ok: ruby-csrf-protection-off
  skip_before_action :verify_authenticity_token, only: [:stripe]
end

class PublicController < ApplicationController
  # ok: ruby-csrf-protection-off
  skip_before_action :authenticate_user!
end
