FROM debian:12
# ruleid: dockerfile-add-remote-url
ADD https://downloads.example.org/tool-1.4.tar.gz /opt/
# ruleid: dockerfile-add-remote-url
ADD --chown=app:app http://mirror.example.org/geo.db /srv/geo.db
# ok: dockerfile-add-remote-url
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://downloads.example.org/tool-1.4.tar.gz /opt/
# ok: dockerfile-add-remote-url
ADD rootfs.tar.gz /
# ok: dockerfile-add-remote-url
COPY ./site /srv/site
# ok: dockerfile-add-remote-url
ADD https://github.com/acme/tool.git#v1.4 /src
