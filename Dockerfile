# The product as an image: `docker build -t novex-shopify .`; deploy/compose.yaml runs it with PostgreSQL and Redis.
FROM python:3.13-slim AS build
WORKDIR /build

# The environment gets no pip of its own: that of the image installs into it, by hash.
RUN python -m venv --without-pip /app
COPY requirements.txt requirements-tools.txt ./
RUN pip --python /app/bin/python install --no-cache-dir --require-hashes -r requirements.txt
RUN pip install --no-cache-dir --require-hashes -r requirements-tools.txt

# As `make setup` and bin/post_compile do, with the hashed build tools.
COPY pyproject.toml README.md LICENSE ./
COPY src/novex_shopify/__init__.py src/novex_shopify/py.typed src/novex_shopify/
COPY domain domain
COPY adapters adapters
COPY config config
COPY entrypoints entrypoints
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /app/bin/python install --no-cache-dir --no-deps dist/*.whl


FROM python:3.13-slim
# A number, so that Kubernetes can see that it is not root.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin novex \
    && install --directory --owner=novex --group=novex /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PORT=8000
# Only SQLite stores files here: mount a volume for it.
WORKDIR /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), 4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["novex-shopify", "serve", "--host", "0.0.0.0"]
