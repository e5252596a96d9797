#define _GNU_SOURCE
#include "literal_search.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif
#ifdef RISKD_VECTORSCAN
#include <hs/hs.h>
#endif

enum { GRAM_BITS = 16 };

typedef struct {
    const uint8_t *word;
    uint32_t length;
    int32_t next;
} entry;

struct riskd_literals {
#ifdef RISKD_VECTORSCAN
    hs_database_t *database;
    hs_scratch_t *scratch;
#endif
    uint8_t *bytes;
    entry *entries;
    uint32_t count;
    /// First entry for a hash of the first three bytes of a word, or -1.
    int32_t *heads;
    /// Whether there is one: small enough for the nearest cache.
    uint8_t marks[1 << (GRAM_BITS - 3)];
};

int riskd_literals_has_vectorscan(void) {
#ifdef RISKD_VECTORSCAN
    return 1;
#else
    return 0;
#endif
}

static inline uint8_t lowered(uint8_t byte) {
    return (uint8_t)(byte - 'A') < 26 ? (uint8_t)(byte | 0x20) : byte;
}

static inline uint32_t gram_hash(uint8_t a, uint8_t b, uint8_t c) {
    uint32_t gram = (uint32_t)a << 16 | (uint32_t)b << 8 | c;
    return (gram * 0x9E3779B1u) >> (32 - GRAM_BITS);
}

static inline int is_word(uint8_t byte) {
    return (uint8_t)(lowered(byte) - 'a') < 26 || (uint8_t)(byte - '0') < 10 || byte == '.' ||
           byte == '_' || byte == '-';
}

// MARK: Things that could hide a word

static int hex_value(uint8_t byte) {
    if ((uint8_t)(byte - '0') < 10) return byte - '0';
    uint8_t letter = (uint8_t)(lowered(byte) - 'a');
    return letter < 6 ? letter + 10 : -1;
}

/// The length of what stands at `at` and could hide a word; 0 where there is nothing.
static size_t hider(const uint8_t *text, size_t at, size_t count) {
    const uint8_t *p = text + at;
    size_t rest = count - at;
    switch (*p) {
    case '&': return rest >= 2 && p[1] == '#' ? 2 : 0;
    case '<': return rest >= 2 && (p[1] == '!' || p[1] == '?') ? 2 : 0;
    // Letters whose lower case is ASCII: U+0130, U+212A.
    case 0xC4: return rest >= 2 && p[1] == 0xB0 ? 2 : 0;
    case 0xE2: return rest >= 3 && p[1] == 0x84 && p[2] == 0xAA ? 3 : 0;
    case '\\': break;
    default: return 0;
    }
    if (rest >= 6 && lowered(p[1]) == 'u') {
        int unit = 0;
        for (int index = 2; index < 6; index++) {
            int digit = hex_value(p[index]);
            if (digit < 0) return 0;
            unit = unit << 4 | digit;
        }
        int hides = unit == 0x22 || unit == 0x130 || unit == 0x212A ||
                    (unit < 0x80 && is_word((uint8_t)unit));
        return hides ? 6 : 0;
    }
    // A quote within a word: a mapping may take quotes out.
    if (rest >= 2 && p[1] == '"' && at > 0 && is_word(text[at - 1])) {
        size_t end = 2;
        while (end + 1 < rest && p[end] == '\\' && p[end + 1] == '"') end += 2;
        return end < rest && is_word(p[end]) ? end + 1 : 0;
    }
    return 0;
}

#ifdef RISKD_VECTORSCAN
static void escape(const uint8_t *word, uint32_t length, char *out) {
    static const char digits[] = "0123456789abcdef";
    for (uint32_t index = 0; index < length; index++) {
        *out++ = '\\';
        *out++ = 'x';
        *out++ = digits[word[index] >> 4];
        *out++ = digits[word[index] & 15];
    }
    *out = 0;
}

