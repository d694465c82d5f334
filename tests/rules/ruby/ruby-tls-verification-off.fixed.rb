require "net/http"

class Gateway
  def fetch(uri)
    http = Net::HTTP.new(uri.host, uri.port)
    http.use_ssl = true
    # ruleid: ruby-tls-verification-off
    http.verify_mode = OpenSSL::SSL::VERIFY_PEER
    http.get(uri.path)
  end

  def others(uri)
    # ruleid: ruby-tls-verification-off
    Net::HTTP.start(uri.host, uri.port, use_ssl: true, verify_mode: OpenSSL::SSL::VERIFY_PEER) { |http| http.get("/") }
    # ruleid: ruby-tls-verification-off
    RestClient::Request.execute(method: :get, url: uri.to_s, verify_ssl: OpenSSL::SSL::VERIFY_PEER)
  end

  def checked(uri)
    http = Net::HTTP.new(uri.host, uri.port)
    # ok: ruby-tls-verification-off
    http.verify_mode = OpenSSL::SSL::VERIFY_PEER
    http.ca_file = "/etc/ssl/company.pem"
    # ok: ruby-tls-verification-off
    warn "not checked" if http.verify_mode == OpenSSL::SSL::VERIFY_NONE
    # ok: ruby-tls-verification-off
    http.verify_mode = settings.insecure? ? OpenSSL::SSL::VERIFY_NONE : OpenSSL::SSL::VERIFY_PEER
  end
end
