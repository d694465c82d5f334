import warnings

import requests
import urllib3
from urllib3.exceptions import DependencyWarning, InsecureRequestWarning

# ruleid: python-tls-warnings-silenced
urllib3.disable_warnings(InsecureRequestWarning)
# ruleid: python-tls-warnings-silenced
requests.packages.urllib3.disable_warnings()
# ruleid: python-tls-warnings-silenced
warnings.filterwarnings("ignore", category=InsecureRequestWarning)
# ok: python-tls-warnings-silenced
warnings.filterwarnings("ignore", category=DeprecationWarning)
# ok: python-tls-warnings-silenced
urllib3.disable_warnings(DependencyWarning)
# ok: python-tls-warnings-silenced
warnings.filterwarnings("error", category=InsecureRequestWarning)
