# Builds the bundle with everything, ships it with nothing: no compiler, no shell scripts, no node_modules but what `dist` holds to draw
# pictures.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# The `node` package brings a Node for older hosts; this image has its own, so install scripts are left out.
RUN npm ci --ignore-scripts
COPY tsconfig.json rolldown.config.mjs ./
COPY src ./src
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production \
    WORKSPACE=off \
    DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE policy.example.yml ./
COPY --from=build /build/dist ./dist
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 3000
# Alive, not ready: a Slack or a disk that is down is no reason to restart the bot.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: signals reach the bot, and it stops without losing anything.
CMD ["node", "dist/main.mjs"]
