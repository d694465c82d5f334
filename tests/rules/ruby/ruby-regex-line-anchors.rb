class Site < ApplicationRecord
  # ruleid: ruby-regex-line-anchors
  validates :address, format: { with: /^https?:\/\/[\w.\/]+$/, multiline: true }
  # ruleid: ruby-regex-line-anchors
  validates_format_of :code, with: /^[A-Z]{3}\d+$/i, multiline: true
  # ok: ruby-regex-line-anchors
  validates :name, format: { with: /\A[\w ]+\z/ }
  # ok: ruby-regex-line-anchors
  validates :notes, format: { with: /^#/ }
end

class SitesController < ApplicationController
  def show
    # ruleid: ruby-regex-line-anchors
    return head(:bad_request) unless params[:host] =~ /^[a-z.]+$/
    # ok: ruby-regex-line-anchors
    return head(:bad_request) unless params[:port].match?(/\A\d+\z/)
    # ok: ruby-regex-line-anchors
    lines = body.lines.grep(/^[a-z]+$/)
    # ok: ruby-regex-line-anchors
    word = line.match?(/^[a-z]+$/)
    render json: [lines, word]
  end
end
