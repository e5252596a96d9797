"use strict";
// Making nodes, and how numbers and times read. Nodes are made by createElement and text nodes only:
// what a log holds is text and nothing else.

const svgNames = "http://www.w3.org/2000/svg";
const byId = id => document.getElementById(id);

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const key in attributes || {}) node.setAttribute(key, attributes[key]);
  node.append(...children.filter(c => c !== null && c !== undefined));
  return node;
}

function shape(name, attributes, text) {
  const node = document.createElementNS(svgNames, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (text !== undefined) node.textContent = text;
  return node;
}

function titled(node, text) {
  node.append(shape("title", {}, text));
  return node;
}

function button(text, action, attributes) {
  const node = el("button", Object.assign({type: "button"}, attributes || {}), text);
  node.addEventListener("click", action);
  return node;
}

/** A link to elsewhere, which a person follows; nothing is loaded by it. */
function link(address, text) {
  return el("a", {href: address, rel: "noreferrer noopener", target: "_blank"}, text);
}

const number = n => n.toLocaleString("en");
const count = (n, noun) => number(n) + " " + noun + (n === 1 ? "" : "s");
const pad = n => String(n).padStart(2, "0");

/** Seconds since the epoch as 2025-03-04 08:12:07, UTC. */
function time(seconds) {
  const d = new Date(seconds * 1000);
  return d.getUTCFullYear() + "-" + pad(d.getUTCMonth() + 1) + "-" + pad(d.getUTCDate()) + " " +
    pad(d.getUTCHours()) + ":" + pad(d.getUTCMinutes()) + ":" + pad(d.getUTCSeconds());
}

/** What an input of the type datetime-local holds, taken as UTC; null where that is no time. */
function seconds(text) {
  const value = Date.parse(text + "Z");
  return text && Number.isFinite(value) ? Math.floor(value / 1000) : null;
}

const inputTime = at => at === null ? "" : time(at).replace(" ", "T");

function later(action, milliseconds) {
  let wait = 0;
  return (...values) => {
    clearTimeout(wait);
    wait = setTimeout(() => action(...values), milliseconds);
  };
}

/** The first so many of a list, and a button for the others. */
function more(list, limit, label, draw) {
  const box = el("div");
  const show = all => {
    box.replaceChildren(draw(all ? list : list.slice(0, limit)));
    if (!all && list.length > limit)
      box.append(el("p", {"class": "screen"},
        button("Show all " + number(list.length) + " " + label, () => show(true))));
  };
  show(false);
  return box;
}
