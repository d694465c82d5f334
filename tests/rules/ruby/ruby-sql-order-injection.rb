class PeopleController < ApplicationController
  DIRECTIONS = { "up" => :asc, "down" => :desc }.freeze

  def index
    # ruleid: ruby-sql-order-injection
    @people = Person.order(params[:sort])
    # ruleid: ruby-sql-order-injection
    @sorted = Person.active.reorder("#{params[:column]} #{params[:direction]}")
    # ruleid: ruby-sql-order-injection
    @values = Person.pluck(params[:field])
  end

  def listed
    # ok: ruby-sql-order-injection
    @people = Person.order(:name)
    # ok: ruby-sql-order-injection
    @people = Person.order(name: DIRECTIONS.fetch(params[:direction], :asc))
    # ok: ruby-sql-order-injection
    @people = Person.where(team: params[:team]).order("name ASC")
    column = params[:column]
    column = "name" unless Person.column_names.include?(column)
    # ok: ruby-sql-order-injection
    @people = Person.order(column)
  end
end
