class ProductsController < ApplicationController
  SORTS = { "name" => "products.name", "price" => "products.price" }.freeze

  def index
    # ruleid: ruby-sql-injection
    @products = Product.where("name LIKE '%#{params[:q]}%'")
    term = params[:term].strip
    # ruleid: ruby-sql-injection
    @count = Product.visible.where("title = '" + term + "'").count
    # ruleid: ruby-sql-injection
    @report = ActiveRecord::Base.connection.execute("SELECT * FROM stats WHERE month = '#{params[:month]}'")
  end

  def search
    sql = "SELECT * FROM products WHERE "
    sql << "code = '#{params[:code]}'"
    # ruleid: ruby-sql-injection
    Product.find_by_sql(sql)
    # ruleid: ruby-sql-injection
    Product.order(Arel.sql(params[:sort]))
    # ruleid: ruby-sql-injection
    Product.select("id, #{params[:columns]}")
  end

  def bound
    # ok: ruby-sql-injection
    Product.where("name LIKE ?", "%#{params[:q]}%")
    # ok: ruby-sql-injection
    Product.where(name: params[:name])
    # ok: ruby-sql-injection
    Product.where({ name: params[:name], shop: params[:shop] })
    # ok: ruby-sql-injection
    Product.where(["name = ?", params[:name]])
    # ok: ruby-sql-injection
    Product.find_by_sql(["SELECT * FROM products WHERE code = ?", params[:code]])
    # ok: ruby-sql-injection
    Product.where("id = #{params[:id].to_i}")
    # ok: ruby-sql-injection
    Product.order(Arel.sql(SORTS.fetch(params[:sort], "products.id")))
    # ok: ruby-sql-injection
    Product.where("shop_id = #{Shop.find(params[:shop_id]).id}")
    # ok: ruby-sql-injection
    Orders::Create.new(current_user).execute(params)
    name = ActiveRecord::Base.connection.quote(params[:name])
    # ok: ruby-sql-injection
    ActiveRecord::Base.connection.execute("SELECT * FROM products WHERE name = #{name}")
  end

  def recent
    span = time_interval(params[:period] || "1d")
    # ok: ruby-sql-injection
    Product.where("created_at >= datetime('now', '-#{span[:length]} #{span[:unit]}')")
  end

  def listed
    column = params[:column]
    return head(:bad_request) unless %w[name price].include?(column)

    # ok: ruby-sql-injection
    @rows = Product.select("id, #{column}")
  end
end

class Client
  def rows(params)
    # ok: ruby-sql-injection
    Product.where("shop = '#{params[:shop]}'")
  end
end
