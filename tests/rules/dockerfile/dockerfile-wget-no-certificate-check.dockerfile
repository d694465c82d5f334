FROM alpine:3.20
# ruleid: dockerfile-wget-no-certificate-check
RUN wget --no-check-certificate https://tools.example.org/tool.zip
RUN apk add unzip && \
    # ruleid: dockerfile-wget-no-certificate-check
    wget -q --no-check-certificate -O /tmp/t.zip https://tools.example.org/tool.zip && \
    unzip /tmp/t.zip
# ok: dockerfile-wget-no-certificate-check
RUN wget -q https://tools.example.org/tool.zip
# ok: dockerfile-wget-no-certificate-check
RUN wget --ca-certificate=/etc/ssl/acme.pem https://tools.example.org/tool.zip
# ok: dockerfile-wget-no-certificate-check
RUN echo "--no-check-certificate"
