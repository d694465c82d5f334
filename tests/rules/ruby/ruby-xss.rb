class PagesController < ApplicationController
  def show
    # ruleid: ruby-xss
    @greeting = "<b>Hello #{params[:name]}</b>".html_safe
    # ruleid: ruby-xss
    render html: ("<h1>" + params[:title] + "</h1>").html_safe
    note = params[:note].strip
    # ruleid: ruby-xss
    flash[:notice] = helpers.raw("Saved: #{note}")
  end

  def escaped
    # ok: ruby-xss
    @greeting = "<b>Hello #{ERB::Util.html_escape(params[:name])}</b>".html_safe
    # ok: ruby-xss
    @note = helpers.sanitize(params[:note]).html_safe
    # ok: ruby-xss
    render html: "<h1>Welcome</h1>".html_safe
    # ok: ruby-xss
    @name = params[:name]
    # ok: ruby-xss
    @json = params[:filter].to_json.html_safe
    # ok: ruby-xss
    @text = helpers.raw(t("pages.show.text"))
    # ok: ruby-xss
    @page = "<i>#{params[:page].to_i}</i>".html_safe
    # ok: ruby-xss
    @body = Page.find(params[:id]).body.html_safe
  end
end

module SearchHelper
  def title
    # ruleid: ruby-xss
    raw("<title>#{params[:q]}</title>")
  end
end
