/// Looks at sixteen bytes at a time for the few that mean something: functions of their arguments and
/// nothing else. In C, as Swift's own wide types came out up to a hundred times slower; in a header, so
/// that they are compiled into what calls them.
///
/// No function reads beyond `count` bytes. One that has a parameter `room` reads up to `room` bytes, and
/// ignores what it finds beyond `count`.
#ifndef RISKD_BYTE_SCAN_H
#define RISKD_BYTE_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

static inline __m128i riskd_block(const uint8_t *text) {
    return _mm_loadu_si128((const __m128i *)text);
}

static inline __m128i riskd_is(__m128i block, uint8_t byte) {
    return _mm_cmpeq_epi8(block, _mm_set1_epi8((char)byte));
}
#endif

/// The first place of one of three bytes; `count` where there is none.
static inline size_t riskd_first_of(const uint8_t *text, size_t count, size_t room, uint8_t a,
                                    uint8_t b, uint8_t c) {
    size_t at = 0;
#ifdef __SSE2__
    for (; at < count && at + 16 <= room; at += 16) {
        __m128i block = riskd_block(text + at);
        __m128i found = _mm_or_si128(_mm_or_si128(riskd_is(block, a), riskd_is(block, b)),
                                     riskd_is(block, c));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask) {
            at += (size_t)__builtin_ctz(mask);
            return at < count ? at : count;
        }
    }
    if (at >= count) return count;
#endif
    while (at < count && text[at] != a && text[at] != b && text[at] != c) at++;
    return at;
}

/// The first place that `<E` or `</E` stands at, or that may be one which `count` cuts off; `count` where
/// there is none.
static inline size_t riskd_first_event_tag(const uint8_t *text, size_t count) {
    size_t at = 0;
#ifdef __SSE2__
    for (; at + 18 <= count; at += 16) {
        __m128i second = riskd_block(text + at + 1);
        __m128i closes = _mm_and_si128(riskd_is(second, '/'), riskd_is(riskd_block(text + at + 2), 'E'));
        __m128i found = _mm_and_si128(riskd_is(riskd_block(text + at), '<'),
                                      _mm_or_si128(riskd_is(second, 'E'), closes));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
#endif
    for (; at < count; at++) {
        if (text[at] != '<') continue;
        if (at + 1 == count || text[at + 1] == 'E') return at;
        if (text[at + 1] == '/' && (at + 2 == count || text[at + 2] == 'E')) return at;
    }
    return count;
}

/// Whether no byte is one of three, or beyond ASCII.
static inline int riskd_is_plain(const uint8_t *text, size_t count, size_t room, uint8_t a, uint8_t b,
                                 uint8_t c) {
    size_t at = 0;
#ifdef __SSE2__
    for (; at < count && at + 16 <= room; at += 16) {
        __m128i block = riskd_block(text + at);
        __m128i found = _mm_or_si128(_mm_or_si128(block, riskd_is(block, a)),
                                     _mm_or_si128(riskd_is(block, b), riskd_is(block, c)));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (count - at < 16) mask &= (1u << (count - at)) - 1;
        if (mask) return 0;
    }
#endif
    for (; at < count; at++)
        if (text[at] == a || text[at] == b || text[at] == c || text[at] >= 0x80) return 0;
    return 1;
}

/// Copies the inside of a JSON string, escapes of one letter decoded, up to its end, the first `\u` or the
/// first byte beyond ASCII.
///
/// - out: Room for 16 bytes more than `count`.
/// - written: How many bytes came out.
/// - Returns: How many bytes of `text` that was.
static inline size_t riskd_unescape(const uint8_t *text, size_t count, size_t room, uint8_t *out,
                                    size_t *written) {
    size_t at = 0;
    uint8_t *to = out;
    while (at < count) {
#ifdef __SSE2__
        if (at + 16 <= room) {
            __m128i block = riskd_block(text + at);
            _mm_storeu_si128((__m128i *)to, block);
            unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(block, riskd_is(block, '\\')));
            size_t plain = mask ? (size_t)__builtin_ctz(mask) : 16;
            if (plain > count - at) plain = count - at;
            at += plain;
            to += plain;
            if (plain == 16 || at == count) continue;
        }
#endif
        uint8_t byte = text[at];
        if (byte >= 0x80) break;
        if (byte == '\\') {
            if (at + 1 == count || text[at + 1] == 'u') break;
            switch (byte = text[++at]) {
            case 'n': byte = '\n'; break;
            case 'r': byte = '\r'; break;
            case 't': byte = '\t'; break;
            case 'b': byte = '\b'; break;
            case 'f': byte = '\f'; break;
            default: break;
            }
            if (byte >= 0x80) {
                at--;
                break;
            }
        }
        *to++ = byte;
        at++;
    }
    *written = (size_t)(to - out);
    return at;
}

