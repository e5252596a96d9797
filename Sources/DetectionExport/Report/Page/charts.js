// The timeline, the matrix and the risk of objects, all of the rows that fit the filters.

const span = {};
const steps = [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800,
  1209600, 2592000];

function drawTimeline() {
  const box = byId("timeline");
  if (!anyTime.length) {
    box.replaceChildren(el("p", {"class": "soft"}, all.length ? "No row fits." : "Nothing fired."));
    return;
  }
  let from = Infinity, to = -Infinity;
  for (const i of anyTime) {
    if (R.f[i] < from) from = R.f[i];
    if (R.f[i] > to) to = R.f[i];
  }
  const width = Math.max(260, box.clientWidth || 800), height = 170, left = 44, bottom = 22, top = 8;
  const most = Math.max(1, Math.floor((width - left) / 9));
  const step = steps.find(s => (to - from) / s < most) || Math.ceil((to - from) / most / 86400) * 86400;
  const start = Math.floor(from / step) * step, bars = Math.floor((to - start) / step) + 1;
  const bins = Array.from({length: bars}, () => [0, 0, 0, 0, 0]);
  for (const i of anyTime)
    bins[Math.floor((R.f[i] - start) / step)][severities.indexOf(severityOf(i))]++;
  const high = Math.max(...bins.map(b => b.reduce((x, y) => x + y, 0)));
  const svg = shape("svg", {width, height, role: "img", "aria-label":
    "Rows by the time of their first event, from " + time(from) + " to " + time(to) + " UTC"});
  const plot = height - top - bottom, y = v => top + plot * (1 - v / high);
  for (const value of high > 1 ? [0, high] : [0, 1]) {
    svg.append(shape("line", {"class": "rule", x1: left, x2: width, y1: y(value), y2: y(value)}),
      shape("text", {x: left - 6, y: y(value) + 4, "text-anchor": "end"}, number(value)));
  }
  const slot = Math.min(28, (width - left) / bars);
  Object.assign(span, {left, slot, start, step, bars});
  bins.forEach((bin, at) => {
    let below = 0;
    for (let s = 4; s >= 0; s--) {
      if (!bin[s]) continue;
      svg.append(titled(shape("rect", {"class": "s" + s, x: left + at * slot + .5,
        width: Math.max(1, slot - 1), y: y(below + bin[s]),
        height: Math.max(1, y(below) - y(below + bin[s]))}),
      time(start + at * step) + " UTC, " + severities[s] + ": " + count(bin[s], "row")));
      below += bin[s];
    }
  });
  const x = at => left + slot * Math.min(bars, Math.max(0, (at - start) / step));
  const end = start + bars * step;
  const mark = shape("rect", {"class": "brush", y: top, height: plot, x: x(view.from === null ? start : view.from),
    width: Math.max(0, x(view.to === null ? end : view.to) - x(view.from === null ? start : view.from))});
  if (view.from !== null || view.to !== null) svg.append(mark);
  svg.append(shape("text", {x: left, y: height - 6}, time(start).slice(0, 16)));
  if (bars * slot > 280)
    svg.append(shape("text", {x: left + bars * slot, y: height - 6, "text-anchor": "end"},
      time(end).slice(0, 16)));
  svg.addEventListener("pointerdown", event => brush(event, svg, top, plot));
  const unit = step < 60 ? step + " s" : step < 3600 ? step / 60 + " min"
    : step < 86400 ? step / 3600 + " h" : step / 86400 + " d";
  const legend = el("ul", {"class": "legend"});
  for (let s = 4; s >= 0; s--) legend.append(el("li", {}, el("span", {"class": "key s" + s}), severities[s]));
  box.replaceChildren(svg, legend,
    el("p", {"class": "soft"}, "A bar is " + unit + ", by the first event of a row. Drag over bars to " +
      "show their time only; the fields From and To do the same."));
}

/** Dragging over the timeline chooses a time. */
function brush(down, svg, top, plot) {
  const place = event => Math.max(0, Math.min(span.bars,
    (event.clientX - svg.getBoundingClientRect().left - span.left) / span.slot));
  const begun = place(down);
  const mark = shape("rect", {"class": "brush", y: top, height: plot, x: 0, width: 0});
  svg.append(mark);
  svg.setPointerCapture(down.pointerId);
  const move = event => {
    const [a, b] = [begun, place(event)].sort((x, y) => x - y);
    mark.setAttribute("x", span.left + a * span.slot);
    mark.setAttribute("width", (b - a) * span.slot);
  };
  const up = event => {
    svg.removeEventListener("pointermove", move);
    const [a, b] = [begun, place(event)].sort((x, y) => x - y);
    if ((b - a) * span.slot < 4) {
      mark.remove();
      return;
    }
    filter({from: Math.floor(span.start + Math.floor(a) * span.step),
      to: Math.ceil(span.start + Math.ceil(b) * span.step) - 1});
  };
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerup", up, {once: true});
}

