FROM debian:12
# ruleid: dockerfile-chmod-777
RUN chmod 777 /srv/data
# ruleid: dockerfile-chmod-777
RUN chmod -R 0777 /srv/app
RUN mkdir -p /srv/cache \
    # ruleid: dockerfile-chmod-777
    && chmod -R a+rwx /srv/cache \
    && ls /srv
# ok: dockerfile-chmod-777
RUN chmod 1777 /srv/tmp
# ok: dockerfile-chmod-777
RUN chmod 755 /srv/777
# ok: dockerfile-chmod-777
RUN chmod -R g=u /srv/data
# ok: dockerfile-chmod-777
COPY --chmod=755 tool /usr/local/bin/tool
