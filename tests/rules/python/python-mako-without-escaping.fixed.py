from mako.lookup import TemplateLookup
from mako.template import Template

# ruleid: python-mako-without-escaping
lookup = TemplateLookup(["templates"], input_encoding="utf-8", default_filters=["h"])
# ruleid: python-mako-without-escaping
pages = TemplateLookup(directories=["pages"], module_directory="/tmp/modules", default_filters=["h"])

# ok: python-mako-without-escaping
safe = TemplateLookup(directories=["pages"], default_filters=["h"])
# ok: python-mako-without-escaping
both = TemplateLookup(["pages"], default_filters=["str", "h"], input_encoding="utf-8")
# ok: python-mako-without-escaping
script = Template(filename="script.py.mako")
