FROM node:22-slim
# ruleid: dockerfile-secret-in-env
ENV DB_PASSWORD=Tr0ub4dor-and-3
# ruleid: dockerfile-secret-in-env
ARG NPM_TOKEN=npm_q8Rk2vLw7TzYb4HsNc9Xe3GmJd6Pf5Au
# ruleid: dockerfile-secret-in-env
ENV LEVEL=info STRIPE_API_KEY="rk_9f2c71ab40de58136b7c0e9d"
# ruleid: dockerfile-secret-in-env
ENV JWT_SECRET 9f2c71ab40de58136b7c0e9d2a4f88c1
# ok: dockerfile-secret-in-env
ARG NPM_TOKEN
# ok: dockerfile-secret-in-env
ENV DB_PASSWORD=$DB_PASSWORD
# ok: dockerfile-secret-in-env
ENV SECRET_KEY=dummy-value-4-collectstatic
# ok: dockerfile-secret-in-env
ENV ADMIN_PASSWORD=INSERT-PASSWORD-1-HERE
# ok: dockerfile-secret-in-env
ENV DB_PASSWORD_FILE=/run/secrets/db-password-1
# ok: dockerfile-secret-in-env
ENV TOKENIZERS_PARALLELISM=false
# ok: dockerfile-secret-in-env
RUN --mount=type=secret,id=npm NPM_TOKEN="$(cat /run/secrets/npm)" npm ci
