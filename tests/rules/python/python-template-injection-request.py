import jinja2
from flask import Flask, render_template, render_template_string, request
from jinja2.sandbox import ImmutableSandboxedEnvironment

app = Flask(__name__)
PAGE = "<h1>{{ title }}</h1>"


@app.route("/hello")
def hello():
    # ruleid: python-template-injection-request
    return render_template_string("<h1>Hello " + request.args["name"] + "</h1>")


@app.route("/report", methods=["POST"])
def report():
    template = f"<h1>{request.form['heading']}</h1>" + PAGE
    # ruleid: python-template-injection-request
    return render_template_string(template, title="Report")


@app.route("/mail")
def mail():
    # ruleid: python-template-injection-request
    return jinja2.Template(request.values["body"]).render(name="Ada")


@app.route("/preview", methods=["POST"])
def preview():
    source = request.get_json()["source"]
    # ruleid: python-template-injection-request
    return app.jinja_env.from_string(source).render()


@app.route("/greeting/<name>")
def greeting(name):
    # ruleid: python-template-injection-request
    return render_template_string("Hello %s" % name)


@app.route("/safe")
def safe():
    # ok: python-template-injection-request
    return render_template_string(PAGE, title=request.args["name"])


@app.route("/file")
def file():
    # ok: python-template-injection-request
    return render_template("hello.html", title=request.args["name"])


@app.route("/sandbox", methods=["POST"])
def sandboxed():
    # ok: python-template-injection-request
    return ImmutableSandboxedEnvironment(autoescape=True).from_string(request.form["source"]).render()


@app.route("/number")
def number():
    # ok: python-template-injection-request
    return render_template_string(PAGE + f"<p>{int(request.args['n'])}</p>", title="n")


@app.route("/plugin/<name>")
def plugin(name):
    if name in known_plugins():
        # ok: python-template-injection-request
        return render_template_string(load_source(name))
    abort(404)
