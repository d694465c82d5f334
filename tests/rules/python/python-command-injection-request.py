import asyncio
import os
import shlex
import subprocess

from flask import Flask, abort, request

app = Flask(__name__)
FORMATS = {"png": "png", "jpg": "jpeg"}


@app.route("/thumbnail")
def thumbnail():
    name = request.args["name"]
    # ruleid: python-command-injection-request
    subprocess.run(f"convert uploads/{name} -resize 200 out.png", shell=True, check=True)
    return "done"


@app.route("/ping", methods=["POST"])
def ping():
    # ruleid: python-command-injection-request
    return str(os.system("ping -c 1 " + request.form["host"]))


@app.route("/du/<folder>")
def usage(folder):
    # ruleid: python-command-injection-request
    return subprocess.check_output("du -sh %s" % folder, shell=True)


@app.get("/wait")
async def wait(program: str):
    # ruleid: python-command-injection-request
    process = await asyncio.create_subprocess_shell(program)
    return {"status": await process.wait()}


@app.route("/logs")
def logs():
    # ruleid: python-command-injection-request
    return subprocess.run(["sh", "-c", "grep " + request.args["word"] + " app.log"], capture_output=True).stdout


@app.route("/length")
def length():
    # ruleid: python-command-injection-request
    return str(len(os.popen("cat " + request.args["file"]).read()))


@app.route("/safe-thumbnail")
def safe_thumbnail():
    name = request.args["name"]
    # ok: python-command-injection-request
    subprocess.run(["convert", f"uploads/{name}", "-resize", "200", "out.png"], check=True)
    return "done"


@app.route("/quoted")
def quoted():
    # ok: python-command-injection-request
    return subprocess.check_output("grep " + shlex.quote(request.args["word"]) + " app.log | wc -l", shell=True)


@app.route("/resize")
def resize():
    width = int(request.args["width"])
    # ok: python-command-injection-request
    subprocess.run(f"convert in.png -resize {width} out.png", shell=True, check=True)
    return "done"


@app.route("/format")
def to_format():
    kind = request.args["kind"]
    if kind not in FORMATS:
        abort(400)
    # ok: python-command-injection-request
    os.system(f"convert in.png out.{kind}")
    return "done"


@app.route("/fixed")
def fixed():
    # ok: python-command-injection-request
    subprocess.run("systemctl status shop | head -3", shell=True, check=True)
    return request.args["name"]


@app.route("/listed")
def listed():
    command = ["sh"]
    command.append("-c")
    command.append(f"du -s {request.args['folder']}")
    # ruleid: python-command-injection-request
    return subprocess.run(command, capture_output=True, text=True).stdout


@app.route("/by_system")
def by_system():
    command = []
    if os.name == "nt":
        command.append("cmd")
        command.append("/c")
    else:
        command.append("sh")
        command.append("-c")
    command.append(f"echo {request.args['text']}")
    # ruleid: python-command-injection-request
    return subprocess.run(command, capture_output=True, text=True).stdout
