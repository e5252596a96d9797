/// Finds the end of a JSON object that may span lines, in any cut.
///
/// Not a parser: braces and strings are followed, and at the beginning of each line whether what stands there
/// can go on with the object at all. So an object that is never closed is noticed at the line behind it, and
/// does not take the rest of the file with it. Whether the text between is right is for the reader to say.
#ifndef RISKD_OBJECT_SCAN_H
#define RISKD_OBJECT_SCAN_H

#include "byte_scan.h"

/// Objects and arrays within each other that are followed; deeper ones count as broken.
enum { RISKD_OBJECT_DEPTH_MAX = 64 };

/// Where a scan is. All zero before the object's opening brace.
typedef struct {
    /// Whether each level is an array, the innermost in bit 0.
    uint64_t arrays;
    uint32_t depth;
    uint8_t is_in_string;
    uint8_t is_escaped;
    /// Whether only blanks came since the last line feed.
    uint8_t is_at_line_start;
    uint8_t spans_lines;
    /// The last byte outside of strings that is no blank; a quote behind a string.
    uint8_t previous;
} riskd_object_scan;

typedef enum {
    /// The object goes on behind what there is.
    RISKD_OBJECT_MORE = 0,
    /// It ends before `*at`.
    RISKD_OBJECT_END = 1,
    /// What stands before `*at` cannot belong to it.
    RISKD_OBJECT_BROKEN = 2,
} riskd_object_status;

static inline int riskd_begins_value(uint8_t byte) {
    switch (byte) {
    case '"': case '{': case '[': case '-': case 't': case 'f': case 'n': return 1;
    default: return (uint8_t)(byte - '0') < 10;
    }
}

/// Whether a byte can begin a line within the object.
static inline int riskd_can_follow(const riskd_object_scan *scan, uint8_t byte) {
    int is_array = (int)(scan->arrays & 1);
    switch (scan->previous) {
    case '[': return byte == ']' || riskd_begins_value(byte);
    case '{': return byte == '"' || byte == '}';
    // A comma behind the last one is left to the reader.
    case ',': return is_array ? byte == ']' || riskd_begins_value(byte) : byte == '"' || byte == '}';
    case ':': return riskd_begins_value(byte);
    case '"': return byte == ',' || byte == ':' || byte == '}' || byte == ']';
    default: return byte == ',' || byte == '}' || byte == ']';
    }
}

/// Goes on with a scan.
///
/// - text: The object from its opening brace on.
/// - count, room: See `byte_scan.h`.
/// - at: How far the scan has come; moved on. At most `count`.
static inline riskd_object_status riskd_scan_object(riskd_object_scan *scan, const uint8_t *text,
                                                    size_t count, size_t room, size_t *at) {
    size_t place = *at;
    riskd_object_status status = RISKD_OBJECT_MORE;
    while (place < count) {
        if (scan->is_in_string) {
            if (scan->is_escaped) {
                scan->is_escaped = 0;
            } else {
                place += riskd_first_of(text + place, count - place, room - place, '"', '\\', '\n');
                if (place == count) break;
                if (text[place] == '"') scan->is_in_string = 0;
                scan->is_escaped = text[place] == '\\';
            }
            // A string does not go over a line's end.
            if (text[place++] == '\n') {
                status = RISKD_OBJECT_BROKEN;
                break;
            }
            continue;
        }
        uint8_t byte = text[place++];
        if (byte <= ' ') {
            if (byte == '\n') scan->is_at_line_start = scan->spans_lines = 1;
            continue;
        }
        if (scan->is_at_line_start) {
            scan->is_at_line_start = 0;
            if (!riskd_can_follow(scan, byte)) {
                status = RISKD_OBJECT_BROKEN;
                break;
            }
        }
        scan->previous = byte;
        if (byte == '"') {
            scan->is_in_string = 1;
        } else if (byte == '{' || byte == '[') {
            if (scan->depth == RISKD_OBJECT_DEPTH_MAX) {
                status = RISKD_OBJECT_BROKEN;
                break;
            }
            scan->depth++;
            scan->arrays = scan->arrays << 1 | (byte == '[');
        } else if (byte == '}' || byte == ']') {
            if (!scan->depth || (scan->arrays & 1) != (byte == ']')) {
                status = RISKD_OBJECT_BROKEN;
                break;
            }
            scan->arrays >>= 1;
            if (--scan->depth == 0) {
                status = RISKD_OBJECT_END;
                break;
            }
        }
    }
    *at = place;
    return status;
}

#endif
