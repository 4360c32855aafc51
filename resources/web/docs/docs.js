// Our own page of the calls, made from openapi.json: what each is for, and a form that tries it.
import { callElement, prose } from "./operation.js";

const element = (id) => document.getElementById(id);

function operationsOf(description) {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

function show(description) {
  element("about").replaceChildren(prose("span", description.info.description));
  const groups = new Map();
  for (const call of operationsOf(description)) {
    const tag = call.operation.tags?.[0] ?? "other";
    groups.set(tag, [...(groups.get(tag) ?? []), call]);
  }
  for (const [tag, calls] of groups) {
    const title = document.createElement("h2");
    title.textContent = tag;
    element("calls").append(title, ...calls.map((call) => callElement(call, () => element("key").value)));
  }
}

element("key-form").addEventListener("submit", (event) => event.preventDefault());

try {
  const response = await fetch("/openapi.json");
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  show(await response.json());
} catch (error) {
  element("problem").textContent = `The description of the calls could not be had. ${error.message} Load the page again.`;
  element("problem").hidden = false;
}
