# syntax=docker/dockerfile:1
# One image for every service of docker-compose.yml; the command chooses which.
FROM python:3.12-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY dragoman/ dragoman/
RUN pip install --constraint constraints.txt ".[api,worker,postgres,slack]"

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
RUN groupadd --gid 10001 dragoman && useradd --uid 10001 --gid dragoman --no-create-home --shell /usr/sbin/nologin dragoman \
    && install --directory --owner dragoman --group dragoman /data
COPY --from=build /venv /venv
WORKDIR /srv/dragoman
COPY api/ api/
COPY worker/ worker/
COPY prompts/ prompts/
COPY models/ models/
USER 10001:10001
EXPOSE 8060
CMD ["uvicorn", "--factory", "api.app:create_app", "--host", "0.0.0.0", "--port", "8060"]
