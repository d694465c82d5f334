require "open3"

class ToolsController < ApplicationController
  def ping
    host = params[:host]
    # ruleid: ruby-command-injection
    @answer = `ping -c 1 #{host}`
    # ruleid: ruby-command-injection
    system("traceroute #{params[:host]}")
    # ruleid: ruby-command-injection
    @lookup = %x(dig #{params.fetch(:name)})
  end

  def convert
    command = "convert #{params[:source]} out.png"
    # ruleid: ruby-command-injection
    output, status = Open3.capture2e(command)
    # ruleid: ruby-command-injection
    IO.popen("gzip -c " + request.headers["X-File"])
    # ruleid: ruby-command-injection
    system("sh", "-c", "ls #{params[:folder]}")
    # ruleid: ruby-command-injection
    @page = open(params[:address]).read
  end

  def separate
    # ok: ruby-command-injection
    system("ping", "-c", "1", "--", params[:host])
    # ok: ruby-command-injection
    output, status = Open3.capture2e("convert", params[:source], "out.png")
    # ok: ruby-command-injection
    IO.popen(["gzip", "-c", params[:file]])
    # ok: ruby-command-injection
    @answer = `ping -c 1 #{Shellwords.escape(params[:host])}`
    # ok: ruby-command-injection
    @size = `du -s #{params[:id].to_i}`
    # ok: ruby-command-injection
    system("make #{params[:fast] ? 'fast' : 'all'}")
    # ok: ruby-command-injection
    @today = `date`
    # ok: ruby-command-injection
    connection.exec("LISTEN jobs")
  end
end