static int compile(riskd_literals *literals) {
    uint32_t count = literals->count;
    const char **expressions = calloc(count, sizeof *expressions);
    unsigned *flags = calloc(count, sizeof *flags);
    unsigned *ids = calloc(count, sizeof *ids);
    size_t room = 0;
    for (uint32_t index = 0; index < literals->count; index++)
        room += literals->entries[index].length * 4 + 1;
    char *text = malloc(room + 1);
    int done = 0;
    if (expressions && flags && ids && text) {
        char *next = text;
        for (uint32_t index = 0; index < count; index++) {
            ids[index] = index;
            flags[index] = HS_FLAG_CASELESS;
            const entry *word = &literals->entries[index];
            escape(word->word, word->length, next);
            expressions[index] = next;
            next += word->length * 4 + 1;
        }
        hs_compile_error_t *error = NULL;
        done = hs_compile_multi(expressions, flags, ids, count, HS_MODE_BLOCK, NULL,
                                &literals->database, &error) == HS_SUCCESS &&
               hs_alloc_scratch(literals->database, &literals->scratch) == HS_SUCCESS;
        if (error) hs_free_compile_error(error);
    }
    free(text);
    free(ids);
    free(flags);
    free(expressions);
    return done;
}
#endif

riskd_literals *riskd_literals_create(const uint8_t *words, const uint32_t *lengths,
                                      uint32_t count, int is_portable) {
    size_t total = 0;
    for (uint32_t index = 0; index < count; index++) total += lengths[index];
    riskd_literals *literals = calloc(1, sizeof *literals);
    if (!literals) return NULL;
    literals->bytes = malloc(total + 1);
    literals->entries = calloc(count + 1, sizeof *literals->entries);
    literals->heads = malloc((sizeof *literals->heads) << GRAM_BITS);
    if (!literals->bytes || !literals->entries || !literals->heads) {
        riskd_literals_destroy(literals);
        return NULL;
    }
    memcpy(literals->bytes, words, total);
    literals->count = count;
    memset(literals->heads, 0xFF, (sizeof *literals->heads) << GRAM_BITS);
    const uint8_t *word = literals->bytes;
    for (uint32_t index = 0; index < count; index++) {
        uint32_t hash = gram_hash(word[0], word[1], word[2]);
        int32_t *head = &literals->heads[hash];
        literals->marks[hash >> 3] |= (uint8_t)(1 << (hash & 7));
        literals->entries[index] = (entry){word, lengths[index], *head};
        *head = (int32_t)index;
        word += lengths[index];
    }
#ifdef RISKD_VECTORSCAN
    // Where the library refuses (a processor it does not know) the table does the work.
    if (!is_portable && count && !compile(literals)) {
        hs_free_database(literals->database);
        literals->database = NULL;
    }
#else
    (void)is_portable;
#endif
    return literals;
}

void riskd_literals_destroy(riskd_literals *literals) {
    if (!literals) return;
#ifdef RISKD_VECTORSCAN
    hs_free_scratch(literals->scratch);
    hs_free_database(literals->database);
#endif
    free(literals->heads);
    free(literals->entries);
    free(literals->bytes);
    free(literals);
}

typedef struct {
    uint32_t *ends;
    size_t count;
    size_t capacity;
} hits;

static int add(hits *hits, size_t end) {
    if (hits->count && hits->ends[hits->count - 1] == end) return 0;
    if (hits->count == hits->capacity) return 1;
    hits->ends[hits->count++] = (uint32_t)end;
    return 0;
}

#ifdef RISKD_VECTORSCAN
static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context) {
    (void)id, (void)from, (void)flags;
    return add(context, (size_t)to);
}
#endif

