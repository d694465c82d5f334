class ReportsController < ApplicationController
  KINDS = { "daily" => DailyReport, "weekly" => WeeklyReport }.freeze

  def show
    # ruleid: ruby-code-injection
    @value = eval(params[:formula])
    # ruleid: ruby-code-injection
    @report = params[:kind].constantize.new
    # ruleid: ruby-code-injection
    @figure = @report.send(params[:figure])
    # ruleid: ruby-code-injection
    render inline: "<p>Hello #{params[:name]}</p>"
  end

  def template
    source = "Dear <%= name %>, " + params[:text]
    # ruleid: ruby-code-injection
    ERB.new(source).result(binding)
    kind = params[:kind].to_s.camelize
    # ruleid: ruby-code-injection
    Object.const_get(kind).create
    # ruleid: ruby-code-injection
    Report.class_eval("attr_accessor :#{params[:field]}")
  end

  def listed
    # ok: ruby-code-injection
    @report = KINDS.fetch(params[:kind], DailyReport).new
    # ok: ruby-code-injection
    @figure = @report.public_send(:total)
    # ok: ruby-code-injection
    render inline: "<p><%= name %></p>", locals: { name: params[:name] }
    # ok: ruby-code-injection
    @class = "DailyReport".constantize
    # ok: ruby-code-injection
    mailer.send("#{params[:kind]}_mail")
    # ok: ruby-code-injection
    socket.send("hello", 0)
    field = params[:field]
    return head(:bad_request) unless %w[total mean].include?(field)

    # ok: ruby-code-injection
    @figure = @report.public_send(field)
  end

  def import_type
    @import_type =
      if @import
        @import.class
      else
        type =
          begin
            # ok: ruby-code-injection
            Object.const_get(params[:type])
          rescue NameError
            nil
          end
        type && type < Import ? type : nil
      end
  end

  def watched
    # ok: ruby-code-injection
    klass = params[:object_type].camelcase.safe_constantize
    return unless klass && klass < ApplicationRecord

    klass.find(params[:id])
  end

  def newer
    @old = params[:age].to_i < LIMIT
    # ruleid: ruby-code-injection
    @report = params[:kind].constantize.new
  end
end
