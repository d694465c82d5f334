FROM debian:12
# ruleid: dockerfile-git-sslverify-off
RUN git config --global http.sslVerify true
RUN apt-get update && \
    # ruleid: dockerfile-git-sslverify-off
    git config --system http.sslverify "true" && \
    git clone https://git.example.org/tool.git
# ok: dockerfile-git-sslverify-off
RUN git config --global http.sslVerify true
# ok: dockerfile-git-sslverify-off
RUN git config --global http.sslCAInfo /etc/ssl/acme.pem
# ok: dockerfile-git-sslverify-off
RUN git config --global advice.detachedHead false
