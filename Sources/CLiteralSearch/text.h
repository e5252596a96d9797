/// What the files of the search share: bytes as words have them, and the list of hits.
#ifndef RISKD_TEXT_H
#define RISKD_TEXT_H

#include <stddef.h>
#include <stdint.h>

static inline uint8_t lowered(uint8_t byte) {
    return (uint8_t)(byte - 'A') < 26 ? (uint8_t)(byte | 0x20) : byte;
}

/// Whether a searched word may have the byte.
static inline int is_word(uint8_t byte) {
    return (uint8_t)(lowered(byte) - 'a') < 26 || (uint8_t)(byte - '0') < 10 || byte == '.' ||
           byte == '_' || byte == '-';
}

/// Places where hits end, in the caller's memory.
typedef struct {
    uint32_t *ends;
    size_t count;
    size_t capacity;
} hits;

/// Notes a place, once where it comes again at once.
///
/// - Returns: Whether there was room.
static inline int add_hit(hits *hits, size_t end) {
    if (hits->count && hits->ends[hits->count - 1] == end) return 1;
    if (hits->count == hits->capacity) return 0;
    hits->ends[hits->count++] = (uint32_t)end;
    return 1;
}

/// Notes where all things end that could hide a word.
///
/// - Returns: Whether there was room for all of them.
int riskd_find_hiders(const uint8_t *text, size_t count, hits *found);

/// The length of what stands at `at` and could hide a word; 0 where there is nothing.
size_t riskd_hider(const uint8_t *text, size_t at, size_t count);

/// The same for many places at a time.
///
/// - at: Gets how far it came: what is left is looked at byte by byte.
int riskd_find_hiders_wide(const uint8_t *text, size_t count, hits *found, size_t *at);

/// The next quote from `at` on that may close a key: a colon, a blank or a backslash follows. `count`
/// where there is none.
size_t riskd_next_key_end(const uint8_t *text, size_t at, size_t count);

#endif
