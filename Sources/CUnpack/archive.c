#include "unpack_internal.h"

#if defined(RISKD_ARCHIVE)

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct stream {
    const struct riskd_unpack_source *source;
    int is_begun;
    uint8_t block[64 << 10];
};

/// What was read already comes first.
static ssize_t next_block(struct archive *archive, void *context, const void **bytes) {
    struct stream *stream = context;
    if (!stream->is_begun) {
        stream->is_begun = 1;
        *bytes = stream->source->head;
        return (ssize_t)stream->source->head_size;
    }
    *bytes = stream->block;
    while (1) {
        ssize_t count = read(RISKD_UNPACK_FILE, stream->block, sizeof stream->block);
        if (count >= 0) return count;
        if (errno == EINTR) continue;
        archive_set_error(archive, errno, "read: %s", strerror(errno));
        return -1;
    }
}

/// Only what libarchive does by itself: for other compressions it would start programs.
static void allow(struct archive *archive) {
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_compress(archive);
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_lz4(archive);
    archive_read_support_filter_lzma(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_cab(archive);
    archive_read_support_format_rar(archive);
    archive_read_support_format_rar5(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_zip(archive);
    archive_read_support_format_raw(archive);
}

static void say_error(enum riskd_unpack_kind kind, struct archive *archive, const char *name) {
    const char *why = archive_error_string(archive);
    char text[1024];
    snprintf(text, sizeof text, "%s%s%s", name, *name ? ": " : "",
             why ? why : "cannot be read");
    riskd_unpack_say_text(kind, text);
}

/// - Returns: Whether more entries may follow.
static int read_entry(struct archive *archive, const char *name) {
    riskd_unpack_say_text(RISKD_UNPACK_ENTRY, name);
    while (1) {
        const void *bytes;
        size_t size;
        la_int64_t offset;
        int status = archive_read_data_block(archive, &bytes, &size, &offset);
        if (status == ARCHIVE_EOF) return 1;
        if (status == ARCHIVE_WARN || status == ARCHIVE_OK) {
            if (size > 0) riskd_unpack_say(RISKD_UNPACK_DATA, bytes, size);
            continue;
        }
        if (status == ARCHIVE_RETRY) continue;
        say_error(RISKD_UNPACK_DAMAGED, archive, name);
        return status != ARCHIVE_FATAL;
    }
}

void riskd_unpack_archive(const struct riskd_unpack_source *source) {
    static struct stream stream;
    stream.source = source;
    stream.is_begun = source->head_size == 0;
    struct archive *archive = archive_read_new();
    if (archive == NULL) return riskd_unpack_say_text(RISKD_UNPACK_FAILED, "no memory");
    allow(archive);
    int status = source->head_size == 0
                     ? archive_read_open_fd(archive, RISKD_UNPACK_FILE, sizeof stream.block)
                     : archive_read_open(archive, &stream, NULL, next_block, NULL);
    if (status != ARCHIVE_OK) return say_error(RISKD_UNPACK_FAILED, archive, "");
    struct archive_entry *entry;
    while (1) {
        status = archive_read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF) return riskd_unpack_say(RISKD_UNPACK_END, NULL, 0);
        if (status == ARCHIVE_RETRY) continue;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
            return say_error(RISKD_UNPACK_FAILED, archive, "");
        const char *name = archive_entry_pathname(entry);
        if (archive_entry_filetype(entry) != AE_IFREG && archive_format(archive) != ARCHIVE_FORMAT_RAW)
            continue;
        if (archive_entry_is_encrypted(entry)) {
            char text[1024];
            snprintf(text, sizeof text, "%s: it is encrypted", name ? name : "?");
            riskd_unpack_say_text(RISKD_UNPACK_DAMAGED, text);
            continue;
        }
        if (!read_entry(archive, name ? name : "?"))
            return riskd_unpack_say_text(RISKD_UNPACK_FAILED, "the archive is damaged");
    }
}

#else

void riskd_unpack_archive(const struct riskd_unpack_source *source) {
    (void)source;
    riskd_unpack_say_text(RISKD_UNPACK_FAILED, "this build of riskd has no libarchive");
}

#endif
