// Reads the OpenAPI document and lays it out, grouped by tag.

import { byId, el, setText, show } from "./dom.js";

const depthMaximum = 8;
let components = {};

/** The schema behind a reference, with its name; what stands beside the reference goes before what stands behind it. */
const resolve = (schema) => {
  const name = schema?.$ref?.split("/").pop();
  return name ? { ...components.schemas[name], ...schema, name } : (schema ?? {});
};

/** Text with `code` in it, as Markdown marks it; nothing else of Markdown is read. */
const prose = (text) => text.split("`").map((part, i) => (i % 2 === 1 ? el("code", {}, part) : part));

function typeName(schema) {
  const { name } = resolve(schema);
  const resolved = resolve(schema);
  const choices = (resolved.oneOf ?? resolved.anyOf)?.filter((choice) => choice.type !== "null");
  if (choices?.length === 1) {
    return `${typeName(choices[0])} or absent`;
  }
  const types = [resolved.type].flat().filter((type) => type && type !== "null");
  const basic = types.includes("array") ? `list of ${typeName(resolved.items)}` : types.join(" or ") || "value";
  const format = resolved.format ? ` (${resolved.format})` : "";
  return name ? `${name}${types.includes("object") || types.length === 0 ? "" : `, ${basic}`}` : basic + format;
}

function describe(schema, depth = 0, seen = []) {
  const resolved = resolve(schema);
  const choices = (resolved.oneOf ?? resolved.anyOf)?.filter((choice) => choice.type !== "null");
  if (choices?.length === 1) {
    return describe(choices[0], depth, seen);
  }
  if (resolved.items) {
    return describe(resolved.items, depth, seen);
  }
  const facts = [];
  if (resolved.description) {
    facts.push(el("p", {}, ...prose(resolved.description)));
  }
  if (resolved.pattern) {
    facts.push(el("p", {}, "Pattern ", el("code", {}, resolved.pattern)));
  }
  if (resolved.enum) {
    facts.push(el("p", {}, "One of ", ...resolved.enum.flatMap((value, i) => [i > 0 ? ", " : "", el("code", {}, String(value))])));
  }
  if (resolved.properties && depth < depthMaximum && !(resolved.name && seen.includes(resolved.name))) {
    facts.push(members(resolved, depth, resolved.name ? [...seen, resolved.name] : seen));
  }
  return facts.length > 0 ? el("div", { class: "schema" }, ...facts) : null;
}

function members(schema, depth, seen) {
  const required = new Set(schema.required ?? []);
  return el("div", { class: "schema" }, ...Object.entries(schema.properties).map(([name, property]) => {
    const line = [el("code", {}, name), " ", el("span", { class: "type" }, typeName(property) + (required.has(name) ? "" : ", optional"))];
    const inner = describe(property, depth + 1, seen);
    return inner ? el("details", {}, el("summary", {}, ...line), inner) : el("div", {}, ...line);
  }));
}

function bodyOf(content) {
  return Object.entries(content ?? {}).map(([mediaType, { schema }]) =>
    el("details", { open: depthOf(schema) === 0 }, el("summary", {}, mediaType, " ", el("span", { class: "type" }, typeName(schema))), describe(schema)));
}

const depthOf = (schema) => (resolve(schema).properties ? 1 : 0);

function parametersOf(parameters) {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...["Parameter", "In", "Type", "Meaning"].map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, ...parameters.map((parameter) => el("tr", {},
      el("td", {}, el("code", {}, parameter.name), parameter.required ? "" : ", optional"),
      el("td", {}, parameter.in),
      el("td", {}, typeName(parameter.schema)),
      el("td", {}, ...prose(parameter.description ?? ""))))));
}

function responseOf(status, response) {
  const codes = response["x-error-codes"] ?? [];
  return el("tr", {},
    el("td", {}, el("code", {}, status)),
    el("td", {},
      ...prose(response.description ?? ""),
      codes.length > 0
        ? el("div", { class: "codes" }, ...codes.map((code) =>
          el("a", { href: `/docs/errors#${code.replace("/", "-")}` }, el("code", {}, code))))
        : null,
      ...(codes.length > 0 ? [] : bodyOf(response.content))));
}

function operationOf(path, method, operation) {
  return el("article", { class: "operation", id: operation.operationId, tabindex: -1 },
    el("h3", {}, el("span", { class: "method", "data-method": method }, method.toUpperCase()), el("code", {}, path), el("span", {}, operation.summary ?? "")),
    operation.description ? el("p", { class: "explain" }, ...prose(operation.description)) : null,
    operation.parameters?.length > 0 ? el("h4", {}, "Parameters") : null,
    operation.parameters?.length > 0 ? el("div", { class: "scroll" }, parametersOf(operation.parameters)) : null,
    operation.requestBody ? el("h4", {}, "Body") : null,
    ...(operation.requestBody ? bodyOf(operation.requestBody.content) : []),
    el("h4", {}, "Answers"),
    el("div", { class: "scroll" }, el("table", {},
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Status"), el("th", { scope: "col" }, "Meaning"))),
      el("tbody", {}, ...Object.entries(operation.responses).map(([status, response]) => responseOf(status, response))))));
}

function lay(openApi) {
  components = openApi.components ?? {};
  byId("description").replaceChildren(...prose(openApi.info.description ?? ""));
  const groups = new Map((openApi.tags ?? []).map((tag) => [tag.name, { tag, operations: [] }]));
  for (const [path, methods] of Object.entries(openApi.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = operation.tags?.[0] ?? "Other";
      if (!groups.has(name)) {
        groups.set(name, { tag: { name }, operations: [] });
      }
      groups.get(name).operations.push({ path, method, operation });
    }
  }
  for (const { tag, operations } of groups.values()) {
    const id = `tag-${tag.name.replaceAll(" ", "-")}`;
    byId("contents").append(
      el("h2", {}, tag.name),
      el("ul", {}, ...operations.map(({ operation }) => el("li", {}, el("a", { href: `#${operation.operationId}` }, operation.summary ?? operation.operationId)))));
    byId("operations").append(
      el("section", { "aria-labelledby": id },
        el("h2", { id }, tag.name),
        tag.description ? el("p", { class: "explain" }, ...prose(tag.description)) : null,
        ...operations.map(({ path, method, operation }) => operationOf(path, method, operation))));
  }
  if (location.hash) {
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }
}

fetch("/openapi/v1.json")
  .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`HTTP ${response.status}`))))
  .then(lay)
  .catch((error) => {
    setText(byId("problem"), `The OpenAPI document could not be read: ${error.message}.`);
    show(byId("problem"), true);
  });
