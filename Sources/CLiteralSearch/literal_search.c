#include "literal_search.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

#ifdef RISKD_VECTORSCAN
#include <hs/hs.h>

struct riskd_literals {
    /// NULL where there are no words: then only what hides words is looked for.
    hs_database_t *database;
    hs_scratch_t *scratch;
};

int riskd_literals_are_available(void) { return 1; }

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

static int compile(riskd_literals *literals, const uint8_t *words, const uint32_t *lengths,
                   uint32_t count) {
    const char **expressions = calloc(count, sizeof *expressions);
    unsigned *flags = calloc(count, sizeof *flags);
    unsigned *ids = calloc(count, sizeof *ids);
    size_t room = 0;
    for (uint32_t index = 0; index < count; index++) room += lengths[index] * 4 + 1;
    char *text = malloc(room + 1);
    int done = 0;
    if (expressions && flags && ids && text) {
        char *next = text;
        for (uint32_t index = 0; index < count; index++) {
            ids[index] = index;
            flags[index] = HS_FLAG_CASELESS;
            escape(words, lengths[index], next);
            expressions[index] = next;
            next += lengths[index] * 4 + 1;
            words += lengths[index];
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

riskd_literals *riskd_literals_create(const uint8_t *words, const uint32_t *lengths,
                                      uint32_t count) {
    riskd_literals *literals = calloc(1, sizeof *literals);
    if (!literals) return NULL;
    if (count && !compile(literals, words, lengths, count)) {
        riskd_literals_destroy(literals);
        return NULL;
    }
    return literals;
}

void riskd_literals_destroy(riskd_literals *literals) {
    if (!literals) return;
    hs_free_scratch(literals->scratch);
    hs_free_database(literals->database);
    free(literals);
}

void riskd_literals_break(riskd_literals *literals) {
    // Without scratch memory each search of the library is an error.
    hs_free_scratch(literals->scratch);
    literals->scratch = NULL;
}

/// - Returns: Nonzero ends the search.
static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context) {
    (void)id, (void)from, (void)flags;
    return !add_hit(context, (size_t)to);
}

static int compare_ends(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static enum riskd_search_status find_words(const riskd_literals *literals, const uint8_t *text,
                                           size_t count, hits *found) {
    if (!literals->database) return RISKD_SEARCH_DONE;
    hs_error_t status = hs_scan(literals->database, (const char *)text, (unsigned)count, 0,
                                literals->scratch, on_match, found);
    if (status == HS_SUCCESS) return RISKD_SEARCH_DONE;
    return status == HS_SCAN_TERMINATED ? RISKD_SEARCH_TOO_MANY : RISKD_SEARCH_FAILED;
}

enum riskd_search_status riskd_literals_search(riskd_literals *literals, const uint8_t *text,
                                               size_t count, uint32_t *ends, size_t capacity,
                                               size_t *found_count) {
    hits found = {ends, 0, capacity};
    *found_count = 0;
    // Ends are kept as 32 bits, and the library takes no more.
    if (count > RISKD_SEARCH_BYTES_MAX) return RISKD_SEARCH_TOO_LONG;
    if (!riskd_find_hiders(text, count, &found)) return RISKD_SEARCH_TOO_MANY;
    enum riskd_search_status status = find_words(literals, text, count, &found);
    if (status != RISKD_SEARCH_DONE) return status;
    // Two lists in a row, and words of different lengths may end out of order.
    qsort(found.ends, found.count, sizeof *found.ends, compare_ends);
    *found_count = found.count;
    return RISKD_SEARCH_DONE;
}

#else

// Every record is read: nobody can make a search.

int riskd_literals_are_available(void) { return 0; }

riskd_literals *riskd_literals_create(const uint8_t *words, const uint32_t *lengths,
                                      uint32_t count) {
    (void)words, (void)lengths, (void)count;
    return NULL;
}

void riskd_literals_destroy(riskd_literals *literals) { (void)literals; }

void riskd_literals_break(riskd_literals *literals) { (void)literals; }

enum riskd_search_status riskd_literals_search(riskd_literals *literals, const uint8_t *text,
                                               size_t count, uint32_t *ends, size_t capacity,
                                               size_t *found) {
    (void)literals, (void)text, (void)count, (void)ends, (void)capacity;
    *found = 0;
    return RISKD_SEARCH_FAILED;
}

#endif
