// Starts the emulator, which has no start file of its own: node start.js PORT
"use strict";
const TelegramServer = require("telegram-test-api");

const server = new TelegramServer({ host: "127.0.0.1", port: Number(process.argv[2]) });
server.start().then(() => console.log("ready"));
