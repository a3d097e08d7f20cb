# syntax=docker/dockerfile:1

# The command in an image: libraries from the hash-pinned lock, no root, and nothing written outside /data and /tmp.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
# The environment goes without pip, for nothing is to be installed into the finished image.
RUN python -m venv --without-pip /venv
WORKDIR /source
# The libraries change less often than the code, so they are a layer of their own.
COPY requirements.lock ./
RUN pip --python /venv/bin/python install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY ledger ledger
COPY migrations migrations
COPY seeds seeds
RUN pip --python /venv/bin/python install --no-deps --no-build-isolation .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="deal-ledger" org.opencontainers.image.licenses="Apache-2.0"
# A number and not a name, so that an orchestrator can see that it is not root.
RUN install --directory --owner 10001 --group 10001 /data
COPY --from=build /venv /venv
ENV PATH="/venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DEAL_LEDGER_DATABASE_URL=sqlite:////data/ledger.sqlite
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
# Where a worker says how it is, if DEAL_LEDGER_WORKER_LISTEN has it listen there.
EXPOSE 9464
ENTRYPOINT ["deal-ledger"]
CMD ["--help"]
