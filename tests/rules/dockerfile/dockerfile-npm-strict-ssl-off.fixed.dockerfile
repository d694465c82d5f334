FROM node:22-slim
# ruleid: dockerfile-npm-strict-ssl-off
RUN npm config set strict-ssl true
RUN npm config set registry https://npm.internal/ \
    # ruleid: dockerfile-npm-strict-ssl-off
    && yarn config set strict-ssl true -g \
    && yarn install
# ok: dockerfile-npm-strict-ssl-off
RUN npm config set strict-ssl true
# ok: dockerfile-npm-strict-ssl-off
RUN npm config set cafile /etc/ssl/acme.pem
# ok: dockerfile-npm-strict-ssl-off
RUN npm config set fund false
