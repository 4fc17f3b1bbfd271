#!/usr/bin/env bash
# Guess: When a connection is cut after a mutation was sent, the client reports an error; only subscriptions are taken up again.
# Fact:  graphql-ws and graphql-sse know no difference. With their defaults they connect again and send the whole operation once more,
#        without a word to the caller: a server that had done the mutation before the cut does it twice.
# Seen:  graphql-ws 6.4.2, graphql-sse 2.6.1, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm install --silent --no-audit --no-fund graphql@16.11.0 graphql-ws@6.4.2 graphql-sse@2.6.1 ws@8.23.0
cat >try.mjs <<'END'
import http from "node:http";
import { once } from "node:events";
import WebSocket, { WebSocketServer } from "ws";
import { createClient as overWebSocket } from "graphql-ws";
import { createClient as overEvents } from "graphql-sse";

const mutation = { query: "mutation { spend(points: 100) { id } }" };
const answer = { data: { spend: { id: "1" } } };
const run = (client) => new Promise((resolve) => {
  let last;
  client.subscribe(mutation, {
    next: (value) => (last = value),
    error: (error) => resolve("error " + error),
    complete: () => resolve("answer " + JSON.stringify(last)),
  });
});

// Both servers read the first request and cut the connection, as a restart between commit and answer would.
let received = 0;
const sockets = new WebSocketServer({ port: 0, handleProtocols: () => "graphql-transport-ws" });
sockets.on("connection", (socket) => socket.on("message", (text) => {
  const message = JSON.parse(text);
  if (message.type === "connection_init") socket.send(JSON.stringify({ type: "connection_ack" }));
  if (message.type !== "subscribe") return;
  if (++received === 1) return socket.terminate();
  socket.send(JSON.stringify({ id: message.id, type: "next", payload: answer }));
  socket.send(JSON.stringify({ id: message.id, type: "complete" }));
}));
const webSocket = overWebSocket({ url: "ws://127.0.0.1:" + sockets.address().port, webSocketImpl: WebSocket });
console.log("graphql-ws: " + await run(webSocket) + ", mutation received", received, "times");
webSocket.dispose();
sockets.close();

received = 0;
const server = http.createServer(async (request, response) => {
  await once(request.resume(), "end");
  response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
  if (++received === 1) return setTimeout(() => response.destroy(), 50);
  response.end(`event: next\ndata: ${JSON.stringify(answer)}\n\nevent: complete\ndata:\n\n`);
}).listen(0, "127.0.0.1");
await once(server, "listening");
const events = overEvents({ url: "http://127.0.0.1:" + server.address().port });
console.log("graphql-sse: " + await run(events) + ", mutation received", received, "times");
events.dispose();
server.close();
server.closeAllConnections();
END

timeout 60 node try.mjs | tee seen
diff - seen <<'END'
graphql-ws: answer {"data":{"spend":{"id":"1"}}}, mutation received 2 times
graphql-sse: answer {"data":{"spend":{"id":"1"}}}, mutation received 2 times
END