static int compare_ends(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/// What `mask` says of the bytes from `index` on may hide a word; nonzero when there is too much.
static int add_hiders(const uint8_t *text, size_t index, size_t count, unsigned mask, hits *found) {
    while (mask) {
        size_t at = index + (unsigned)__builtin_ctz(mask);
        size_t length = hider(text, at, count);
        if (length && add(found, at + length)) return 1;
        mask &= mask - 1;
    }
    return 0;
}

#ifdef __SSE2__
/// Thirty-two bytes at a time, for processors that can. A bit stands for each pair of a first byte and the
/// byte behind it; which of them a byte can be, its two halves tell together.
///
/// - Returns: How far it came; SIZE_MAX when there is too much.
__attribute__((target("avx2"))) static size_t find_hiders_wide(const uint8_t *text, size_t count,
                                                               hits *found) {
    enum { REFERENCE = 1, BANG = 2, QUESTION = 4, QUOTE = 8, UNICODE = 16, DOTTED_I = 32, KELVIN = 64 };
#define BOTH(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
    const __m256i low = _mm256_set1_epi8(15);
    // & 26, < 3C, backslash 5C, C4, E2
    const __m256i first_low = BOTH(0, 0, KELVIN, 0, DOTTED_I, 0, REFERENCE, 0, 0, 0, 0, 0,
                                   BANG | QUESTION | QUOTE | UNICODE, 0, 0, 0);
    const __m256i first_high = BOTH(0, 0, REFERENCE, BANG | QUESTION, 0, QUOTE | UNICODE, 0, 0, 0, 0, 0,
                                    0, DOTTED_I, 0, KELVIN, 0);
    // # 23, ! 21, ? 3F, " 22, u 75, U 55, B0, 84
    const __m256i second_low = BOTH(DOTTED_I, BANG, QUOTE, REFERENCE, KELVIN, UNICODE, 0, 0, 0, 0, 0, 0,
                                    0, 0, 0, QUESTION);
    const __m256i second_high = BOTH(0, 0, REFERENCE | BANG | QUOTE, QUESTION, 0, UNICODE, 0, UNICODE,
                                     KELVIN, 0, 0, DOTTED_I, 0, 0, 0, 0);
#undef BOTH
    size_t index = 0;
    for (; index + 33 <= count; index += 32) {
        __m256i one = _mm256_loadu_si256((const __m256i *)(text + index));
        __m256i two = _mm256_loadu_si256((const __m256i *)(text + index + 1));
        __m256i first = _mm256_and_si256(
            _mm256_shuffle_epi8(first_low, _mm256_and_si256(one, low)),
            _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(one, 4), low)));
        __m256i second = _mm256_and_si256(
            _mm256_shuffle_epi8(second_low, _mm256_and_si256(two, low)),
            _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(two, 4), low)));
        __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(first, second), _mm256_setzero_si256());
        unsigned mask = ~(unsigned)_mm256_movemask_epi8(none);
        if (mask && add_hiders(text, index, count, mask, found)) return SIZE_MAX;
    }
    return index;
}
#endif

/// All things that could hide a word.
static int find_hiders(const uint8_t *text, size_t count, hits *found) {
    size_t index = 0;
#ifdef __SSE2__
    if (__builtin_cpu_supports("avx2")) {
        index = find_hiders_wide(text, count, found);
        if (index == SIZE_MAX) return 0;
    }
    const __m128i and = _mm_set1_epi8('&'), hash = _mm_set1_epi8('#');
    const __m128i less = _mm_set1_epi8('<'), bang = _mm_set1_epi8('!');
    const __m128i question = _mm_set1_epi8('?'), slash = _mm_set1_epi8('\\');
    const __m128i quote = _mm_set1_epi8('"'), letter = _mm_set1_epi8('u');
    const __m128i fold = _mm_set1_epi8(0x20);
    const __m128i c4 = _mm_set1_epi8((char)0xC4), b0 = _mm_set1_epi8((char)0xB0);
    const __m128i e2 = _mm_set1_epi8((char)0xE2), b84 = _mm_set1_epi8((char)0x84);
    for (; index + 17 <= count; index += 16) {
        __m128i one = _mm_loadu_si128((const __m128i *)(text + index));
        __m128i two = _mm_loadu_si128((const __m128i *)(text + index + 1));
        __m128i any = _mm_and_si128(_mm_cmpeq_epi8(one, and), _mm_cmpeq_epi8(two, hash));
        any = _mm_or_si128(
            any, _mm_and_si128(_mm_cmpeq_epi8(one, less),
                               _mm_or_si128(_mm_cmpeq_epi8(two, bang),
                                            _mm_cmpeq_epi8(two, question))));
        any = _mm_or_si128(
            any, _mm_and_si128(_mm_cmpeq_epi8(one, slash),
                               _mm_or_si128(_mm_cmpeq_epi8(two, quote),
                                            _mm_cmpeq_epi8(_mm_or_si128(two, fold), letter))));
        any = _mm_or_si128(any, _mm_and_si128(_mm_cmpeq_epi8(one, c4), _mm_cmpeq_epi8(two, b0)));
        any = _mm_or_si128(any, _mm_and_si128(_mm_cmpeq_epi8(one, e2), _mm_cmpeq_epi8(two, b84)));
        unsigned mask = (unsigned)_mm_movemask_epi8(any);
        if (mask && add_hiders(text, index, count, mask, found)) return 0;
    }
#endif
    for (; index < count; index++) {
        size_t length = hider(text, index, count);
        if (length && add(found, index + length)) return 0;
    }
    return 1;
}

