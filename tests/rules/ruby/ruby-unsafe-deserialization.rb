require "base64"

class ImportsController < ApplicationController
  def create
    # ruleid: ruby-unsafe-deserialization
    @settings = YAML.load(params[:settings])
    # ruleid: ruby-unsafe-deserialization
    @basket = Marshal.load(Base64.decode64(cookies[:basket]))
    # ruleid: ruby-unsafe-deserialization
    @record = Oj.load(request.body.read)
    text = request.raw_post
    # ruleid: ruby-unsafe-deserialization
    @document = YAML.unsafe_load(text)
    # ruleid: ruby-unsafe-deserialization
    @event = JSON.parse(params[:event], create_additions: true)
  end

  def safe
    # ok: ruby-unsafe-deserialization
    @settings = YAML.safe_load(params[:settings], permitted_classes: [Date])
    # ok: ruby-unsafe-deserialization
    @record = Oj.load(request.body.read, mode: :strict)
    # ok: ruby-unsafe-deserialization
    @event = JSON.parse(request.body.read)
    # ok: ruby-unsafe-deserialization
    @defaults = YAML.load(File.read("config/defaults.yml"))
    # ok: ruby-unsafe-deserialization
    @copy = Marshal.load(Marshal.dump(DEFAULTS))
    # ok: ruby-unsafe-deserialization
    @basket = JSON.parse(cookies[:basket] || "{}")
  end
end
