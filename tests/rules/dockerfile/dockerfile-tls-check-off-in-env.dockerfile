FROM node:22-slim
# ruleid: dockerfile-tls-check-off-in-env
ENV NODE_TLS_REJECT_UNAUTHORIZED=0
# ruleid: dockerfile-tls-check-off-in-env
ENV LEVEL=info NODE_TLS_REJECT_UNAUTHORIZED="0"
# ruleid: dockerfile-tls-check-off-in-env
ENV PYTHONHTTPSVERIFY 0
# ok: dockerfile-tls-check-off-in-env
ENV NODE_TLS_REJECT_UNAUTHORIZED=1
# ok: dockerfile-tls-check-off-in-env
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/acme.pem
# ok: dockerfile-tls-check-off-in-env
# ENV PYTHONHTTPSVERIFY=0
# ok: dockerfile-tls-check-off-in-env
ENV RETRIES=0
