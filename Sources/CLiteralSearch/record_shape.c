#define _GNU_SOURCE
#include <string.h>

#include "Fast/find.h"
#include "literal_search.h"
#include "text.h"

#define FIND(text, count, word) riskd_find(text, count, word, sizeof word - 1)

/// Looks for one of some names, the one that was found last before the others.
static int names_time(const uint8_t *line, size_t count, const char *times, size_t *last) {
    const char *first = times + *last;
    if (*first && riskd_find(line, count, first, strlen(first))) return 1;
    for (const char *name = times; *name; name += strlen(name) + 1) {
        if (name == first || !riskd_find(line, count, name, strlen(name))) continue;
        *last = (size_t)(name - times);
        return 1;
    }
    return 0;
}

static size_t skip_blanks(const uint8_t *text, size_t at, size_t count) {
    while (at < count && text[at] <= 0x20) at++;
    return at;
}

/// Whether another event opens behind the first tag: what stands before it was cut off. The line ends with
/// `</Event>`, so that a byte stands behind each name.
static int is_cut(const uint8_t *line, size_t count) {
    static const char open[] = "<Event";
    const uint8_t *place = line;
    while ((place = FIND(place + 1, count - (size_t)(place + 1 - line), open))) {
        uint8_t next = place[sizeof open - 1];
        if (next <= 0x20 || next == '>' || next == '/') return 1;
    }
    return 0;
}

int riskd_is_whole_record(const uint8_t *line, size_t count, const riskd_identifiers *identifiers,
                          size_t *time) {
    while (count > 0 && line[count - 1] <= ' ') count--;
    if (count < 2) return 0;
    if (line[0] == '{') {
        // Any other brace is of a header, behind which an event may begin that goes on in the next line.
        uint8_t next = line[skip_blanks(line, 1, count)];
        return (next == '"' || next == '}') && line[count - 1] == '}' &&
               names_time(line, count, identifiers->times, time);
    }
    static const char open[] = "<Event", close[] = "</Event>";
    if (count < sizeof open + sizeof close || memcmp(line, open, sizeof open - 1) != 0 ||
        (line[6] != ' ' && line[6] != '>'))
        return 0;
    return FIND(line, count, close) == line + count - (sizeof close - 1) &&
           FIND(line, count, "SystemTime") != NULL && !is_cut(line, count);
}

const uint8_t *riskd_last(const uint8_t *text, uint8_t byte, size_t count) {
    return memrchr(text, byte, count);
}

// MARK: What a record is

/// What a place says that could name a record's kind.
typedef enum { OTHER, NOTHING, MAYBE } verdict;

/// Reads an id at `at`, which `end` or a blank must follow. Bits above the sixteenth are qualifiers.
static verdict read_id(const uint8_t *text, size_t at, size_t count, const uint16_t *ids,
                       size_t id_count, int (*ends)(const uint8_t *, size_t, size_t)) {
    uint32_t number = 0;
    size_t digits = 0;
    for (; at < count && (uint8_t)(text[at] - '0') < 10; at++, digits++) {
        if (digits == 9) return MAYBE;
        number = number * 10 + (uint32_t)(text[at] - '0');
    }
    if (!digits || !ends(text, at, count)) return MAYBE;
    for (size_t index = 0; index < id_count; index++)
        if (ids[index] == (number & 0xFFFF)) return MAYBE;
    return OTHER;
}

static int ends_element(const uint8_t *text, size_t at, size_t count) {
    return at + 1 < count && text[at] == '<' && text[at + 1] == '/';
}

static int ends_value(const uint8_t *text, size_t at, size_t count) {
    return at < count &&
           (text[at] == '"' || text[at] == ',' || text[at] == '}' || text[at] <= 0x20);
}

/// `<EventID …>13</EventID>`, where the element's name stands at `at`.
///
/// - close: Where the last tag ended that was looked at: tags that never end, one behind the other,
///   have one and the same end, which is looked for once.
static verdict element(const uint8_t *text, size_t at, size_t count,
                       const riskd_identifiers *identifiers, size_t *close) {
    uint8_t before = at ? text[at - 1] : 0;
    // With a prefix, it is read as well; otherwise only a tag begins so.
    if (before == ':') return MAYBE;
    if (before != '<') return NOTHING;
    at += strlen(identifiers->id_element);
    if (at < count && text[at] != '>' && text[at] > 0x20)
        return text[at] == '/' ? MAYBE : NOTHING;
    if (*close < at) {
        const uint8_t *place = memchr(text + at, '>', count - at);
        if (!place) return MAYBE;
        *close = (size_t)(place - text);
    }
    return read_id(text, *close + 1, count, identifiers->ids, identifiers->id_count, ends_element);
}

