// PouchDB 9 on both sides: `peer.js serve PORT FOLDER` is a server of the CouchDB kind, `peer.js send URL LIMIT EVENTS
// FOLDER` a client that has the events of a JSON file in a database of its own and replicates them, as the manual says.
// NODE_PATH names where the packages were installed.
"use strict";

const fs = require("fs");
const path = require("path");
const PouchDB = require("pouchdb");

function serve(port, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const app = require("express")();
  const Kept = PouchDB.defaults({ prefix: folder + path.sep });
  app.use("/", require("express-pouchdb")(Kept, { mode: "minimumForPouchDB", inMemoryConfig: true }));
  app.listen(port, "127.0.0.1");
}

async function recorded(file, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const local = new PouchDB(path.join(folder, "events"));
  const events = JSON.parse(fs.readFileSync(file, "utf8"));
  const docs = events.map(({ event_id: _id, ...fields }) => ({ _id, ...fields }));
  for (let at = 0; at < docs.length; at += 500) {
    await local.bulkDocs(docs.slice(at, at + 500));
  }
  return local;
}

function replicated(local, url, limitS) {
  return new Promise((done) => {
    const under = local.replicate.to(`${url}/events`, { retry: true });
    const timer = setTimeout(() => under.cancel(), limitS * 1000);
    const end = (finished) => {
      clearTimeout(timer);
      done(finished);
    };
    under.on("complete", (info) => end(info.status === "complete"));
    under.on("error", () => end(false));
  });
}

function peakRssMb() {
  // resourceUsage would tell the peak of whoever started this process, where that is larger.
  return Number(/VmHWM:\s*(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

function sizeOf(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .map((one) => [one, path.join(folder, one.name)])
    .reduce((sum, [one, at]) => sum + (one.isDirectory() ? sizeOf(at) : fs.statSync(at).size), 0);
}

async function send(url, limitS, file, folder) {
  const local = await recorded(file, folder);
  const started = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  const seconds = () => Number(process.hrtime.bigint() - started) / 1e9;
  let finished = false;
  // A replication that ended with an error is begun again, as whoever uses it must: once a second.
  while (!finished && seconds() < limitS) {
    finished = await replicated(local, url, limitS - seconds());
    if (!finished) await new Promise((again) => setTimeout(again, 1000));
  }
  const spent = process.cpuUsage(cpu);
  const told = {
    seconds: seconds(),
    cpu_s: (spent.user + spent.system) / 1e6,
    peak_rss_mb: peakRssMb(),
    disk_bytes: sizeOf(folder),
    finished,
  };
  process.stdout.write(JSON.stringify(told) + "\n", () => process.exit(0));
}

const [what, ...rest] = process.argv.slice(2);
if (what === "serve") {
  serve(Number(rest[0]), rest[1]);
} else {
  send(rest[0], Number(rest[1]), rest[2], rest[3]);
}
