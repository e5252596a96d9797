// What a row opens to: its columns, what to do about it, the processes and the events behind it.

/** A drill-down with its $column$ tokens filled from a row. */
function filled(text, i) {
  return text.replace(/\$([^\s.$]+)\$/g, (whole, name) => {
    if (name === "info_min_time") return String(R.s[i]);
    if (name === "info_max_time") return String(R.e[i]);
    const found = cells(i).find(c => c[0] === name);
    return found ? [].concat(found[1]).join(", ") : whole;
  });
}

function copyable(text) {
  const pre = el("pre", {tabindex: "0"}, text);
  if (!navigator.clipboard) return pre;
  const copy = button("Copy", () => {
    navigator.clipboard.writeText(text).then(() => { copy.textContent = "Copied"; },
      () => { copy.textContent = "Not copied"; });
  }, {"class": "copy"});
  return el("div", {"class": "copyable"}, pre, copy);
}

function columnsOf(i) {
  const columns = el("dl");
  for (const [name, value] of cells(i)) {
    const text = [].concat(value).join("\n");
    const exact = [].concat(value)[0].replace(/"/g, "*");
    columns.append(el("dt", {}, button(name, () => filter({text: name + "=\"" + exact + "\""}),
      {"class": "plain", title: "Show rows with the same value"})), el("dd", {}, text));
  }
  columns.append(el("dt", {}, "window"), el("dd", {}, time(R.s[i]) + " to " + time(R.e[i]) + " UTC"),
    el("dt", {}, "run"), el("dd", {}, time(R.t[i]) + " UTC"));
  return columns;
}

function noteForm(i) {
  const verdict = el("select", {"aria-label": "Verdict"});
  for (const v of verdicts) verdict.append(el("option", {value: v}, v || "no verdict"));
  verdict.value = noteOf(i).verdict || "";
  const text = el("textarea", {rows: "2", "aria-label": "Note", placeholder: "Note"});
  text.value = noteOf(i).text || "";
  verdict.addEventListener("change", () => setNote(i, {verdict: verdict.value}));
  text.addEventListener("input", later(() => setNote(i, {text: text.value}), 200));
  return el("div", {"class": "note"}, verdict, text);
}

function aboutDetection(own, i) {
  const parts = [];
  const add = (title, ...nodes) => parts.push(el("h3", {}, title), ...nodes);
  if (own.description) add("What it looks for", el("p", {"class": "prose"}, own.description));
  if (own.drilldowns.length) {
    add("How to check");
    for (const [name, search, earliest, latest] of own.drilldowns)
      parts.push(el("p", {"class": "soft"}, filled(name, i) + " (" + filled(earliest, i) + " to " +
        filled(latest, i) + ")"), copyable(filled(search, i)));
  }
  if (own.how) add("What it needs", el("p", {"class": "prose"}, own.how));
  if (own.falsePositives) add("Known false positives", el("p", {"class": "prose"}, own.falsePositives));
  if (own.techniques.length) {
    const items = own.techniques.map(id => el("li", {}, link(techniqueLink(id),
      id + " " + techniqueName(id)), " ", el("span", {"class": "soft"},
      tacticsOf(id).map(t => core.tactics[t]).join(", "))));
    add("ATT&CK", el("ul", {}, ...items));
  }
  if (own.references.length)
    add("References", el("ul", {}, ...own.references.map(r =>
      el("li", {}, /^https?:\/\//i.test(r) ? link(r, r) : r))));
  return parts;
}

function processTree(processes) {
  const tree = el("ol", {"class": "tree"});
  for (const [depth, kind, name, command, pid, at] of processes) {
    const soft = text => el("span", {"class": "soft"}, text);
    const item = el("li", kind === 1 ? {"class": "hit"} : {}, name || "(no name)",
      pid ? soft(" pid " + pid) : null, at ? soft(" " + time(at)) : null,
      kind === 2 ? soft(" its own creation is not in these logs") : null,
      kind === 3 ? soft(" and further children") : null,
      command ? el("br") : null, command ? el("code", {}, command) : null);
    item.style.marginLeft = depth * 18 + "px";
    tree.append(item);
  }
  return tree;
}

function detail(i, events, processes) {
  const own = detections[R.d[i]];
  const parts = [];
  if (textOf("m", i)) parts.push(el("p", {"class": "message"}, textOf("m", i)));
  parts.push(noteForm(i));
  const facts = el("div", {}, el("h3", {}, "Row"), columnsOf(i));
  if (processes.length)
    facts.append(el("h3", {}, "Processes, from parent to child"), processTree(processes));
  parts.push(el("div", {"class": "halves"}, facts, el("div", {}, ...aboutDetection(own, i))));
  parts.push(el("h3", {}, events.length < R.k[i] ? "The first " + events.length + " of " +
    count(R.k[i], "event") : "Events"));
  for (const [file, offset, text] of events)
    parts.push(el("p", {"class": "soft"}, core.files[file] + " at byte " + number(offset)), copyable(text));
  if (!events.length)
    parts.push(el("p", {"class": "soft"}, R.k[i] ? "They are not kept in this report."
      : "No event of the logs stands for this row alone."));
  return parts;
}
