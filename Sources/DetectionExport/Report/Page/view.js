// What is shown: filters, order and page, kept in the address so that a view can be sent on.

const pageRows = 100;
const view = {
  text: "", severity: "", type: "", tactic: "", technique: "", detection: "", object: "",
  from: null, to: null, sort: "severity", down: true, page: 0, open: "",
};
const single = ["severity", "type", "tactic", "technique", "detection", "object"];
let terms = [];
/** Rows that fit all filters, in order; and those that fit all but the time. */
let list = [], anyTime = [];

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  view.text = given.get("q") || "";
  for (const key of single) view[key] = given.get(key) || "";
  for (const key of ["from", "to"]) view[key] = given.has(key) ? seconds(given.get(key)) : null;
  view.sort = orders[given.get("sort")] ? given.get("sort") : "severity";
  view.down = given.has("dir") ? given.get("dir") === "down" : view.sort === "severity";
  view.page = Math.max(0, parseInt(given.get("page") || "1", 10) - 1) || 0;
  view.open = given.get("row") || "";
}

let written = "";
function writeAddress() {
  const given = new URLSearchParams();
  if (view.text) given.set("q", view.text);
  for (const key of single) if (view[key]) given.set(key, view[key]);
  for (const key of ["from", "to"]) if (view[key] !== null) given.set(key, inputTime(view[key]));
  if (view.sort !== "severity" || !view.down) {
    given.set("sort", view.sort);
    given.set("dir", view.down ? "down" : "up");
  }
  if (view.page) given.set("page", view.page + 1);
  if (view.open) given.set("row", view.open);
  written = given.toString();
  history.replaceState(null, "", "#" + written);
}

const lowered = text => text.toLowerCase();
const orders = {
  severity: i => severities.indexOf(severityOf(i)) * 1000 + R.score[i],
  score: i => R.score[i], time: i => R.f[i], detection: i => lowered(detections[R.d[i]].name),
  object: i => lowered(objectsOf(i).join(" ")), host: i => lowered(textOf("h", i)),
  user: i => lowered(textOf("u", i)), command: i => lowered(textOf("c", i) || textOf("p", i)),
  events: i => R.k[i],
};

function fits(i) {
  const detection = detections[R.d[i]];
  if (view.severity && detection.severity !== view.severity) return false;
  if (view.type && detection.type !== view.type) return false;
  if (view.detection && detection.name !== view.detection) return false;
  if (view.technique && !detection.techniques.includes(view.technique)) return false;
  if (view.tactic && !facts.tactic(i).includes(view.tactic)) return false;
  if (view.object && !objectsOf(i).includes(view.object)) return false;
  return terms.every(term => holds(term, i));
}

const inTime = i =>
  (view.from === null || R.l[i] >= view.from) && (view.to === null || R.f[i] <= view.to);

let run = 0;
/** Chooses the rows anew and draws all that depends on them. */
async function select(keepsPage) {
  const own = ++run;
  terms = parseQuery(view.text);
  if (terms.length && !cellBlocks.length) byId("shown").textContent = "Searching …";
  if (terms.length) await loadAllCells();
  if (own !== run) return;
  anyTime = all.filter(fits);
  list = anyTime.filter(inTime);
  arrange();
  if (!keepsPage) view.page = 0;
  drawAll();
}

function arrange() {
  const keys = new Array(all.length);
  for (const i of list) keys[i] = orders[view.sort](i);
  list.sort((a, b) => {
    const x = keys[a], y = keys[b];
    if (x < y) return view.down ? 1 : -1;
    if (x > y) return view.down ? -1 : 1;
    return R.f[a] - R.f[b] || a - b;
  });
}

function drawAll() {
  showFilters();
  drawTimeline();
  drawMatrix();
  drawObjects();
  drawDetections();
  drawRows();
}

function filter(change) {
  Object.assign(view, change);
  return select(false);
}

function showFilters() {
  byId("search").value = view.text;
  for (const key of single) byId("by-" + key).value = view[key];
  byId("from").value = inputTime(view.from);
  byId("to").value = inputTime(view.to);
  const isFiltered = view.text || single.some(k => view[k]) || view.from !== null || view.to !== null;
  byId("clear").disabled = !isFiltered;
  byId("count").textContent = isFiltered
    ? number(list.length) + " of " + count(all.length, "row") : count(all.length, "row");
}

function clearFilters() {
  const change = {text: "", from: null, to: null};
  for (const key of single) change[key] = "";
  return filter(change);
}
