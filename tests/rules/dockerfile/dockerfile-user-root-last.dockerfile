FROM debian:12 AS web
RUN useradd --uid 1000 app
USER app
COPY --chown=app . /srv
# ruleid: dockerfile-user-root-last
USER root
RUN apt-get update && apt-get install -y nginx
EXPOSE 8080
CMD ["nginx", "-g", "daemon off;"]

FROM debian:12 AS worker
# ruleid: dockerfile-user-root-last
USER 0:0
ENTRYPOINT ["/srv/worker"]

FROM debian:12 AS build
# ok: dockerfile-user-root-last
USER root
RUN make -C /srv

FROM debian:12 AS api
# ok: dockerfile-user-root-last
USER root
RUN apt-get update && apt-get install -y curl
# ok: dockerfile-user-root-last
USER app
CMD ["/srv/api"]

FROM debian:12
# ok: dockerfile-user-root-last
USER 1000
ENTRYPOINT ["/srv/cli"]
