/// pipe2, close_range.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "unpack_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct riskd_unpack {
    pid_t process;
    int pipe;
    uint32_t stall_milliseconds;
    /// Set once the process was waited for.
    int is_over;
    int signal;
    uint8_t bytes[RISKD_UNPACK_FRAME];
};

struct frame {
    uint32_t kind;
    uint32_t size;
};

int riskd_unpack_is_built(enum riskd_unpack_format format) {
#if defined(RISKD_EVTX)
    if (format == RISKD_UNPACK_EVTX) return 1;
#endif
#if defined(RISKD_ARCHIVE)
    if (format == RISKD_UNPACK_ARCHIVE) return 1;
#endif
    (void)format;
    return 0;
}

// MARK: The child

static void write_all(const void *bytes, size_t size) {
    const uint8_t *next = bytes;
    while (size > 0) {
        ssize_t count = write(RISKD_UNPACK_PIPE, next, size);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) _exit(0);
        next += count;
        size -= (size_t)count;
    }
}

void riskd_unpack_say(enum riskd_unpack_kind kind, const void *bytes, size_t size) {
    const uint8_t *next = bytes;
    do {
        size_t piece = size < RISKD_UNPACK_FRAME ? size : RISKD_UNPACK_FRAME;
        struct frame frame = {(uint32_t)kind, (uint32_t)piece};
        write_all(&frame, sizeof frame);
        if (piece > 0) write_all(next, piece);
        next += piece;
        size -= piece;
    } while (size > 0);
}

void riskd_unpack_say_text(enum riskd_unpack_kind kind, const char *text) {
    riskd_unpack_say(kind, text, strlen(text));
}

/// What the program uses now, as a limit on addresses counts all of it.
static uint64_t address_bytes(void) {
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) return 0;
    if (fscanf(file, "%llu", &pages) != 1) pages = 0;
    fclose(file);
    return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit(int what, uint64_t value) {
    struct rlimit bounds = {value, value};
    // A lower limit of the system stays.
    setrlimit(what, &bounds);
}

static void confine(struct riskd_unpack_limits limits) {
    // Faults end this process alone: handlers of the program would tell of them as its own.
    int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGXCPU, SIGTERM, SIGINT};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) signal(faults[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CPU, limits.cpu_seconds);
    uint64_t now = address_bytes();
    if (now > 0) limit(RLIMIT_AS, now + limits.memory_bytes);
}

_Noreturn static void work(int descriptor, int pipe, enum riskd_unpack_format format,
                           const struct riskd_unpack_source *source) {
    // Out of the way of each other first: either may have the number of the other's place.
    int file = fcntl(descriptor, F_DUPFD, RISKD_UNPACK_PIPE + 1);
    int out = fcntl(pipe, F_DUPFD, RISKD_UNPACK_PIPE + 1);
    if (file < 0 || out < 0 || dup2(file, RISKD_UNPACK_FILE) < 0 ||
        dup2(out, RISKD_UNPACK_PIPE) < 0)
        _exit(1);
    close_range(RISKD_UNPACK_PIPE + 1, ~0U, 0);
    confine(source->limits);
    if (source->head_size == 0) lseek(RISKD_UNPACK_FILE, 0, SEEK_SET);
    if (format == RISKD_UNPACK_EVTX)
        riskd_unpack_evtx(source);
    else
        riskd_unpack_archive(source);
    _exit(0);
}

// MARK: The parent

riskd_unpack *riskd_unpack_open(int descriptor, enum riskd_unpack_format format,
                                struct riskd_unpack_limits limits, const uint8_t *head,
                                size_t head_size, int *error_number) {
    int ends[2];
    riskd_unpack *unpack = malloc(sizeof *unpack);
    if (unpack == NULL || pipe2(ends, O_CLOEXEC) != 0) {
        *error_number = errno;
        free(unpack);
        return NULL;
    }
    struct riskd_unpack_source source = {head, head_size, limits};
    pid_t process = fork();
    if (process == 0) work(descriptor, ends[1], format, &source);
    int failure = errno;
    close(ends[1]);
    if (process < 0) {
        *error_number = failure;
        close(ends[0]);
        free(unpack);
        return NULL;
    }
    unpack->process = process;
    unpack->pipe = ends[0];
    unpack->stall_milliseconds = limits.stall_milliseconds;
    unpack->is_over = 0;
    unpack->signal = 0;
    return unpack;
}

enum reading { READING_DONE, READING_END, READING_STALLED };

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum reading read_all(riskd_unpack *unpack, void *bytes, size_t size) {
    uint8_t *next = bytes;
    int64_t end = milliseconds() + unpack->stall_milliseconds;
    while (size > 0) {
        int64_t left = end - milliseconds();
        if (left <= 0) return READING_STALLED;
        struct pollfd waiting = {unpack->pipe, POLLIN, 0};
        int ready = poll(&waiting, 1, left > 1000000 ? 1000000 : (int)left);
        if (ready < 0 && errno != EINTR) return READING_END;
        if (ready <= 0) continue;
        ssize_t count = read(unpack->pipe, next, size);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return READING_END;
        next += count;
        size -= (size_t)count;
        end = milliseconds() + unpack->stall_milliseconds;
    }
    return READING_DONE;
}

static void await(riskd_unpack *unpack) {
    int status = 0;
    if (unpack->is_over) return;
    while (waitpid(unpack->process, &status, 0) < 0) {
        if (errno != EINTR) break;
    }
    unpack->is_over = 1;
    if (WIFSIGNALED(status)) unpack->signal = WTERMSIG(status);
}

static enum riskd_unpack_kind over(riskd_unpack *unpack, enum reading reading) {
    if (reading == READING_STALLED) {
        kill(unpack->process, SIGKILL);
        await(unpack);
        return RISKD_UNPACK_STALLED;
    }
    await(unpack);
    return RISKD_UNPACK_DIED;
}

enum riskd_unpack_kind riskd_unpack_next(riskd_unpack *unpack, const uint8_t **bytes,
                                         size_t *size) {
    struct frame frame;
    *bytes = unpack->bytes;
    *size = 0;
    if (unpack->is_over) return unpack->signal ? RISKD_UNPACK_DIED : RISKD_UNPACK_END;
    enum reading reading = read_all(unpack, &frame, sizeof frame);
    // The other side is a process that a hostile file may have taken over.
    if (reading == READING_DONE && (frame.kind > RISKD_UNPACK_FAILED || frame.size > RISKD_UNPACK_FRAME))
        reading = READING_END;
    if (reading == READING_DONE && frame.size > 0)
        reading = read_all(unpack, unpack->bytes, frame.size);
    if (reading != READING_DONE) return over(unpack, reading);
    *size = frame.size;
    return (enum riskd_unpack_kind)frame.kind;
}

int riskd_unpack_spool(void) { return memfd_create("riskd", MFD_CLOEXEC); }

int riskd_unpack_signal(const riskd_unpack *unpack) { return unpack->signal; }

pid_t riskd_unpack_process(const riskd_unpack *unpack) { return unpack->process; }

void riskd_unpack_close(riskd_unpack *unpack) {
    if (!unpack->is_over) {
        kill(unpack->process, SIGKILL);
        await(unpack);
    }
    close(unpack->pipe);
    free(unpack);
}
