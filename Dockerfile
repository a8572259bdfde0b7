# Same major version as in package-lock.json, and not older; a test compares them.
ARG NODE_VERSION=24.22.1

FROM node:${NODE_VERSION}-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# Build tools of the pages stay in this stage.
FROM node:${NODE_VERSION}-slim AS pages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/pages.ts scripts/
COPY web web
RUN ["node", "scripts/pages.ts"]

FROM node:${NODE_VERSION}-slim
ARG VERSION=0.2.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cortado" \
	org.opencontainers.image.description="Order-ahead and quick-courier backend" \
	org.opencontainers.image.licenses="MIT" \
	org.opencontainers.image.version="${VERSION}" \
	org.opencontainers.image.revision="${REVISION}"

# A running container needs no package manager.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
	/usr/local/bin/yarn /usr/local/bin/yarnpkg \
	&& install -d -o node -g node /data

WORKDIR /app
COPY --from=packages /app/node_modules node_modules
# Image scanners read package names and versions from the lock file.
COPY package.json package-lock.json moleculer.config.ts ./
COPY contracts contracts
COPY lib lib
COPY mixins mixins
COPY services services
COPY scripts scripts
COPY --from=pages /app/public public

ENV NODE_ENV=production \
	NODE_OPTIONS=--max-semi-space-size=16 \
	HOST=0.0.0.0 \
	PORT=3000 \
	HEALTH_PORT=8081 \
	DATA_DIR=/data
EXPOSE 3000 8081

# A numeric user, so that orchestrators can verify that it is not root.
USER 1000:1000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["node", "scripts/healthy.cjs"]
# Node runs as PID 1, so that it receives SIGTERM and drains (docs/running/deployment.md).
ENTRYPOINT ["node"]
CMD ["scripts/node.ts"]