static int find_words(const riskd_literals *literals, const uint8_t *text, size_t count,
                      hits *found) {
    if (!literals->count) return 1;
    uint8_t a = 0, b = 0;
    for (size_t index = 0; index < count; index++) {
        uint8_t c = lowered(text[index]);
        uint32_t hash = gram_hash(a, b, c);
        a = b;
        b = c;
        if (!(literals->marks[hash >> 3] >> (hash & 7) & 1)) continue;
        int32_t next = literals->heads[hash];
        for (; next >= 0 && index >= 2; next = literals->entries[next].next) {
            const entry *word = &literals->entries[next];
            size_t start = index - 2;
            if (count - start < word->length) continue;
            uint32_t same = 0;
            while (same < word->length && lowered(text[start + same]) == word->word[same]) same++;
            if (same == word->length && add(found, start + same)) return 0;
        }
    }
    return 1;
}

size_t riskd_literals_search(riskd_literals *literals, const uint8_t *text, size_t count,
                             uint32_t *ends, size_t capacity) {
    hits found = {ends, 0, capacity};
    if (count > UINT32_MAX / 2 || !find_hiders(text, count, &found)) return SIZE_MAX;
    int done = -1;
#ifdef RISKD_VECTORSCAN
    if (literals->database)
        done = hs_scan(literals->database, (const char *)text, (unsigned)count, 0,
                       literals->scratch, on_match, &found) == HS_SUCCESS;
#endif
    if (done < 0) done = find_words(literals, text, count, &found);
    if (!done) return SIZE_MAX;
    // Two lists in a row, and words of different lengths may end out of order.
    qsort(found.ends, found.count, sizeof *found.ends, compare_ends);
    return found.count;
}

// MARK: Whole records

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

int riskd_is_whole_record(const uint8_t *line, size_t count) {
    while (count > 0 && line[count - 1] <= ' ') count--;
    if (count < 2) return 0;
    if (line[0] == '{') return line[count - 1] == '}' && names_time(line, count);
    static const char open[] = "<Event", close[] = "</Event>";
    if (count < sizeof open + sizeof close || memcmp(line, open, sizeof open - 1) != 0 ||
        (line[6] != ' ' && line[6] != '>'))
        return 0;
    return FIND(line, count, close) == line + count - (sizeof close - 1) &&
           FIND(line, count, "SystemTime") != NULL;
}

const uint8_t *riskd_last(const uint8_t *text, uint8_t byte, size_t count) {
    return memrchr(text, byte, count);
}

// MARK: What a record is

/// What a place says that could name a record's kind.
typedef enum { OTHER, NOTHING, MAYBE } verdict;

static size_t skip_blanks(const uint8_t *text, size_t at, size_t count) {
    while (at < count && text[at] <= 0x20) at++;
    return at;
}

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
static verdict element(const uint8_t *text, size_t at, size_t count, const uint16_t *ids,
                       size_t id_count) {
    uint8_t before = at ? text[at - 1] : 0;
    // With a prefix, it is read as well; otherwise only a tag begins so.
    if (before == ':') return MAYBE;
    if (before != '<') return NOTHING;
    at += sizeof "EventID" - 1;
    if (at < count && text[at] != '>' && text[at] > 0x20)
        return text[at] == '/' ? MAYBE : NOTHING;
    const uint8_t *close = memchr(text + at, '>', count - at);
    if (!close) return MAYBE;
    return read_id(text, (size_t)(close - text) + 1, count, ids, id_count, ends_element);
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
        while ((place = FIND(place, count - (size_t)(place - record), "EventID"))) {
            switch (element(record, (size_t)(place - record), count, ids, id_count)) {
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
