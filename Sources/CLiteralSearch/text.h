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

#endif
