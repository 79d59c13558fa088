# Florin with its web app in one image. Without settings it serves from SQLite in /data with the
# simulated bank; docker-compose.yml runs it on PostgreSQL and Redis.
#
#   docker build -t florin . && docker run --rm -p 127.0.0.1:8080:8080 -v florin:/data florin

FROM node:20-bookworm-slim AS web
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN npm run build

# The version of rust-toolchain.toml. That file itself stays out: it would make rustup fetch the
# linters, too.
FROM rust:1.95.0-slim-bookworm AS server
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY crates crates
COPY migration migration
COPY src src
# The folders are kept between builds and are in no layer, so the program is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --locked --profile dist --bin florin && \
    cp target/dist/florin /usr/local/bin/florin

FROM debian:bookworm-slim
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin florin && \
    install -d -o florin -g florin -m 700 /data
COPY --from=server /usr/local/bin/florin /usr/local/bin/florin
COPY --from=web /build/frontend/dist /usr/local/share/florin/web
ENV FLORIN_LISTEN=0.0.0.0:8080 \
    FLORIN_DATA_DIR=/data \
    FLORIN_WEB_DIR=/usr/local/share/florin/web
USER florin
WORKDIR /data
VOLUME /data
EXPOSE 8080
# The image has no curl and needs none: bash opens the connection itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
CMD ["florin", "serve"]
