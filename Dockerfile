# One image for the web server, the worker and the scheduler. Nothing secret is in it, and it runs as nobody.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r /tmp/base.txt
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY . .
# The settings want a key to start with; this one exists in this step alone and signs nothing.
RUN SECRET_KEY=only-to-collect-static-files-and-kept-by-no-image ALLOWED_HOSTS=build.invalid VAR_DIR=/tmp/build STATIC_ROOT=/app/static-collected \
    sh -c 'python scripts/messages.py compile && python manage.py collectstatic --noinput --verbosity 0' \
    && python -m compileall -q -x '/(tests|benchmarks)/' .

FROM python:3.11-slim-bookworm
# Pango is for PDF files; the fonts are for scripts that the project's own fonts lack; PostgreSQL's client for backups.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
       fonts-dejavu-core fonts-noto-core postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin tracker \
    && mkdir /data && chown tracker: /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORT=8000 VAR_DIR=/data STATIC_ROOT=/app/static-collected
WORKDIR /app
USER tracker
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=8s --start-period=40s --retries=3 CMD ["python", "scripts/healthcheck.py"]
CMD ["gunicorn", "gta.wsgi", "--config", "deploy/gunicorn.conf.py"]
