# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS packages
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
# The build bundles the browser's files, so it needs the one program of Node.js.
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
COPY --from=packages /src/node_modules node_modules
# Projects first: the packages are restored again only when one of these files changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY build build
COPY src/Domain/*.csproj src/Domain/
COPY src/Application/*.csproj src/Application/
COPY src/Infrastructure/*.csproj src/Infrastructure/
COPY src/Web/*.csproj src/Web/
RUN dotnet restore src/Web/EscalationCqrs.Web.csproj
COPY . .
RUN dotnet publish src/Web/EscalationCqrs.Web.csproj -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_ENVIRONMENT=Production \
    DOTNET_GCgen0size=0x2000000 \
    ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# Recordings on disk, unless they go to S3; everything else that is kept is in the database.
RUN mkdir -p /var/lib/desk/recordings && chown $APP_UID /var/lib/desk/recordings
# The unprivileged user of the base image.
USER $APP_UID
ENTRYPOINT ["dotnet", "EscalationCqrs.Web.dll"]
