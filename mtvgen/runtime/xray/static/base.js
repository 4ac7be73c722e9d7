// What all parts of the page share: its state, its texts, and how elements are made.
// Whatever comes from a request is written as text, never as markup.
"use strict";

const xray = {
  setting: JSON.parse(document.getElementById("setting").textContent),
  lang: "en",
  summaries: [],         // of all requests, the newest first
  journeys: new Map(),   // id → journey, those that have been looked at
  journey: null,         // the one that is shown
  other: null,           // the one beside it
  step: 0,               // number of a step of the drawing
  predicting: false,
  answered: new Map(),   // id → what was predicted
};

const $ = (id) => document.getElementById(id);

const t = (key, values = {}) =>
  (xray.setting.texts[xray.lang][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

// el("p", {class: "faint"}, "text", child): attributes are set, strings become text
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
};

// Prose of our own that marks code with `backticks`
const prose = (text) =>
  text.split(/`([^`\n]+)`/).map((piece, n) => (n % 2 ? el("code", {}, piece) : piece));

const ms = (value) => (value == null ? "" : value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toFixed(3));

const LETTERS = { query: "m", template: "t", view: "v" };
const STATIONS = ["server", "middleware", "urls", "view", "query", "template", "response"];

const eventAt = (journey, step) => journey.events[journey.drawing.steps[step]];
const lastStep = (journey) => journey.drawing.steps.length - 1;
const says = (event) => event.says[xray.lang];

// A route as it is read; a regular expression as it stands
const routeOf = ({ facts: { route = "" } }) => (/^[/^]/.test(route) ? route : `/${route}`);

// What a fact is called
const label = (name) => (`fact ${name}` in xray.setting.texts.en ? t(`fact ${name}`) : name.replaceAll("_", " "));

// One sentence about an event
const headline = (event) => {
  const { kind, facts } = event;
  const key = `on ${kind}`;
  const variants = [
    facts.answered && "answered", facts.matched && "matched", facts.raised && "raised", facts.code,
    (facts.bytes ?? facts.rows) == null && "without",
  ];
  const variant = variants.find((one) => one && `${key} ${one}` in xray.setting.texts.en);
  return key in xray.setting.texts.en ? t(variant ? `${key} ${variant}` : key, { ...facts, route: routeOf(event) }) : kind;
};

const tone = (status) => (status >= 500 ? "bad" : status >= 400 ? "bad" : status >= 300 ? "away" : "good");

const translate = () => {
  document.documentElement.lang = xray.lang === "zh" ? "zh-CN" : "en";
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-l]")) one.setAttribute("aria-label", t(one.dataset.l));
  for (const one of document.querySelectorAll("[data-p]")) one.setAttribute("placeholder", t(one.dataset.p));
  for (const one of document.querySelectorAll("button[data-l]")) one.title = t(one.dataset.l);
};
