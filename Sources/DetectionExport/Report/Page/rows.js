// The tables: of detections, and of rows, a page at a time, so that thirty thousand rows are no more
// work than a hundred.

const byDetection = {sort: "severity", down: true};

function sortable(head, state, draw) {
  for (const th of head.querySelectorAll("th[data-sort]")) {
    const key = th.dataset.sort;
    th.setAttribute("aria-sort", key !== state.sort ? "none" : state.down ? "descending" : "ascending");
    th.querySelector("button").onclick = () => {
      const isText = th.dataset.text !== undefined;
      state.down = state.sort === key ? !state.down : !isText;
      state.sort = key;
      draw();
    };
  }
}

function heading(key, title, isNumber, isText) {
  const attributes = {scope: "col", "data-sort": key};
  if (isNumber) attributes["class"] = "n";
  if (isText) attributes["data-text"] = "";
  return el("th", attributes, el("button", {"class": "plain", type: "button"}, title));
}

const badge = severity => el("span", {"class": "badge e" + severities.indexOf(severity)},
  severity === "informational" ? "info" : severity);

function cell(content, name, isNumber, kind) {
  const node = el("td", {"class": (isNumber ? "n " : "") + (kind || "")});
  node.append(...[].concat(content));
  if (name) node.setAttribute("data-name", name);
  return node;
}

function drawDetections() {
  const found = new Map();
  for (const i of list) {
    const d = R.d[i];
    if (!found.has(d))
      found.set(d, {d, rows: 0, notables: 0, objects: new Set(), first: Infinity, last: -Infinity});
    const fact = found.get(d);
    fact.rows++;
    if (R.x[i] & flagNotable) fact.notables++;
    for (let at = 0; at < R.o[i].length; at += 2) fact.objects.add(R.o[i][at]);
    fact.first = Math.min(fact.first, R.f[i]);
    fact.last = Math.max(fact.last, R.l[i]);
  }
  const box = byId("detections");
  if (!found.size) {
    box.replaceChildren(el("p", {"class": "soft"}, "No detection fired."));
    return;
  }
  const key = {
    severity: f => severities.indexOf(detections[f.d].severity) * 1e9 + f.rows,
    name: f => lowered(detections[f.d].name), type: f => detections[f.d].type, rows: f => f.rows,
    notables: f => f.notables, objects: f => f.objects.size, first: f => f.first, last: f => f.last,
  }[byDetection.sort];
  const facts = [...found.values()].sort((a, b) => {
    const x = key(a), y = key(b), order = x < y ? -1 : x > y ? 1 : a.d - b.d;
    return byDetection.down ? -order : order;
  });
  box.replaceChildren(more(facts, 15, "detections", part => {
    const head = el("tr", {}, heading("severity", "Severity"), heading("name", "Detection", false, true),
      heading("type", "Type", false, true), heading("rows", "Rows", true),
      heading("notables", "Notables", true), heading("objects", "Objects", true),
      heading("first", "First"), heading("last", "Last"));
    const body = el("tbody");
    for (const f of part) {
      const own = detections[f.d];
      body.append(el("tr", {}, cell(badge(own.severity), "Severity"),
        cell(button(own.name, () => filter({detection: view.detection === own.name ? "" : own.name}),
          {"class": "plain", title: "Show its rows only", "aria-pressed": String(view.detection === own.name)}),
        "Detection"), cell(own.type, "Type"), cell(number(f.rows), "Rows", true),
        cell(number(f.notables), "Notables", true), cell(number(f.objects.size), "Objects", true),
        cell(time(f.first), "First", false, "when"), cell(time(f.last), "Last", false, "when")));
    }
    const table = el("table", {"class": "stack"}, el("thead", {}, head), body);
    sortable(table, byDetection, drawDetections);
    return table;
  }));
}

function drawRows() {
  const body = byId("rows"), pages = Math.max(1, Math.ceil(list.length / pageRows));
  view.page = Math.min(view.page, pages - 1);
  const from = view.page * pageRows, part = list.slice(from, from + pageRows);
  body.replaceChildren(...part.map(rowLine));
  byId("shown").textContent = list.length ? "Rows " + number(from + 1) + "–" +
    number(from + part.length) + " of " + number(list.length) : "No row fits.";
  byId("back").disabled = view.page === 0;
  byId("on").disabled = view.page >= pages - 1;
  for (const id of ["csv", "json"]) byId(id).disabled = !list.length;
  sortable(byId("rows-head"), view, () => {
    arrange();
    view.page = 0;
    drawRows();
  });
  if (view.open) {
    const i = part.find(i => R.id[i] === view.open);
    if (i !== undefined) openRow(body.querySelector("tr[data-row=\"" + i + "\"]"), i);
  }
  writeAddress();
}

function rowLine(i) {
  const own = detections[R.d[i]], note = noteOf(i);
  const open = el("button", {"class": "plain", type: "button", "aria-expanded": "false"}, own.name);
  const first = cell(open, "Detection");
  if (R.x[i] & flagNotable) first.append(" ", el("span", {"class": "mark"}, "notable"));
  if (R.x[i] & flagLate) first.append(" ", el("span", {"class": "mark"}, "late, revision " + R.r[i]));
  if (note.verdict || note.text)
    first.append(" ", el("span", {"class": "mark"}, note.verdict || "note"));
  const ran = textOf("c", i) || textOf("p", i);
  // A correlation is about no process: its message says what it is about.
  const what = ran ? el("code", {}, ran) : el("span", {"class": "soft"}, textOf("m", i));
  const tr = el("tr", {"class": "row", "data-row": i}, cell(badge(own.severity), "Severity"),
    cell(R.score[i] < 0 ? "" : number(R.score[i]), "Score", true),
    cell(time(R.f[i]), "Time", false, "when"), first,
    cell(objectsOf(i).join(", "), "Object", false, "name"), cell(textOf("h", i), "Host", false, "name"),
    cell(textOf("u", i), "User", false, "name"), cell(what, "Process", false, "command"),
    cell(R.k[i] ? number(R.k[i]) : "", "Events", true));
  tr.addEventListener("click", event => {
    if (event.target.closest("a") || String(getSelection())) return;
    if (tr.nextSibling && tr.nextSibling.className === "detail") closeRow(tr);
    else openRow(tr, i);
  });
  return tr;
}

function closeRow(tr) {
  tr.nextSibling.remove();
  tr.querySelector("button[aria-expanded]").setAttribute("aria-expanded", "false");
  view.open = "";
  writeAddress();
}

async function openRow(tr, i) {
  tr.querySelector("button[aria-expanded]").setAttribute("aria-expanded", "true");
  const box = el("td", {colspan: "9"}, el("p", {"class": "soft"}, "Opening …"));
  tr.after(el("tr", {"class": "detail"}, box));
  view.open = R.id[i];
  writeAddress();
  await loadCells(i);
  const behind = await eventsOf(i);
  box.replaceChildren(...detail(i, behind.events, behind.processes));
}
