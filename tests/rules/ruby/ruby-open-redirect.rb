class SessionsController < ApplicationController
  def create
    # ruleid: ruby-open-redirect
    redirect_to params[:return_to]
  end

  def destroy
    target = params[:next].presence || root_path
    # ruleid: ruby-open-redirect
    redirect_to target, notice: "Signed out"
  end

  def away
    # ruleid: ruby-open-redirect
    redirect_to(cookies[:last_page] || "/", allow_other_host: true)
    # ruleid: ruby-open-redirect
    redirect_back(fallback_location: params[:fallback])
  end

  def inside
    # ok: ruby-open-redirect
    redirect_to params[:return_to], allow_other_host: false
    # ok: ruby-open-redirect
    redirect_to(url_from(params[:return_to]) || root_path)
    # ok: ruby-open-redirect
    redirect_to user_path(params[:id])
    # ok: ruby-open-redirect
    redirect_to settings_path(:tab => params[:tab])
    # ok: ruby-open-redirect
    redirect_to(request.headers["Referer"] || root_path)
    # ok: ruby-open-redirect
    redirect_to "/users/#{params[:id]}"
    # ok: ruby-open-redirect
    redirect_to URI.parse(params[:return_to]).path
    # ok: ruby-open-redirect
    redirect_to action: :index, page: params[:page]
    # ok: ruby-open-redirect
    redirect_to User.find(params[:id])
    # ok: ruby-open-redirect
    redirect_to params[:tab] == "all" ? root_path : help_path
  end

  def back
    address = URI.parse(params[:back])
    if address.host == Rails.application.domain
      # ok: ruby-open-redirect
      return redirect_to address.to_s
    end
    short = Rails.cache.fetch("link_#{params[:id]}", expires_in: nil) do
      Link.where(short: params[:id]).first.page
    end
    # ok: ruby-open-redirect
    redirect_to short
  end
end

get "/go" do
  # ruleid: ruby-open-redirect
  redirect params[:to]
end
