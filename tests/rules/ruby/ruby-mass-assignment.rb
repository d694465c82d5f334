class UsersController < ApplicationController
  def create
    # ruleid: ruby-mass-assignment
    @user = User.new(params[:user].permit!)
    # ruleid: ruby-mass-assignment
    @team = Team.create!(params.require(:team).permit!)
  end

  def update
    fields = params[:user].to_unsafe_h
    # ruleid: ruby-mass-assignment
    current_user.update(fields)
    # ruleid: ruby-mass-assignment
    @user.assign_attributes(params.require(:user).permit!)
  end

  def permitted
    # ok: ruby-mass-assignment
    @user = User.new(params.require(:user).permit(:name, :email))
    # ok: ruby-mass-assignment
    current_user.update(user_params)
    # ok: ruby-mass-assignment
    current_user.update(name: params[:user].to_unsafe_h["name"])
    # ok: ruby-mass-assignment
    @search = UserSearch.new(params.permit!)
    # ok: ruby-mass-assignment
    logger.info(params.to_unsafe_h)
    # ok: ruby-mass-assignment
    @user.update(params.to_unsafe_h.slice("name", "email"))
  end
end
