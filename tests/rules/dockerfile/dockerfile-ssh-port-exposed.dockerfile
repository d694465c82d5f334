FROM debian:12 AS one
# ruleid: dockerfile-ssh-port-exposed
EXPOSE 22
FROM debian:12 AS two
# ruleid: dockerfile-ssh-port-exposed
EXPOSE 80 22/tcp 443
FROM debian:12 AS three
# ok: dockerfile-ssh-port-exposed
EXPOSE 2222
# ok: dockerfile-ssh-port-exposed
EXPOSE 8022 443
# ok: dockerfile-ssh-port-exposed
EXPOSE 22000/udp
