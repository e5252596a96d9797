// Where a process was reading when it died of what it read.
//
// Each thread that works on bytes from outside notes in a mark of its own which bytes: a few stores a record.
// When the process dies of a fault, the handler of the signal writes the marks to a file for the next
// start, and a line to standard error; then the process dies as it would have. SIGKILL, SIGTERM and the
// kernel's killer for want of memory have no handler and leave nothing.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What a thread worked on.
enum linux_work {
    linux_work_none = 0,
    // Bytes of a file that are read and cut into records.
    linux_work_cutting = 1,
    // One record.
    linux_work_record = 2,
    // One line of a stretch that a process died in before.
    linux_work_line = 3,
};

enum { linux_path_bytes = 1024 };

// A mark, of one owner; only the owner's thread writes it.
typedef struct {
    uint32_t work;
    uint32_t path_count;
    // Offsets in the file: where the stretch begins, and ends.
    uint64_t start, end;
    // The bytes, while the thread works on them; null where they are not at hand.
    const uint8_t *bytes;
    size_t count;
    char path[linux_path_bytes];
} linux_mark;

// What the handler writes for each mark that is in use.
typedef struct {
    uint64_t magic;
    // Wall clock, nanoseconds since the epoch.
    int64_t time;
    int32_t signal;
    uint32_t work;
    uint64_t start, end;
    // Length and hash of the bytes; 0 where they were not at hand.
    uint64_t count, hash;
    uint32_t path_count;
    uint32_t unused;
    char path[linux_path_bytes];
} linux_death;

extern const uint64_t linux_death_magic;

// Has faults (SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT) told on standard error from now on.
//
// A fault that another process sent is not told, but for SIGABRT, which a watchdog sends.
void linux_death_watch(void);

// Has them written to an open file as well, until it is -1.
void linux_death_write_to(int file);

// A mark that is watched, zeroed; null where there is no memory, or where 256 are in use.
linux_mark *linux_mark_make(void);
void linux_mark_free(linux_mark *mark);

// Names the file that is read; longer paths are cut.
void linux_mark_name(linux_mark *mark, const char *path, size_t count);

// Gives this thread a stack for handlers, as a stack that is full has no room for them.
void linux_death_stack(void);

extern _Thread_local linux_mark *linux_mark_current;
extern _Thread_local int linux_death_has_stack;

// Begins work on bytes; costs a few stores.
static inline void linux_mark_enter(
    linux_mark *mark, uint32_t work, uint64_t start, uint64_t end, const uint8_t *bytes, size_t count) {
    if (!linux_death_has_stack) linux_death_stack();
    mark->start = start;
    mark->end = end;
    mark->bytes = bytes;
    mark->count = count;
    mark->work = work;
    // The handler runs in this thread, so its order is what counts and not that of other processors.
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    linux_mark_current = mark;
}

static inline void linux_mark_leave(linux_mark *mark) {
    linux_mark_current = NULL;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    mark->work = linux_work_none;
}

// FNV-1a, 64 bits. Source: RFC 9923.
uint64_t linux_hash(const uint8_t *bytes, size_t count);
