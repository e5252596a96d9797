// Notes of the person who reads: kept in the browser under the identity of the report, and exported.

const verdicts = ["", "true positive", "false positive", "benign", "unclear"];
let notes = {}, notesAreKept = true;

const notesKey = () => "riskd-notes-" + core.id;

function loadNotes() {
  try {
    notes = JSON.parse(localStorage.getItem(notesKey()) || "{}");
  } catch (error) {
    notesAreKept = false;
  }
}

const noteOf = i => notes[R.id[i]] || {};

function setNote(i, change) {
  const note = Object.assign({}, noteOf(i), change);
  if (note.text || note.verdict) notes[R.id[i]] = note;
  else delete notes[R.id[i]];
  try {
    localStorage.setItem(notesKey(), JSON.stringify(notes));
  } catch (error) {
    notesAreKept = false;
  }
  showNotes();
}

function showNotes() {
  const made = Object.keys(notes).length;
  byId("notes").textContent = (made ? count(made, "note") : "No notes yet") +
    (notesAreKept ? "" : ": this browser does not keep them, export them before you close the page");
  byId("export-notes").disabled = !made;
}

/** A file of the notes, each with the row that the note is about. */
async function exportNotes() {
  await loadAllCells();
  const list = all.filter(i => notes[R.id[i]]).map(i => {
    const row = {};
    for (const [name, value] of cells(i)) row[name] = value;
    return {id: R.id[i], detection: detections[R.d[i]].name, detection_id: detections[R.d[i]].id,
      verdict: noteOf(i).verdict || "", note: noteOf(i).text || "", row};
  });
  save("riskd-notes.json", "application/json",
    JSON.stringify({riskd_notes: 1, report: core.id, notes: list}, null, 1));
}

function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], {type}));
  const anchor = el("a", {href: address, download: name});
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// A spreadsheet runs a text that begins like a formula: an apostrophe keeps it a text.
function csvCell(value) {
  let text = String(value);
  if (/^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text))) text = "'" + text;
  return /[",\s]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
}

const exported = [
  ["severity", i => severityOf(i)], ["score", i => R.score[i] < 0 ? "" : R.score[i]],
  ["first", i => time(R.f[i])], ["last", i => time(R.l[i])],
  ["detection", i => detections[R.d[i]].name], ["type", i => detections[R.d[i]].type],
  ["techniques", i => techniquesOf(i).join("; ")], ["objects", i => objectsOf(i).join("; ")],
  ["host", i => textOf("h", i)], ["user", i => textOf("u", i)], ["process", i => textOf("p", i)],
  ["command", i => textOf("c", i)], ["events", i => R.k[i]], ["message", i => textOf("m", i)],
  ["verdict", i => noteOf(i).verdict || ""], ["note", i => noteOf(i).text || ""],
];

function csvOf(list) {
  return [exported.map(e => e[0]).join(",")]
    .concat(list.map(i => exported.map(e => csvCell(e[1](i))).join(","))).join("\r\n") + "\r\n";
}

async function jsonOf(list) {
  await loadAllCells();
  return JSON.stringify(list.map(i => {
    const row = {};
    for (const [name, value] of exported) row[name] = value(i);
    row.columns = {};
    for (const [name, value] of cells(i)) row.columns[name] = value;
    return row;
  }), null, 1);
}