/// Whether a list of names, each ended by a NUL and the last by two, has one.
///
/// - mayEnd: Whether a text that ends with a long name counts, as flattened keys do.
static int is_listed(const char *names, const char *text, size_t length, int may_end) {
    for (; *names; names += strlen(names) + 1) {
        size_t count = strlen(names);
        if (length == count ? memcmp(text, names, count) == 0
                            : may_end && count > 4 && length > count &&
                                  memcmp(text + length - count, names, count) == 0)
            return 1;
    }
    return 0;
}

/// Longer keys hold nothing that is looked for.
enum { KEY_BYTES_MAX = 96 };

/// The last part of the key that ends before `end`, in lower case and without separators.
///
/// - Returns: Its length; 0 where no quote opens it, or it is too long.
static size_t folded_key(const uint8_t *text, size_t end, char *out) {
    size_t start = end;
    while (start > 0 && text[start - 1] != '"') {
        if (end - start == KEY_BYTES_MAX) return 0;
        start--;
    }
    if (start == 0) return 0;
    size_t length = 0;
    for (; start < end; start++) {
        uint8_t byte = lowered(text[start]);
        if (byte == '.') length = 0;
        else if (byte != '_' && byte != '-' && byte != '#' && byte != ' ') out[length++] = (char)byte;
    }
    return length;
}

/// The value of a type of event, compared with those that count.
static verdict read_type(const uint8_t *text, size_t at, size_t count, const char *types) {
    if (text[at] != '"') return MAYBE;
    char type[KEY_BYTES_MAX];
    size_t length = 0;
    for (at++; at < count && text[at] != '"'; at++) {
        if (length == sizeof type || text[at] == '\\') return MAYBE;
        type[length++] = (char)lowered(text[at]);
    }
    return is_listed(types, type, length, 0) ? MAYBE : OTHER;
}

/// What the quote at `at` says, where it closes a key: of an object within a text, whose quotes are
/// escaped, that there may be anything.
static verdict member(const uint8_t *text, size_t at, size_t count, const riskd_identifiers *identifiers) {
    char key[KEY_BYTES_MAX + 1];
    size_t end = at;
    while (end > 0 && text[end - 1] == '\\') end--;
    size_t length = folded_key(text, end, key);
    if (!length) return NOTHING;
    int is_id = is_listed(identifiers->id_keys, key, length, 1);
    if (!is_id && !is_listed(identifiers->type_keys, key, length, 1)) return NOTHING;
    if (end < at) return MAYBE;
    size_t value = skip_blanks(text, at + 1, count);
    if (value == count || text[value] != ':') return NOTHING;
    value = skip_blanks(text, value + 1, count);
    if (value == count) return NOTHING;
    if (!is_id) return read_type(text, value, count, identifiers->types);
    if (text[value] == '"') value++;
    return read_id(text, value, count, identifiers->ids, identifiers->id_count, ends_value);
}

/// Whether an element with an id may stand as text within JSON, or escaped within XML.
static int has_inner_element(const uint8_t *record, size_t count, const char *name) {
    size_t length = strlen(name);
    const uint8_t *place = record;
    while ((place = riskd_find(place, count - (size_t)(place - record), name, length))) {
        uint8_t before = place > record ? lowered(place[-1]) : 0;
        // `<`, a prefix, `&lt;`, `\u003c`
        if (before == '<' || before == ':' || before == ';' || before == 'c') return 1;
        place++;
    }
    return 0;
}

int riskd_may_be_event(const uint8_t *record, size_t count, const riskd_identifiers *identifiers) {
    size_t start = skip_blanks(record, 0, count);
    if (start == count) return 1;
    int is_known = 0;
    if (record[start] == '<') {
        const uint8_t *place = record;
        size_t close = 0, length = strlen(identifiers->id_element);
        while ((place = riskd_find(place, count - (size_t)(place - record), identifiers->id_element, length))) {
            switch (element(record, (size_t)(place - record), count, identifiers, &close)) {
            case MAYBE: return 1;
            case OTHER: is_known = 1; break;
            case NOTHING: break;
            }
            place++;
        }
        return !is_known;
    }
    for (size_t at = 0; (at = riskd_next_key_end(record, at, count)) < count; at++) {
        switch (member(record, at, count, identifiers)) {
        case MAYBE: return 1;
        case OTHER: is_known = 1; break;
        case NOTHING: break;
        }
    }
    return !is_known || has_inner_element(record, count, identifiers->id_element);
}
