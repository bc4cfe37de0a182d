// Runs inside the local workspace before its own code. That program listens on every interface and takes requests from any
// web page; here it is made to listen on this computer only, and to refuse what does not come from its own page or the bot.
const serve = Bun.serve.bind(Bun);

Bun.serve = (options) => {
  const names = ["127.0.0.1", "localhost"];
  const withPort = names.map((name) => `${name}:${options.port}`);
  // Slack's own Socket Mode client leaves the port out.
  const hosts = [...withPort, ...names];
  const origins = withPort.map((host) => `http://${host}`);
  return serve({
    ...options,
    hostname: "127.0.0.1",
    fetch(request, server) {
      const origin = request.headers.get("origin");
      if (!hosts.includes(request.headers.get("host")) || (origin !== null && !origins.includes(origin))) {
        return new Response("This workspace talks to its own page only.\n", { status: 403 });
      }
      return options.fetch.call(this, request, server);
    },
  });
};
