class FilesController < ApplicationController
  FOLDER = Rails.root.join("storage", "reports").to_s

  def show
    # ruleid: ruby-path-traversal
    send_file(File.join(FOLDER, params[:name]))
    # ruleid: ruby-path-traversal
    @text = File.read("#{FOLDER}/#{params[:name]}")
    path = Rails.root.join("public", params[:path])
    # ruleid: ruby-path-traversal
    File.delete(path)
    # ruleid: ruby-path-traversal
    render file: "/srv/pages/#{params[:page]}"
  end

  def download
    # ruleid: ruby-path-traversal
    FileUtils.rm_rf(File.join("/tmp/exports", params[:export]))
    # ruleid: ruby-path-traversal
    File.open(params[:file], "w") { |file| file.write("ok") }
  end

  def checked
    path = File.expand_path(params[:name], FOLDER)
    return head(:not_found) unless path.start_with?(FOLDER + File::SEPARATOR)

    # ok: ruby-path-traversal
    send_file(path)
  end

  def others
    # ok: ruby-path-traversal
    send_file(File.join(FOLDER, File.basename(params[:name])))
    # ok: ruby-path-traversal
    send_file(Report.find(params[:id]).file_path)
    # ok: ruby-path-traversal
    @rows = CSV.read(params[:file].path, headers: true)
    # ok: ruby-path-traversal
    @data = File.binread(params[:file][:tempfile])
    # ok: ruby-path-traversal
    @text = File.read("#{FOLDER}/#{params[:year].to_i}.txt")
    # ok: ruby-path-traversal
    File.write(Rails.root.join("tmp", "last.txt"), params[:name])
  end
end

get "/files/:name" do
  # ruleid: ruby-path-traversal
  send_file(File.join("files", params["name"]))
end
