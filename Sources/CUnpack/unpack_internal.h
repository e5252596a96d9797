/// What the two sides of a pipe share.
#ifndef RISKD_UNPACK_INTERNAL_H
#define RISKD_UNPACK_INTERNAL_H

#include "include/unpack.h"

/// In the child: where the file and the pipe to the parent stand.
enum { RISKD_UNPACK_FILE = 3, RISKD_UNPACK_PIPE = 4 };

/// Bytes of a frame at most.
enum { RISKD_UNPACK_FRAME = 256 << 10 };

struct riskd_unpack_source {
    const uint8_t *head;
    size_t head_size;
    struct riskd_unpack_limits limits;
};

/// Writes a frame, in pieces where it is longer; ends the process where nobody reads any more.
void riskd_unpack_say(enum riskd_unpack_kind kind, const void *bytes, size_t size);
void riskd_unpack_say_text(enum riskd_unpack_kind kind, const char *text);

/// Read the file to its end, and say what is in it. Return after END or FAILED.
void riskd_unpack_archive(const struct riskd_unpack_source *source);
void riskd_unpack_evtx(const struct riskd_unpack_source *source);

#endif
