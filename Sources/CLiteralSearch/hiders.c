#include <string.h>

#include "text.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

static int hex_value(uint8_t byte) {
    if ((uint8_t)(byte - '0') < 10) return byte - '0';
    uint8_t letter = (uint8_t)(lowered(byte) - 'a');
    return letter < 6 ? letter + 10 : -1;
}

static inline int is_quote(uint8_t byte) { return byte == '"' || byte == '\\'; }

/// Bytes around quotes in which the word is looked for; beyond, there may be one.
enum { QUOTES_MAX = 32 };

/// The length of what stands at `at` and could hide a word; 0 where there is nothing.
static size_t hider(const uint8_t *text, size_t at, size_t count) {
    const uint8_t *p = text + at;
    size_t rest = count - at;
    switch (*p) {
    case '&':
        if (rest >= 2 && p[1] == '#') return 2;
        // XML within XML: what hides is escaped once more.
        if (rest >= 6 && memcmp(p, "&amp;", 5) == 0 && (p[5] == '#' || p[5] == 'a')) return 6;
        return rest >= 5 && memcmp(p, "&lt;", 4) == 0 && (p[4] == '!' || p[4] == '?') ? 5 : 0;
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
        // JSON within JSON: an escape that is escaped itself. XML within JSON: markup likewise.
        int hides = unit == 0x22 || unit == 0x5C || unit == 0x130 || unit == 0x212A ||
                    (unit < 0x80 && is_word((uint8_t)unit));
        uint8_t next = rest > 6 ? p[6] : 0;
        if (unit == '<') hides = next == '!' || next == '?' || next == '\\';
        if (unit == '&') hides = next == '#' || next == '\\' || next == 'a' || next == 'l';
        return hides ? 6 : 0;
    }
    if (rest < 2 || p[1] != '"') return 0;
    // Quotes within a word, with as many escapes as they are levels deep: a mapping may take
    // quotes out.
    size_t before = at, behind = 2;
    while (before > 0 && is_quote(text[before - 1]) && at - before < QUOTES_MAX) before--;
    while (behind < rest && is_quote(p[behind]) && behind < QUOTES_MAX) behind++;
    int begins = at - before == QUOTES_MAX || (before > 0 && is_word(text[before - 1]));
    int ends = behind == QUOTES_MAX || (behind < rest && is_word(p[behind]));
    return begins && ends ? behind + (behind < rest) : 0;
}

/// Looks where `mask` says that the bytes from `index` on may hide a word.
///
/// - Returns: Whether there was room for what was found.
static int add_hiders(const uint8_t *text, size_t index, size_t count, unsigned mask, hits *found) {
    while (mask) {
        size_t at = index + (unsigned)__builtin_ctz(mask);
        size_t length = hider(text, at, count);
        if (length && !add_hit(found, at + length)) return 0;
        mask &= mask - 1;
    }
    return 1;
}

#ifdef __SSE2__
/// Thirty-two bytes at a time, for processors that can. A bit stands for each pair of a first byte and the
/// byte behind it; which of them a byte can be, its two halves tell together.
///
/// - at: Gets how far it came: what is left is for the loops behind it.
/// - Returns: Whether there was room for what was found.
__attribute__((target("avx2"))) static int find_hiders_wide(const uint8_t *text, size_t count,
                                                            hits *found, size_t *at) {
    enum { REFERENCE = 1, BANG = 2, QUESTION = 4, QUOTE = 8, UNICODE = 16, DOTTED_I = 32, KELVIN = 64 };
#define BOTH(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
    const __m256i low = _mm256_set1_epi8(15);
    // & 26, < 3C, backslash 5C, C4, E2
    const __m256i first_low = BOTH(0, 0, KELVIN, 0, DOTTED_I, 0, REFERENCE, 0, 0, 0, 0, 0,
                                   BANG | QUESTION | QUOTE | UNICODE, 0, 0, 0);
    const __m256i first_high = BOTH(0, 0, REFERENCE, BANG | QUESTION, 0, QUOTE | UNICODE, 0, 0, 0, 0, 0,
                                    0, DOTTED_I, 0, KELVIN, 0);
    // # 23, a 61, l 6C, ! 21, ? 3F, " 22, u 75, U 55, B0, 84
    const __m256i second_low = BOTH(DOTTED_I, BANG | REFERENCE, QUOTE, REFERENCE, KELVIN, UNICODE, 0, 0, 0,
                                    0, 0, 0, REFERENCE, 0, 0, QUESTION);
    const __m256i second_high = BOTH(0, 0, REFERENCE | BANG | QUOTE, QUESTION, 0, UNICODE, REFERENCE, UNICODE,
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
        if (mask && !add_hiders(text, index, count, mask, found)) return 0;
    }
    *at = index;
    return 1;
}
#endif

int riskd_find_hiders(const uint8_t *text, size_t count, hits *found) {
    size_t index = 0;
#ifdef __SSE2__
    if (__builtin_cpu_supports("avx2") && !find_hiders_wide(text, count, found, &index)) return 0;
    const __m128i and = _mm_set1_epi8('&'), hash = _mm_set1_epi8('#');
    const __m128i less = _mm_set1_epi8('<'), bang = _mm_set1_epi8('!');
    const __m128i question = _mm_set1_epi8('?'), slash = _mm_set1_epi8('\\');
    const __m128i quote = _mm_set1_epi8('"'), letter = _mm_set1_epi8('u');
    const __m128i fold = _mm_set1_epi8(0x20);
    const __m128i amp = _mm_set1_epi8('a'), lt = _mm_set1_epi8('l');
    const __m128i c4 = _mm_set1_epi8((char)0xC4), b0 = _mm_set1_epi8((char)0xB0);
    const __m128i e2 = _mm_set1_epi8((char)0xE2), b84 = _mm_set1_epi8((char)0x84);
    for (; index + 17 <= count; index += 16) {
        __m128i one = _mm_loadu_si128((const __m128i *)(text + index));
        __m128i two = _mm_loadu_si128((const __m128i *)(text + index + 1));
        __m128i any = _mm_and_si128(
            _mm_cmpeq_epi8(one, and),
            _mm_or_si128(_mm_cmpeq_epi8(two, hash),
                         _mm_or_si128(_mm_cmpeq_epi8(two, amp), _mm_cmpeq_epi8(two, lt))));
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
        if (mask && !add_hiders(text, index, count, mask, found)) return 0;
    }
#endif
    for (; index < count; index++) {
        size_t length = hider(text, index, count);
        if (length && !add_hit(found, index + length)) return 0;
    }
    return 1;
}
