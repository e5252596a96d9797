#include "unpack_internal.h"

#if defined(RISKD_EVTX)

#include <libevtx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_error(enum riskd_unpack_kind kind, const char *what, libevtx_error_t **error) {
    char text[1024];
    char why[512] = "";
    // The innermost cause is the one that a person can use.
    if (error != NULL && *error != NULL && libevtx_error_sprint(*error, why, sizeof why) < 1)
        why[0] = 0;
    why[sizeof why - 1] = 0;
    snprintf(text, sizeof text, "%s%s%s", what, why[0] ? ": " : "", why);
    riskd_unpack_say_text(kind, text);
    if (error != NULL) libevtx_error_free(error);
}

static size_t hexadecimal_digits(const uint8_t *text, size_t size) {
    size_t count = 0;
    while (count < size && ((text[count] >= '0' && text[count] <= '9') ||
                            (text[count] >= 'a' && text[count] <= 'f')))
        count++;
    return count;
}

/// Windows writes numbers of the types HexInt32 and HexInt64 without leading zeros, libevtx with all
/// digits: `<Data Name="ProcessId">0x0000000000001a2c</Data>` becomes `0x1a2c`, as in the XML of
/// Windows itself, and so do the rows.
///
/// - Returns: The new length.
static size_t shorten_numbers(uint8_t *text, size_t size) {
    size_t to = 0, from = 0;
    int is_in_data = 0;
    while (from < size) {
        if (size - from > 5 && memcmp(text + from, "<Data", 5) == 0) is_in_data = 1;
        text[to++] = text[from++];
        if (!is_in_data || text[to - 1] != '>') continue;
        is_in_data = 0;
        if (size - from < 3 || text[from] != '0' || text[from + 1] != 'x') continue;
        size_t digits = hexadecimal_digits(text + from + 2, size - from - 2);
        if ((digits != 8 && digits != 16) || from + 2 + digits >= size ||
            text[from + 2 + digits] != '<')
            continue;
        text[to++] = '0';
        text[to++] = 'x';
        from += 2;
        while (digits > 1 && text[from] == '0') {
            from++;
            digits--;
        }
    }
    return to;
}

/// - Returns: 1 where the record was said, 0 where it cannot be, and that was said.
static int say_record(libevtx_record_t *record, int number, uint32_t record_bytes) {
    libevtx_error_t *error = NULL;
    char what[64];
    snprintf(what, sizeof what, "record %d", number + 1);
    size_t size = 0;
    if (libevtx_record_get_utf8_xml_string_size(record, &size, &error) != 1 || size == 0) {
        say_error(RISKD_UNPACK_DAMAGED, what, &error);
        return 0;
    }
    if (size > record_bytes) {
        snprintf(what, sizeof what, "record %d is longer than a record may be", number + 1);
        riskd_unpack_say_text(RISKD_UNPACK_DAMAGED, what);
        return 0;
    }
    uint8_t *text = malloc(size + 1);
    if (text == NULL) {
        riskd_unpack_say_text(RISKD_UNPACK_DAMAGED, "no memory for a record");
        return 0;
    }
    int is_read = libevtx_record_get_utf8_xml_string(record, text, size, &error) == 1;
    if (is_read) {
        // The size counts the NUL.
        size_t length = shorten_numbers(text, strnlen((const char *)text, size));
        if (length > 0 && text[length - 1] != '\n') text[length++] = '\n';
        riskd_unpack_say(RISKD_UNPACK_DATA, text, length);
    } else {
        say_error(RISKD_UNPACK_DAMAGED, what, &error);
    }
    free(text);
    return is_read;
}

void riskd_unpack_evtx(const struct riskd_unpack_source *source) {
    libevtx_error_t *error = NULL;
    libevtx_file_t *file = NULL;
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", RISKD_UNPACK_FILE);
    if (libevtx_file_initialize(&file, &error) != 1)
        return say_error(RISKD_UNPACK_FAILED, "no memory", &error);
    if (libevtx_file_open(file, path, LIBEVTX_OPEN_READ, &error) != 1)
        return say_error(RISKD_UNPACK_FAILED, "the event log cannot be opened", &error);
    int count = 0;
    if (libevtx_file_get_number_of_records(file, &count, &error) != 1)
        return say_error(RISKD_UNPACK_FAILED, "the event log has no table of records", &error);
    if (libevtx_file_is_corrupted(file, NULL) == 1)
        riskd_unpack_say_text(RISKD_UNPACK_DAMAGED,
                              "the event log is damaged: what is left of it is read");
    for (int number = 0; number < count; number++) {
        libevtx_record_t *record = NULL;
        if (libevtx_file_get_record_by_index(file, number, &record, &error) != 1) {
            char what[64];
            snprintf(what, sizeof what, "record %d", number + 1);
            say_error(RISKD_UNPACK_DAMAGED, what, &error);
            continue;
        }
        say_record(record, number, source->limits.record_bytes);
        libevtx_record_free(&record, NULL);
    }
    riskd_unpack_say(RISKD_UNPACK_END, NULL, 0);
}

#else

void riskd_unpack_evtx(const struct riskd_unpack_source *source) {
    (void)source;
    riskd_unpack_say_text(RISKD_UNPACK_FAILED, "this build of riskd has no libevtx");
}

#endif
