// validate.mjs FILE: holds descriptions against OpenAPI 3.1, and real answers against the descriptions.
// FILE: {"documents": {name: description}, "answers": [{document, method, path, status, type, body}]}
// Prints a line for each finding and fails when there is any.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";

const { documents, answers } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const findings = [];
const ajv = new Ajv({ strict: false, allErrors: true });
const escape = (part) => part.replaceAll("~", "~0").replaceAll("/", "~1");

function check(what, name, pointer, value) {
  const schema = ajv.getSchema(`${name}#/${pointer.map(escape).map(encodeURIComponent).join("/")}`);
  if (!schema) findings.push(`${what}: the description has nothing at ${pointer.join(" / ")}`);
  else if (!schema(value)) findings.push(...schema.errors.map((error) => `${what}: ${error.instancePath} ${error.message}`));
}

function checkOperation(name, path, method, operation) {
  const what = `${name} ${method} ${path}`;
  const inPath = [...path.matchAll(/{(\w+)}/g)].map((match) => match[1]).sort();
  const described = (operation.parameters ?? []).filter((each) => each.in === "path").map((each) => each.name).sort();
  if (String(inPath) !== String(described)) findings.push(`${what}: path parameters ${described}, not ${inPath}`);
  for (const [type, { example, schema }] of Object.entries(operation.requestBody?.content ?? {}))
    if (example && schema) check(`${what} example`, name, ["paths", path, method, "requestBody", "content", type, "schema"], example);
  return operation.operationId;
}

for (const [name, document] of Object.entries(documents)) {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  if (!valid) findings.push(`${name}: ${JSON.stringify(errors)}`);
  else validator.resolveRefs(); // throws where one leads nowhere
  ajv.addSchema(document, name, undefined, false);
  const ids = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => checkOperation(name, path, method, operation)),
  );
  if (new Set(ids).size !== ids.length) findings.push(`${name}: an operationId stands twice`);
}

for (const { document, method, path, status, type, body } of answers)
  check(`${method} ${path} ${status}`, document, ["paths", path, method, "responses", String(status), "content", type, "schema"], body);

for (const finding of findings) console.error(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
