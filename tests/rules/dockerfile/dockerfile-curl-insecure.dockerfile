FROM debian:12
# ruleid: dockerfile-curl-insecure
RUN curl -k -o /opt/tool https://tools.example.org/tool
# ruleid: dockerfile-curl-insecure
RUN curl -fsSLk https://tools.example.org/tool.tar.gz | tar -xz
RUN set -eu; \
    # ruleid: dockerfile-curl-insecure
    curl --insecure -o /etc/list https://tools.example.org/list
# ok: dockerfile-curl-insecure
RUN curl -fsSL --cacert /etc/ssl/acme.pem -o /opt/tool https://tools.example.org/tool
# ok: dockerfile-curl-insecure
RUN curl -o k https://tools.example.org/tool; tar -k -xf tool.tar
# ok: dockerfile-curl-insecure
RUN curl -fsk https://localhost:8443/ready
# ok: dockerfile-curl-insecure
RUN curl --keepalive-time 2 https://tools.example.org/tool
