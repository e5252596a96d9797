#include <string.h>

#include "text.h"

static int hex_value(uint8_t byte) {
    if ((uint8_t)(byte - '0') < 10) return byte - '0';
    uint8_t letter = (uint8_t)(lowered(byte) - 'a');
    return letter < 6 ? letter + 10 : -1;
}

static inline int is_quote(uint8_t byte) { return byte == '"' || byte == '\\'; }

/// Bytes around quotes in which the word is looked for; beyond, there may be one.
enum { QUOTES_MAX = 32 };

size_t riskd_hider(const uint8_t *text, size_t at, size_t count) {
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

int riskd_find_hiders(const uint8_t *text, size_t count, hits *found) {
    size_t index = 0;
    if (!riskd_find_hiders_wide(text, count, found, &index)) return 0;
    for (; index < count; index++) {
        size_t length = riskd_hider(text, index, count);
        if (length && !add_hit(found, index + length)) return 0;
    }
    return 1;
}
