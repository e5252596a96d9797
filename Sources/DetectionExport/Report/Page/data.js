// What the page carries: blocks of JSON, compressed with gzip and in Base64, unpacked when needed.
// "core" has all that the list and the charts need; "cells-N" the columns of 1,000 rows, "events-N"
// the events and processes of 200 rows.

async function block(id) {
  const node = byId(id);
  if (!node) return null;
  const text = node.textContent;
  if (node.type === "application/json") return JSON.parse(text);
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const severities = ["informational", "low", "medium", "high", "critical"];
const flagLate = 1, flagNotable = 2, flagCorrelation = 4;

/** Set once by `load`. Rows are columns of equal length: R.d[i] is the detection of row i. */
let core = null, R = null, detections = [], strings = [], objects = [], all = [];
const cellBlocks = [], eventBlocks = new Map();
let cellsLoaded = null;

async function load() {
  core = await block("core");
  R = core.rows;
  detections = core.detections;
  strings = core.strings;
  objects = core.objects;
  all = R.d.map((_, i) => i);
  R.score = R.o.map(list => {
    let most = -1;
    for (let i = 1; i < list.length; i += 2) most = Math.max(most, list[i]);
    return Math.min(100, most);
  });
}

const severityOf = i => detections[R.d[i]].severity;
const objectName = o => (objects[o][0] + " " + objects[o][1]).trim();
const objectsOf = i => R.o[i].filter((_, at) => at % 2 === 0).map(objectName);
const textOf = (column, i) => strings[R[column][i]];
const techniquesOf = i => detections[R.d[i]].techniques;
const techniqueName = id => core.techniques[id] ? core.techniques[id][0] : "";
const tacticsOf = id => core.techniques[id] ? core.techniques[id][1] : [];

function techniqueLink(id) {
  return "https://attack.mitre.org/techniques/" + encodeURIComponent(id).replace(".", "/") + "/";
}

/** The columns of a row as [name, value]; a value is a text or a list of texts. */
function cells(i) {
  const rows = cellBlocks[Math.floor(i / core.cellRows)];
  const row = rows.rows[i % core.cellRows];
  return rows.columns[row[0]].map((name, at) => [name, row[at + 1]]).filter(c => c[1] !== null);
}

async function loadCells(i) {
  const at = Math.floor(i / core.cellRows);
  if (!cellBlocks[at]) cellBlocks[at] = await block("cells-" + at);
}

/** All columns of all rows, for a search over them. */
function loadAllCells() {
  if (!cellsLoaded) {
    cellsLoaded = (async () => {
      for (let at = 0; at * core.cellRows < all.length; at++) await loadCells(at * core.cellRows);
    })();
  }
  return cellsLoaded;
}

/** The events and processes behind a row. */
async function eventsOf(i) {
  const at = Math.floor(i / core.eventRows);
  if (!eventBlocks.has(at)) eventBlocks.set(at, await block("events-" + at));
  const found = eventBlocks.get(at);
  if (!found) return {events: [], processes: []};
  const row = found.rows[i % core.eventRows];
  return {events: row[0].map(e => found.events[e]), processes: row[1]};
}
