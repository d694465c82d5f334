class FeedsController < ApplicationController
  def create
    body = request.body.read
    # ruleid: ruby-xml-external-entities
    document = Nokogiri::XML(body) { |config| config.noent }
    # ruleid: ruby-xml-external-entities
    strict = Nokogiri::XML(body) { |config| config.strict.noent.nonet }
    other = Nokogiri::XML::Document.parse(body) do |config|
      # ruleid: ruby-xml-external-entities
      config.dtdload
    end
    render json: { roots: [document.root.name, strict.root.name, other.root.name] }
  end

  def safe
    # ok: ruby-xml-external-entities
    document = Nokogiri::XML(request.body.read)
    # ok: ruby-xml-external-entities
    strict = Nokogiri::XML(request.body.read) { |config| config.strict.nonet }
    # ok: ruby-xml-external-entities
    plain = Nokogiri::XML(request.body.read) { |config| config.nonoent }
    # ok: ruby-xml-external-entities
    fragment = Nokogiri::HTML.fragment(params[:html])
    render json: { roots: [document.root.name, strict.root.name, plain.root.name, fragment.to_s] }
  end
end
