/// SHA-256 by the instructions that the processor has for it: a function of its arguments and nothing
/// else, in a header as the other ones are.
///
/// Source: FIPS 180-4, section 6.2.2; Intel, "Intel SHA Extensions" (2013), for the order of the words
/// of the state in registers.
#ifndef RISKD_SHA256_H
#define RISKD_SHA256_H

#include <stddef.h>
#include <stdint.h>

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

/// Whether the processor has the instructions. To be asked once: the answer takes microseconds in a
/// virtual machine.
static inline int riskd_has_sha256(void) {
#ifdef __x86_64__
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) ? 1 : 0;
#else
    return 0;
#endif
}

#ifdef __x86_64__
/// Takes `blocks` blocks of 64 bytes into the state; only where `riskd_has_sha256`.
__attribute__((target("sha,sse4.1,ssse3"))) static inline void riskd_sha256(
    uint32_t *state, const uint32_t *constants, const uint8_t *bytes, size_t blocks) {
    const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(low, high, 8);
    __m128i cdgh = _mm_blend_epi16(high, low, 0xF0);
    for (; blocks > 0; blocks--, bytes += 64) {
        __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i words[4];
        for (int i = 0; i < 4; i++) {
            words[i] =
                _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), order);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < 16; i++) {
            if (i >= 4) {
                __m128i sum = _mm_add_epi32(
                    _mm_sha256msg1_epu32(words[i & 3], words[(i + 1) & 3]),
                    _mm_alignr_epi8(words[(i + 3) & 3], words[(i + 2) & 3], 4));
                words[i & 3] = _mm_sha256msg2_epu32(sum, words[(i + 3) & 3]);
            }
            __m128i message = _mm_add_epi32(
                words[i & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, message);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(message, 0x0E));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    low = _mm_shuffle_epi32(abef, 0x1B);
    high = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}
#endif

/// - Returns: 1 where the blocks were taken in, 0 where there are no such instructions, and nothing
///   was done.
static inline int riskd_sha256_blocks(int has_sha256, uint32_t *state, const uint32_t *constants,
                                      const uint8_t *bytes, size_t blocks) {
#ifdef __x86_64__
    if (has_sha256) {
        riskd_sha256(state, constants, bytes, blocks);
        return 1;
    }
#endif
    (void)has_sha256, (void)state, (void)constants, (void)bytes, (void)blocks;
    return 0;
}

#endif