#ifdef __SSE2__
/// Sixteen bytes with their ASCII letters in lower case.
static inline __m128i riskd_lower_block(__m128i block) {
    // Signed: bytes beyond ASCII come before all letters.
    __m128i is_upper = _mm_and_si128(_mm_cmpgt_epi8(block, _mm_set1_epi8('A' - 1)),
                                     _mm_cmplt_epi8(block, _mm_set1_epi8('Z' + 1)));
    return _mm_or_si128(block, _mm_and_si128(is_upper, _mm_set1_epi8(0x20)));
}
#endif

static inline uint8_t riskd_lower_byte(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/// Whether a text is another one once its ASCII letters are in lower case.
///
/// - lowered: Of 16 bytes more than `count`.
static inline int riskd_is_lowered(const uint8_t *text, size_t count, size_t room, const uint8_t *lowered) {
    size_t at = 0;
#ifdef __SSE2__
    for (; at < count && at + 16 <= room; at += 16) {
        __m128i block = riskd_lower_block(riskd_block(text + at));
        unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, riskd_block(lowered + at)));
        unsigned asked = count - at < 16 ? (1u << (count - at)) - 1 : 0xFFFF;
        if ((same & asked) != asked) return 0;
    }
#endif
    for (; at < count; at++)
        if (riskd_lower_byte(text[at]) != lowered[at]) return 0;
    return 1;
}

/// Copies a text with its ASCII letters in lower case.
///
/// - Returns: All bytes of the text or'ed together: from 0x80 on where one is beyond ASCII.
static inline uint8_t riskd_lower(const uint8_t *text, size_t count, uint8_t *out) {
    size_t at = 0;
    uint8_t all = 0;
#ifdef __SSE2__
    __m128i seen = _mm_setzero_si128();
    for (; at + 16 <= count; at += 16) {
        __m128i block = riskd_block(text + at);
        seen = _mm_or_si128(seen, block);
        _mm_storeu_si128((__m128i *)(out + at), riskd_lower_block(block));
    }
    if (_mm_movemask_epi8(seen)) all = 0x80;
#endif
    for (; at < count; at++) {
        uint8_t byte = text[at];
        all |= byte;
        out[at] = riskd_lower_byte(byte);
    }
    return all;
}

/// Eight bytes as a number.
static inline uint64_t riskd_word(const uint8_t *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/// Eight bytes as a number, the first least significant.
static inline uint64_t riskd_little_word(const uint8_t *text) {
    uint64_t word = riskd_word(text);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/// The hash of a run of bytes.
///
/// - shift: 32 less the bits of it.
static inline uint32_t riskd_gram_hash(uint32_t gram, unsigned shift) {
    return (gram * 0x9E3779B1u) >> shift;
}

/// Whether the hash of a run of bytes has a bit in a table.
static inline int riskd_is_marked(uint32_t gram, const uint64_t *marks, unsigned shift) {
    uint32_t hash = riskd_gram_hash(gram, shift);
    return marks[hash >> 6] >> (hash & 63) & 1;
}

/// The first place from `at` on of a run of up to four bytes whose hash has a bit in a table; `end` where
/// there is none.
///
/// - text: Of 8 bytes more than `end`.
/// - mask: The bytes of a run, the first least significant.
static inline size_t riskd_first_gram(const uint8_t *text, size_t at, size_t end, uint32_t mask,
                                      const uint64_t *marks, unsigned shift) {
    for (; at + 4 <= end; at += 4) {
        uint64_t word = riskd_little_word(text + at);
        int a = riskd_is_marked((uint32_t)word & mask, marks, shift);
        int b = riskd_is_marked((uint32_t)(word >> 8) & mask, marks, shift);
        int c = riskd_is_marked((uint32_t)(word >> 16) & mask, marks, shift);
        int d = riskd_is_marked((uint32_t)(word >> 24) & mask, marks, shift);
        if (a | b | c | d) return at + (a ? 0 : b ? 1 : c ? 2 : 3);
    }
    for (; at < end; at++) {
        uint64_t word = riskd_little_word(text + at);
        if (riskd_is_marked((uint32_t)word & mask, marks, shift)) return at;
    }
    return end;
}

#endif
