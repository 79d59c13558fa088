// What Florin is made of, as a software bill of materials (CycloneDX 1.6, JSON) on standard output:
//
//   node scripts/sbom.mjs > target/sbom.json
//
// Read from what the lock files pin: the crates that are linked into the binary (those of tests and
// builds left out) with their checksums, and the packages whose code is in the web pages. It has no
// date and no serial number, so that equal lock files give equal bills.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The checksums of Cargo.lock, by name and version. */
function checksums() {
  const found = new Map();
  for (const block of readFileSync(`${root}Cargo.lock`, "utf8").split("[[package]]")) {
    const field = (name) => block.match(new RegExp(`^${name} = "(.*)"$`, "m"))?.[1];
    if (field("checksum")) found.set(`${field("name")}@${field("version")}`, field("checksum"));
  }
  return found;
}

/** The packages that the package `florin` is linked with, by their ids. */
function linked(metadata) {
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const start = metadata.packages.find((found) => found.name === "florin").id;
  const reached = new Set([start]);
  const open = [start];
  while (open.length > 0) {
    for (const dependency of nodes.get(open.pop()).deps) {
      const isLinked = dependency.dep_kinds.some((kind) => kind.kind === null);
      if (isLinked && !reached.has(dependency.pkg)) {
        reached.add(dependency.pkg);
        open.push(dependency.pkg);
      }
    }
  }
  return reached;
}

function component(kind, { name, version, license, hashes }) {
  const purl = `pkg:${kind}/${encodeURIComponent(name).replace("%40", "@").replace("%2F", "/")}@${version}`;
  const about = { type: "library", "bom-ref": purl, name, version, purl: purl.replace("npm/@", "npm/%40") };
  if (hashes) about.hashes = hashes;
  if (license) about.licenses = [{ expression: license.replace(/\s*\/\s*/g, " OR ") }];
  return about;
}

function crates() {
  const flags = ["metadata", "--locked", "--format-version", "1"];
  const options = { cwd: root, maxBuffer: 256 * 1024 * 1024, encoding: "utf8" };
  const metadata = JSON.parse(execFileSync("cargo", flags, options));
  const sums = checksums();
  const ids = linked(metadata);
  return metadata.packages
    .filter((found) => ids.has(found.id) && found.source !== null)
    .map(({ name, version, license }) => {
      const content = sums.get(`${name}@${version}`);
      const hashes = content && [{ alg: "SHA-256", content }];
      return component("cargo", { name, version, license, hashes });
    });
}

function packages() {
  const lock = JSON.parse(readFileSync(`${root}frontend/package-lock.json`, "utf8"));
  return Object.entries(lock.packages)
    .filter(([path, found]) => path !== "" && !found.dev && !found.link)
    .map(([path, { version, license, integrity }]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const [algorithm, sum] = integrity?.split("-") ?? [];
      const content = sum && Buffer.from(sum, "base64").toString("hex");
      const hashes = content && [{ alg: algorithm.replace("sha", "SHA-"), content }];
      return component("npm", { name, version, license, hashes });
    });
}

const version = readFileSync(`${root}Cargo.toml`, "utf8").match(/^version = "(.*)"$/m)[1];
const refs = new Set();
const components = [...crates(), ...packages()]
  .filter((found) => !refs.has(found["bom-ref"]) && refs.add(found["bom-ref"]))
  .sort((a, b) => (a["bom-ref"] < b["bom-ref"] ? -1 : 1));
const bill = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: { component: { type: "application", "bom-ref": "florin", name: "florin", version } },
  components,
};
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
