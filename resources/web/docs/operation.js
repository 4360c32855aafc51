// One call: its description, and a form that tries it.

const kLongestShown = 100_000; // characters of an answer

let fields = 0; // for ids

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Text in which `this` is code, as the description writes it. */
export function prose(tag, text) {
  return make(tag, {}, ...text.split("`").map((part, index) => (index % 2 ? make("code", { textContent: part }) : part)));
}

function field(label, control, note) {
  control.id = `field-${++fields}`;
  const row = make("p", { className: "field" }, make("label", { htmlFor: control.id, textContent: label }), control);
  if (note) row.append(make("small", { textContent: note }));
  return row;
}

// ---- parameters ----

function parameterControl({ schema = {}, required }) {
  if (!schema.enum) return make("input", { type: schema.type === "integer" ? "number" : "text", required: Boolean(required), placeholder: String(schema.default ?? "") });
  return make("select", {}, make("option", { value: "", textContent: "" }), ...schema.enum.map((value) => make("option", { value, textContent: value })));
}

function address(path, parameters) {
  const query = new URLSearchParams();
  for (const { name, in: place, control } of parameters) {
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(control.value));
    else if (place === "query" && control.value !== "") query.set(name, control.value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

// ---- bodies ----

/** {row, body()}: a text for JSON, a file for everything else. */
function bodyEditor(type, { example, schema } = {}) {
  if (type.includes("json")) {
    const text = make("textarea", { value: JSON.stringify(example ?? {}), spellcheck: false });
    return { row: field(`Body, ${type}`, text), body: () => text.value };
  }
  const file = make("input", { type: "file", required: true });
  if (type !== "multipart/form-data") return { row: field(`Body, ${type}`, file), body: () => file.files[0] };
  const name = Object.keys(schema?.properties ?? { file: 0 })[0];
  return {
    row: field(`Form field ‘${name}’`, file),
    body: () => {
      const form = new FormData();
      for (const each of file.files) form.append(name, each);
      return form;
    },
  };
}

function bodyFields(content) {
  const types = Object.keys(content).sort((a, b) => b.includes("json") - a.includes("json"));
  const place = make("div");
  const choice = make("select", {}, ...types.map((type) => make("option", { value: type, textContent: type })));
  let editor;
  const show = () => {
    editor = bodyEditor(choice.value, content[choice.value]);
    place.replaceChildren(editor.row);
  };
  choice.addEventListener("change", show);
  show();
  return { rows: [field("Content-Type", choice), place], type: () => choice.value, body: () => editor.body() };
}

// ---- asking ----

async function textOf(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!/json|text|xml/.test(type)) return `${(await response.blob()).size} bytes of ${type || "nothing"}`;
  const text = await response.text();
  const pretty = type.includes("json") && text ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return pretty.length > kLongestShown ? `${pretty.slice(0, kLongestShown)}\n… and ${pretty.length - kLongestShown} characters more` : pretty;
}

async function send({ path, method }, parameters, content, key, output) {
  output.replaceChildren("Asking …");
  const headers = key ? { "X-API-Key": key } : {};
  for (const { name, in: place, control } of parameters) if (place === "header" && control.value) headers[name] = control.value;
  // The browser writes the boundary of a form itself.
  if (content && content.type() !== "multipart/form-data") headers["Content-Type"] = content.type();
  const started = performance.now();
  try {
    const response = await fetch(address(path, parameters), { method: method.toUpperCase(), headers, body: content?.body() });
    const text = await textOf(response);
    output.replaceChildren(`${response.status} ${response.statusText}, ${Math.round(performance.now() - started)} ms`, make("pre", { tabIndex: 0, textContent: text }));
    output.firstElementChild.setAttribute("aria-label", "Answer");
    output.firstElementChild.setAttribute("role", "region");
  } catch (error) {
    output.replaceChildren(`There was no answer: ${error.message}. Is the server still running?`);
  }
}

function tryForm(call, parameters, content, apiKey) {
  const output = make("output");
  const form = make("form", {}, ...parameters.map((each) => each.row), ...(content?.rows ?? []), make("button", { textContent: "Try it" }), output);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(call, parameters, content, apiKey(), output);
  });
  return form;
}

function answers(responses) {
  const list = make("dl");
  for (const [status, { description, content }] of Object.entries(responses)) {
    const types = Object.keys(content ?? {}).join(", ");
    list.append(make("dt", { textContent: status }), prose("dd", types ? `${description} · ${types}` : description));
  }
  return list;
}

export function callElement(call, apiKey) {
  const { path, method, operation } = call;
  const parameters = (operation.parameters ?? []).map((parameter) => {
    const control = parameterControl(parameter);
    const place = `${parameter.name}${parameter.required ? "" : " (may be left out)"}`;
    return { ...parameter, control, row: field(place, control, parameter.description) };
  });
  const content = operation.requestBody && bodyFields(operation.requestBody.content);
  const summary = make(
    "summary",
    {},
    make("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
    make("code", { textContent: path }),
    make("span", { textContent: operation.summary ?? "" }),
  );
  const inside = make("div", { className: "call" });
  if (operation.description) inside.append(prose("p", operation.description));
  if (operation.security) inside.append(make("p", { className: "note", textContent: "Wants the API key." }));
  inside.append(tryForm(call, parameters, content, apiKey), make("h3", { textContent: "Answers" }), answers(operation.responses));
  return make("details", {}, summary, inside);
}
