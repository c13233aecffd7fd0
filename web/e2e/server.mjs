// `dateline serve` on a free port, with the agreements of examples/.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const AGREEMENTS = fileURLToPath(new URL("../../examples/agreements", import.meta.url));

/** Starts the server; resolves with its address when it listens. */
export function serve(binary, record, ...more) {
  const child = spawn(binary, ["serve", "--record", record, "--listen", "127.0.0.1:0", "--agreements", AGREEMENTS, ...more], { stdio: ["ignore", "pipe", "pipe"] });
  const base = new Promise((resolve, reject) => {
    let said = "";
    const look = (text) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return { child, base };
}
