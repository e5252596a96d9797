#define _GNU_SOURCE
#include <string.h>

#include "literal_search.h"
#include "text.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

/// The first place of a short text, by its first and last byte at once.
static const uint8_t *find(const uint8_t *text, size_t count, const char *word, size_t length) {
    size_t index = 0;
    if (count < length) return NULL;
#ifdef __SSE2__
    const __m128i first = _mm_set1_epi8(word[0]);
    const __m128i last = _mm_set1_epi8(word[length - 1]);
    for (; index + length + 15 <= count; index += 16) {
        __m128i heads = _mm_loadu_si128((const __m128i *)(text + index));
        __m128i tails = _mm_loadu_si128((const __m128i *)(text + index + length - 1));
        unsigned mask = (unsigned)_mm_movemask_epi8(
            _mm_and_si128(_mm_cmpeq_epi8(heads, first), _mm_cmpeq_epi8(tails, last)));
        while (mask) {
            const uint8_t *place = text + index + (unsigned)__builtin_ctz(mask);
            if (memcmp(place, word, length) == 0) return place;
            mask &= mask - 1;
        }
    }
#endif
    return memmem(text + index, count - index, word, length);
}

#define FIND(text, count, word) find(text, count, word, sizeof word - 1)

static int names_time(const uint8_t *line, size_t count) {
    return FIND(line, count, "\"EventTime\"") || FIND(line, count, "\"@timestamp\"") ||
           FIND(line, count, "\"timestamp\"") || FIND(line, count, "TimeCreated") ||
           FIND(line, count, "TimeGenerated") || FIND(line, count, "SystemTime");
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

int riskd_is_whole_record(const uint8_t *line, size_t count) {
    while (count > 0 && line[count - 1] <= ' ') count--;
    if (count < 2) return 0;
    if (line[0] == '{') {
        // Any other brace is of a header, behind which an event may begin that goes on in the next line.
        uint8_t next = line[skip_blanks(line, 1, count)];
        return (next == '"' || next == '}') && line[count - 1] == '}' && names_time(line, count);
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

/// Reads an id at `at`, which `end` or a blank must follow.
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
        if (ids[index] == number) return MAYBE;
    return OTHER;
}

static int ends_element(const uint8_t *text, size_t at, size_t count) {
    return at + 1 < count && text[at] == '<' && text[at + 1] == '/';
}

static int ends_value(const uint8_t *text, size_t at, size_t count) {
    return at < count &&
           (text[at] == '"' || text[at] == ',' || text[at] == '}' || text[at] <= 0x20);
}

/// `<EventID …>13</EventID>`, where "EventID" stands at `at`.
///
/// - close: Where the last tag ended that was looked at: tags that never end, one behind the other,
///   have one and the same end, which is looked for once.
static verdict element(const uint8_t *text, size_t at, size_t count, const uint16_t *ids,
                       size_t id_count, size_t *close) {
    uint8_t before = at ? text[at - 1] : 0;
    // With a prefix, it is read as well; otherwise only a tag begins so.
    if (before == ':') return MAYBE;
    if (before != '<') return NOTHING;
    at += sizeof "EventID" - 1;
    if (at < count && text[at] != '>' && text[at] > 0x20)
        return text[at] == '/' ? MAYBE : NOTHING;
    if (*close < at) {
        const uint8_t *place = memchr(text + at, '>', count - at);
        if (!place) return MAYBE;
        *close = (size_t)(place - text);
    }
    return read_id(text, *close + 1, count, ids, id_count, ends_element);
}

/// The value of a key whose closing quote stands at `at`; `count` where it is no key.
static size_t value_of_key(const uint8_t *text, size_t at, size_t count) {
    at = skip_blanks(text, at + 1, count);
    return at < count && text[at] == ':' ? skip_blanks(text, at + 1, count) : count;
}

/// `"EventID":13`, where the key's `length` bytes stand at `at`.
static verdict member(const uint8_t *text, size_t at, size_t length, size_t count,
                      const uint16_t *ids, size_t id_count) {
    if (!at || text[at - 1] != '"') return NOTHING;
    size_t value = value_of_key(text, at + length, count);
    if (value == count) return NOTHING;
    if (text[value] == '"') value++;
    return read_id(text, value, count, ids, id_count, ends_value);
}

static verdict sensor_member(const uint8_t *text, size_t at, size_t length, size_t count) {
    static const char wanted[] = "processrollup2";
    if (!at || text[at - 1] != '"') return NOTHING;
    size_t value = value_of_key(text, at + length, count);
    if (value == count) return NOTHING;
    if (text[value] != '"') return MAYBE;
    size_t same = 0;
    while (value + 1 + same < count && same < sizeof wanted - 1 &&
           lowered(text[value + 1 + same]) == (uint8_t)wanted[same])
        same++;
    return same == sizeof wanted - 1 ? MAYBE : OTHER;
}

int riskd_may_be_event(const uint8_t *record, size_t count, const uint16_t *ids, size_t id_count,
                       int takes_sensor) {
    static const char *const keys[] = {"EventID\"", "EventId\"", "event_id\"", "code\"",
                                       "event_simpleName\""};
    size_t start = skip_blanks(record, 0, count);
    if (start == count) return 1;
    int is_known = 0;
    if (record[start] == '<') {
        const uint8_t *place = record;
        size_t close = 0;
        while ((place = FIND(place, count - (size_t)(place - record), "EventID"))) {
            switch (element(record, (size_t)(place - record), count, ids, id_count, &close)) {
            case MAYBE: return 1;
            case OTHER: is_known = 1; break;
            case NOTHING: break;
            }
            place++;
        }
        return !is_known;
    }
    for (size_t key = 0; key < sizeof keys / sizeof *keys; key++) {
        size_t length = strlen(keys[key]);
        const uint8_t *place = record;
        while ((place = find(place, count - (size_t)(place - record), keys[key], length))) {
            size_t at = (size_t)(place - record);
            int is_sensor = key == sizeof keys / sizeof *keys - 1;
            switch (is_sensor ? sensor_member(record, at, length - 1, count)
                              : member(record, at, length - 1, count, ids, id_count)) {
            case MAYBE:
                if (!is_sensor || takes_sensor) return 1;
                is_known = 1;
                break;
            case OTHER: is_known = 1; break;
            case NOTHING: break;
            }
            place++;
        }
    }
    return !is_known;
}
