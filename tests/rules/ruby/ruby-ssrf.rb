class PreviewsController < ApplicationController
  BASE = "https://api.example.com/v1/"

  def show
    # ruleid: ruby-ssrf
    @page = Net::HTTP.get(URI(params[:url]))
    # ruleid: ruby-ssrf
    @answer = HTTParty.get(params[:address])
    # ruleid: ruby-ssrf
    @feed = URI.open(params[:feed]).read
    # ruleid: ruby-ssrf
    @connection = Faraday.new(url: "https://#{params[:host]}/status")
    uri = URI.parse(params[:callback])
    # ruleid: ruby-ssrf
    Net::HTTP.start(uri.host, uri.port) { |http| http.get("/") }
  end

  def fixed
    # ok: ruby-ssrf
    @answer = HTTParty.get("https://api.example.com/users/#{params[:id]}")
    # ok: ruby-ssrf
    @answer = Faraday.get(BASE + params[:path])
    # ok: ruby-ssrf
    @answer = RestClient.get("https://api.example.com/search", params: { q: params[:q] })
    # ok: ruby-ssrf
    @answer = HTTParty.post(Webhook.find(params[:id]).url, body: "{}")
    uri = URI.parse(params[:url])
    return head(:bad_request) unless %w[cdn.example.com].include?(uri.host)

    # ok: ruby-ssrf
    @image = Image.new(params[:url])
  end
end
