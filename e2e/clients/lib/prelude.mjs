// Gives Node.js before 22 the WebSocket that browsers have.
import WebSocket from 'ws';

globalThis.WebSocket ??= WebSocket;
