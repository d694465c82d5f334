FROM debian:12
# ruleid: dockerfile-apt-unsigned
RUN apt-get install -y --allow-unauthenticated nginx
RUN apt-get update && \
    # ruleid: dockerfile-apt-unsigned
    apt-get --force-yes install nginx
# ok: dockerfile-apt-unsigned
RUN apt-get install --yes --no-install-recommends nginx
# ok: dockerfile-apt-unsigned
RUN echo --force-yes
# ok: dockerfile-apt-unsigned
RUN apt-get install -y --allow-downgrades nginx=1.24.0-1
