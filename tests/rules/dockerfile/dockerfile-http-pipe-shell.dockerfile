FROM ubuntu:24.04
# ruleid: dockerfile-http-pipe-shell
RUN curl -sSL http://get.example.org/agent.sh | sh
# ruleid: dockerfile-http-pipe-shell
RUN wget -q -O - http://get.example.org/setup.sh | bash -s -- --quiet
# ok: dockerfile-http-pipe-shell
RUN curl -sSL https://get.example.org/agent.sh | sh
# ok: dockerfile-http-pipe-shell
RUN curl -sSL http://get.example.org/list.json | jq -r '.[0]' > /etc/first
# ok: dockerfile-http-pipe-shell
RUN curl -sS http://localhost:8080/setup | sh