function drawMatrix() {
  const found = new Map();
  for (const i of list) for (const id of new Set(techniquesOf(i))) {
    if (!found.has(id)) found.set(id, {rows: 0, worst: 0, detections: new Set()});
    const entry = found.get(id);
    entry.rows++;
    entry.worst = Math.max(entry.worst, severities.indexOf(severityOf(i)));
    entry.detections.add(R.d[i]);
  }
  const box = byId("matrix");
  if (!found.size) {
    box.replaceChildren(el("p", {"class": "soft"}, "No detection that fired names a technique."));
    return;
  }
  const columns = core.tactics.map(() => []), none = [];
  for (const id of [...found.keys()].sort()) {
    const tactics = tacticsOf(id);
    for (const t of tactics) columns[t].push(id);
    if (!tactics.length) none.push(id);
  }
  const grid = el("div", {"class": "matrix"});
  const add = (name, ids, isTactic) => {
    if (!ids.length) return;
    const column = el("div", {"class": "tactic"});
    const rows = ids.reduce((sum, id) => sum + found.get(id).rows, 0);
    column.append(isTactic ? el("h3", {}, button(name, () => filter({tactic: view.tactic === name ? "" : name}),
      {"class": "plain", "aria-pressed": String(view.tactic === name)}), " ",
    el("span", {"class": "soft"}, number(rows))) : el("h3", {}, name));
    for (const id of ids) column.append(technique(id, found.get(id)));
    grid.append(column);
  };
  core.tactics.forEach((name, t) => add(name, columns[t], true));
  add("No tactic known", none, false);
  box.replaceChildren(grid);
}

function technique(id, entry) {
  const name = techniqueName(id);
  const choose = button(id + (name ? " " + name : ""),
    () => filter({technique: view.technique === id ? "" : id}),
    {"class": "plain", "aria-pressed": String(view.technique === id),
      title: [...entry.detections].map(d => detections[d].name).join("\n")});
  return el("div", {"class": "technique e" + entry.worst}, choose, " ",
    el("span", {"class": "soft"}, number(entry.rows)), " ",
    link(techniqueLink(id), "ATT&CK"));
}

/** Object → its risk: each detection counts at most twice its score, and no object has over 100. */
function risks() {
  const found = new Map();
  for (const i of list) {
    if (R.x[i] & flagCorrelation) continue;
    const own = R.o[i];
    for (let at = 0; at < own.length; at += 2) {
      if (!found.has(own[at])) found.set(own[at], {object: own[at], total: 0, parts: new Map(), rows: 0});
      const entry = found.get(own[at]), score = own[at + 1];
      entry.total += score;
      entry.rows++;
      const part = entry.parts.get(R.d[i]) || {high: 0, sum: 0};
      part.high = Math.max(part.high, score);
      part.sum += score;
      entry.parts.set(R.d[i], part);
    }
  }
  for (const entry of found.values()) {
    entry.capped = 0;
    for (const part of entry.parts.values()) entry.capped += Math.min(part.sum, 2 * part.high);
  }
  return [...found.values()].sort((a, b) => b.capped - a.capped || b.total - a.total || a.object - b.object);
}

function drawObjects() {
  const box = byId("objects"), list = risks();
  if (!list.length) {
    box.replaceChildren(el("p", {"class": "soft"}, "No risk was raised."));
    return;
  }
  const high = list[0].capped || 1;
  box.replaceChildren(more(list, 12, "risk objects", part => {
    const bars = el("div", {"class": "bars"});
    for (const entry of part) {
      const name = objectName(entry.object);
      const bar = el("div", {"class": "bar"});
      const parts = [...entry.parts].sort((a, b) => b[1].high - a[1].high || a[0] - b[0]);
      for (const [d, score] of parts) {
        const piece = el("i", {"class": "s" + severities.indexOf(detections[d].severity),
          title: detections[d].name + ": " + number(score.sum)});
        piece.style.width = 100 * Math.min(score.sum, 2 * score.high) / high + "%";
        bar.append(piece);
      }
      bars.append(button(name, () => filter({object: view.object === name ? "" : name}),
        {"class": "plain name", title: "Show its rows only", "aria-pressed": String(view.object === name)}),
      el("b", {"class": "n"}, number(Math.min(100, entry.capped))), bar,
      el("span", {"class": "soft"}, number(entry.total) + " in all, " +
        count(entry.parts.size, "detection") + ", " + count(entry.rows, "row")));
    }
    return bars;
  }));
}
