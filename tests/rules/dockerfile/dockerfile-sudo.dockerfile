FROM ubuntu:24.04
USER app
# ruleid: dockerfile-sudo
RUN sudo apt-get update
RUN echo ready \
    # ruleid: dockerfile-sudo
    && sudo -E make install
# ok: dockerfile-sudo
RUN apt-get install -y sudo
# ok: dockerfile-sudo
RUN echo sudo
USER root
# ok: dockerfile-sudo
RUN make install
