FROM python:3.12-slim
# ruleid: dockerfile-pip-trusted-host
RUN pip install --trusted-host pypi.org -r requirements.txt
RUN pip3 install --no-cache-dir \
    # ruleid: dockerfile-pip-trusted-host
    --trusted-host=files.pythonhosted.org \
    gunicorn
# ruleid: dockerfile-pip-trusted-host
RUN python3 -m pip install --trusted-host pypi.python.org wheel
# ok: dockerfile-pip-trusted-host
RUN pip install --no-cache-dir -r requirements.txt
# ok: dockerfile-pip-trusted-host
RUN pip install --index-url http://mirror.internal/simple --trusted-host mirror.internal gunicorn
# ok: dockerfile-pip-trusted-host
RUN echo pypi.org
