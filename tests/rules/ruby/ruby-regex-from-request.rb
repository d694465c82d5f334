class LogsController < ApplicationController
  def index
    # ruleid: ruby-regex-from-request
    @pattern = Regexp.new(params[:pattern])
    term = params[:term].to_s
    # ruleid: ruby-regex-from-request
    @lines = LINES.grep(Regexp.new("^#{term}", Regexp::IGNORECASE))
    # ruleid: ruby-regex-from-request
    @hits = LINES.select { |line| line =~ /#{params[:q]}/ }
  end

  def safe
    # ok: ruby-regex-from-request
    @pattern = Regexp.new(Regexp.escape(params[:pattern]))
    # ok: ruby-regex-from-request
    @lines = LINES.select { |line| line.include?(params[:term]) }
    # ok: ruby-regex-from-request
    @timed = Regexp.new(params[:pattern], timeout: 1.0)
    # ok: ruby-regex-from-request
    @fixed = Regexp.new("^[a-z]+$")
  end
end
