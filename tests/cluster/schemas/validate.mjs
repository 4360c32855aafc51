// Holds Kubernetes objects (a JSON list on stdin) against the published schemas; prints a line for each breach.
//
// The schemas let fields pass that they do not know, so each value is swapped for one of a kind that stands nowhere:
// a schema that does not mind does not know the field.
import { readFileSync } from "node:fs";

const HOMES = { "keda.sh": "@kubernetes-models/keda", "monitoring.coreos.com": "@kubernetes-models/prometheus-operator" };
const NOWHERE = { "not here": [{}] };

async function modelOf({ apiVersion, kind }) {
  const [version, group] = apiVersion.split("/").reverse();
  const home = HOMES[group] ?? "kubernetes-models";
  return (await import([home, group, version, kind].filter(Boolean).join("/")))[kind];
}

function breach(Model, object) {
  try {
    new Model(object).validate();
    return "";
  } catch (error) {
    return error.message;
  }
}

function* unknownFields(Model, object, place, path) {
  for (const [name, value] of Object.entries(place)) {
    if (value !== null && typeof value === "object") {
      yield* unknownFields(Model, object, value, `${path}.${name}`);
      continue;
    }
    place[name] = NOWHERE;
    if (!breach(Model, object)) yield `${path}.${name}`;
    place[name] = value;
  }
}

let failed = false;
for (const object of JSON.parse(readFileSync(0, "utf8"))) {
  const Model = await modelOf(object);
  const name = `${object.kind} ${object.metadata.name}`;
  const found = [breach(Model, object), ...[...unknownFields(Model, object, object, "")].map((path) => `unknown: ${path}`)];
  for (const words of found.filter(Boolean)) console.log(`${name}: ${words}`);
  failed ||= found.some(Boolean);
}
process.exit(failed ? 1 : 0);
