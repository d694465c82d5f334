# ruleid: dockerfile-user-missing
FROM python:3.12-slim AS api
WORKDIR /srv
COPY . .
CMD ["python", "-m", "shop"]

# ruleid: dockerfile-user-missing
FROM node:22 AS web
COPY . /web
ENTRYPOINT ["node", "/web/server.js"]

# ok: dockerfile-user-missing
FROM golang:1.23 AS build
RUN go build -o /out/tool ./cmd/tool

# ok: dockerfile-user-missing
FROM gcr.io/distroless/static:nonroot AS small
COPY --from=build /out/tool /tool
ENTRYPOINT ["/tool"]

# ok: dockerfile-user-missing
FROM debian:12
RUN useradd --uid 1000 app
USER 1000
CMD ["/srv/cli"]
