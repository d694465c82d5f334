# ruleid: dockerfile-image-latest
FROM ubuntu
RUN apt-get update
# ruleid: dockerfile-image-latest
FROM node:latest AS web
RUN npm ci
# ok: dockerfile-image-latest
FROM python:3.12-slim AS base
RUN pip install -r requirements.txt
# ok: dockerfile-image-latest
FROM base
# ok: dockerfile-image-latest
FROM alpine@sha256:beefdbd8a1da6d2915566fde36db9db0b524eb737fc57cd1367effd16dc0d06d
# ok: dockerfile-image-latest
FROM scratch
# ok: dockerfile-image-latest
FROM ${BASE_IMAGE}
