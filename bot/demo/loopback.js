// Runs inside the local workspace before its own code. That program listens on every interface and takes requests from any
// web page; here it is made to listen on this computer only, and to refuse what does not come from its own page or the bot.
const serve = Bun.serve.bind(Bun);

Bun.serve = (options) => {
  const hosts = [`127.0.0.1:${options.port}`, `localhost:${options.port}`];
  const origins = hosts.map((host) => `http://${host}`);
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
