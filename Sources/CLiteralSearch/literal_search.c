#include "literal_search.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

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

static inline uint32_t gram_hash(uint8_t a, uint8_t b, uint8_t c) {
    uint32_t gram = (uint32_t)a << 16 | (uint32_t)b << 8 | c;
    return (gram * 0x9E3779B1u) >> (32 - GRAM_BITS);
}

#ifdef RISKD_VECTORSCAN
static void let_go_of_library(riskd_literals *literals) {
    hs_free_scratch(literals->scratch);
    hs_free_database(literals->database);
    literals->scratch = NULL;
    literals->database = NULL;
}

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

int riskd_literals_break(riskd_literals *literals) {
#ifdef RISKD_VECTORSCAN
    if (!literals->database) return 0;
    // Without scratch memory each search of the library is an error.
    hs_free_scratch(literals->scratch);
    literals->scratch = NULL;
    return 1;
#else
    (void)literals;
    return 0;
#endif
}

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
    if (!is_portable && count && !compile(literals)) let_go_of_library(literals);
#else
    (void)is_portable;
#endif
    return literals;
}

void riskd_literals_destroy(riskd_literals *literals) {
    if (!literals) return;
#ifdef RISKD_VECTORSCAN
    let_go_of_library(literals);
#endif
    free(literals->heads);
    free(literals->entries);
    free(literals->bytes);
    free(literals);
}

#ifdef RISKD_VECTORSCAN
/// - Returns: Nonzero ends the search.
static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context) {
    (void)id, (void)from, (void)flags;
    return !add_hit(context, (size_t)to);
}
#endif

static int compare_ends(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/// Finds words by the hash of their first three bytes.
///
/// - Returns: Whether there was room for all of them.
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
            if (same == word->length && !add_hit(found, start + same)) return 0;
        }
    }
    return 1;
}

/// Finds words by the library, or by the table where there is none or the library fails: from then on
/// the table does the work, which finds the same.
///
/// - Returns: Whether there was room for all of them.
static int find_words_fast(riskd_literals *literals, const uint8_t *text, size_t count, hits *found) {
#ifdef RISKD_VECTORSCAN
    if (literals->database) {
        size_t before = found->count;
        hs_error_t status = hs_scan(literals->database, (const char *)text, (unsigned)count, 0,
                                    literals->scratch, on_match, found);
        if (status == HS_SUCCESS) return 1;
        if (status == HS_SCAN_TERMINATED) return 0;
        found->count = before;
        let_go_of_library(literals);
    }
#endif
    return find_words(literals, text, count, found);
}

enum riskd_search_status riskd_literals_search(riskd_literals *literals, const uint8_t *text,
                                               size_t count, uint32_t *ends, size_t capacity,
                                               size_t *found_count) {
    hits found = {ends, 0, capacity};
    *found_count = 0;
    // Ends are kept as 32 bits, and the library takes no more.
    if (count > RISKD_SEARCH_BYTES_MAX) return RISKD_SEARCH_TOO_LONG;
    if (!riskd_find_hiders(text, count, &found)) return RISKD_SEARCH_TOO_MANY;
    if (!find_words_fast(literals, text, count, &found)) return RISKD_SEARCH_TOO_MANY;
    // Two lists in a row, and words of different lengths may end out of order.
    qsort(found.ends, found.count, sizeof *found.ends, compare_ends);
    *found_count = found.count;
    return RISKD_SEARCH_DONE;
}
