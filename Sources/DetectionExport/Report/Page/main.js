// Starts the page: fills the filters, listens, and shows the view that the address names.

function options(id, values, label) {
  const select = byId(id);
  select.append(el("option", {value: ""}, "all"));
  for (const value of values) select.append(el("option", {value}, label ? label(value) : value));
  const key = id.slice("by-".length);
  select.addEventListener("change", () => filter({[key]: select.value}));
}

function fillFilters() {
  const used = new Set(R.d);
  const fired = detections.filter((_, d) => used.has(d));
  options("by-severity", severities.slice().reverse().filter(s => fired.some(d => d.severity === s)));
  options("by-type", [...new Set(fired.map(d => d.type))].sort());
  const ids = [...new Set([].concat(...fired.map(d => d.techniques)))].sort();
  const tactics = new Set([].concat(...ids.map(tacticsOf)));
  options("by-tactic", core.tactics.filter((_, t) => tactics.has(t)));
  options("by-technique", ids, id => (id + " " + techniqueName(id)).trim());
  options("by-detection", fired.map(d => d.name).sort());
  options("by-object", [...new Set(objects.map((_, o) => objectName(o)))].sort());
}

function listen() {
  const search = byId("search");
  search.addEventListener("input", later(() => filter({text: search.value}), 150));
  for (const id of ["from", "to"])
    byId(id).addEventListener("change", event => filter({[id]: seconds(event.target.value)}));
  byId("clear").addEventListener("click", clearFilters);
  const turn = by => {
    view.page += by;
    view.open = "";
    drawRows();
    byId("rows-title").scrollIntoView();
  };
  byId("back").addEventListener("click", () => turn(-1));
  byId("on").addEventListener("click", () => turn(1));
  byId("csv").addEventListener("click", () => save("riskd-rows.csv", "text/csv", csvOf(list)));
  byId("json").addEventListener("click", async () =>
    save("riskd-rows.json", "application/json", await jsonOf(list)));
  byId("export-notes").addEventListener("click", exportNotes);
  addEventListener("resize", later(drawTimeline, 150));
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === written) return;
    readAddress();
    select(true);
  });
  document.addEventListener("keydown", keys);
}

/** / searches, j and k go along the rows, Enter opens one, Escape leaves the field. */
function keys(event) {
  const isField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape" && isField) event.target.blur();
  if (isField || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
  }
  if (event.key !== "j" && event.key !== "k") return;
  const buttons = [...document.querySelectorAll("#rows tr.row button[aria-expanded]")];
  const at = buttons.indexOf(document.activeElement);
  const next = event.key === "j" ? at + 1 : at < 0 ? 0 : at - 1;
  if (buttons[next]) buttons[next].focus();
}

async function start() {
  await load();
  loadNotes();
  readAddress();
  fillFilters();
  listen();
  showNotes();
  await select(true);
  document.documentElement.dataset.ready = "yes";
}

start().catch(error => {
  byId("shown").textContent = "The rows cannot be shown: " + error.message +
    ". This page needs a browser of 2023 or later.";
});
