FROM debian:12
# ruleid: dockerfile-curl-pipe-shell
RUN curl -fsSL https://tools.example.org/install.sh | bash -s -- --yes
# ruleid: dockerfile-curl-pipe-shell
RUN wget -qO- https://tools.example.org/setup.py | sudo -E python3 - --prefix /opt
# ruleid: dockerfile-curl-pipe-shell
RUN bash -c "$(curl -fsSL https://tools.example.org/install.sh)"
# ok: dockerfile-curl-pipe-shell
RUN curl -fsSL https://tools.example.org/tool.tar.gz | tar -xz -C /opt
# ok: dockerfile-curl-pipe-shell
RUN curl -fsSLo /tmp/i.sh https://tools.example.org/1.4/install.sh \
    && echo "$TOOL_SHA256  /tmp/i.sh" | sha256sum --check \
    && bash /tmp/i.sh
# ok: dockerfile-curl-pipe-shell
RUN cat install.sh | bash
# ok: dockerfile-curl-pipe-shell
# curl https://tools.example.org/install.sh | bash
