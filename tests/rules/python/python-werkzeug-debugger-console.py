from werkzeug.debug import DebuggedApplication
from werkzeug.serving import run_simple

from shop import app

# ruleid: python-werkzeug-debugger-console
app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)
# ruleid: python-werkzeug-debugger-console
application = DebuggedApplication(app, True)  # with a console
# ruleid: python-werkzeug-debugger-console
run_simple("localhost", 5000, app, use_evalex=True, use_debugger=False)

# ok: python-werkzeug-debugger-console
application = DebuggedApplication(app)
# ok: python-werkzeug-debugger-console
application = DebuggedApplication(app, evalex=False)
# ok: python-werkzeug-debugger-console
application = DebuggedApplication(app, False, console_path="/console")
# ok: python-werkzeug-debugger-console
run_simple("localhost", 5000, app, use_reloader=True)
