FROM debian:12
# ruleid: dockerfile-password-set-in-build
RUN echo 'root:hunter2' | chpasswd
RUN useradd -m app && \
    # ruleid: dockerfile-password-set-in-build
    echo "app:app" | chpasswd
# ok: dockerfile-password-set-in-build
RUN useradd -m --system app
# ok: dockerfile-password-set-in-build
RUN --mount=type=secret,id=pw echo "app:$(cat /run/secrets/pw)" | chpasswd
# ok: dockerfile-password-set-in-build
RUN echo 'app:folder' | tee /etc/map
