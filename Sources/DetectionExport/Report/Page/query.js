// The search: words, "words with blanks", column=value, column!=value, score>=50; * stands for any
// run of characters; NOT or - before a term turns it round, and --option is a word. Case does not matter.
// All terms must hold.

const comparisons = [">=", "<=", "!=", "=", ">", "<"];

function tokens(text) {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) || [];
}

function wildcard(text, isWhole) {
  const body = text.split("*").map(part => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*");
  return new RegExp(isWhole ? "^" + body + "$" : body, "i");
}

/** The terms of a search: {column, is, pattern, limit, isNegated}. */
function parseQuery(text) {
  const terms = [];
  let isNegated = false;
  for (const token of tokens(text)) {
    if (token === "NOT") {
      isNegated = !isNegated;
      continue;
    }
    let rest = token;
    if (/^(-[^-=]|![^=])/.test(rest)) {
      isNegated = !isNegated;
      rest = rest.slice(1);
    }
    terms.push(term(rest, isNegated));
    isNegated = false;
  }
  return terms;
}

function term(text, isNegated) {
  const named = /^([A-Za-z_][\w.]*)(>=|<=|!=|=|>|<)(.*)$/s.exec(text);
  const plain = value => value.replace(/"/g, "");
  if (!named) return {column: null, pattern: wildcard(plain(text), false), isNegated};
  const [, column, is, value] = named;
  const term = {column, is, isNegated: is === "!=" ? !isNegated : isNegated};
  if (is === "=" || is === "!=") term.pattern = wildcard(plain(value), true);
  else term.limit = Number(plain(value));
  return term;
}

/** What a row is asked by other names than those of its columns. */
const facts = {
  severity: i => [severityOf(i)], score: i => R.score[i] < 0 ? [] : [String(R.score[i])],
  detection: i => [detections[R.d[i]].name], type: i => [detections[R.d[i]].type],
  technique: i => techniquesOf(i).concat(techniquesOf(i).map(techniqueName)),
  tactic: i => [...new Set([].concat(...techniquesOf(i).map(tacticsOf)))].map(t => core.tactics[t]),
  object: i => R.o[i].filter((_, at) => at % 2 === 0).map(o => objects[o][1]),
  host: i => [textOf("h", i)], user: i => [textOf("u", i)], command: i => [textOf("c", i)],
  message: i => [textOf("m", i)], events: i => [String(R.k[i])],
  notable: i => [R.x[i] & flagNotable ? "yes" : "no"],
  verdict: i => [noteOf(i).verdict || ""], note: i => [noteOf(i).text || ""],
};

function valuesOf(column, i) {
  const found = cells(i).find(c => c[0] === column);
  if (found) return [].concat(found[1]);
  return facts[column] ? facts[column](i) : [];
}

const wordsOfRows = [];
function wordsOf(i) {
  if (wordsOfRows[i] === undefined)
    wordsOfRows[i] = [detections[R.d[i]].name, textOf("m", i), objectsOf(i).join(" "),
      textOf("c", i), techniquesOf(i).join(" ")]
      .concat(cells(i).map(c => c[0] + "=" + [].concat(c[1]).join(" "))).join("\n");
  return wordsOfRows[i];
}

const compare = {
  ">=": (a, b) => a >= b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, "<": (a, b) => a < b,
};

function holds(term, i) {
  let found;
  if (term.column === null) found = term.pattern.test(wordsOf(i));
  else if (term.pattern) found = valuesOf(term.column, i).some(v => term.pattern.test(v));
  else
    found = valuesOf(term.column, i)
      .some(v => v !== "" && compare[term.is](Number(v), term.limit));
  return found !== term.isNegated;
}
