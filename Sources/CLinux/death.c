#define _GNU_SOURCE
#include "death.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

const uint64_t linux_death_magic = 0x3130484445534952; // "RISEDH01"

_Thread_local linux_mark *linux_mark_current;
_Thread_local int linux_death_has_stack;

enum { marks_max = 256, stack_bytes = 64 << 10 };

static _Atomic(linux_mark *) marks[marks_max];
static atomic_int death_file = -1;
static atomic_flag is_noted = ATOMIC_FLAG_INIT;

static const int faults[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
enum { fault_count = sizeof faults / sizeof *faults };
static struct sigaction before[fault_count];

uint64_t linux_hash(const uint8_t *bytes, size_t count) {
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t index = 0; index < count; index++) hash = (hash ^ bytes[index]) * 0x100000001b3;
    return hash;
}

// MARK: - Marks

linux_mark *linux_mark_make(void) {
    linux_mark *mark = calloc(1, sizeof *mark);
    if (!mark) return NULL;
    for (int place = 0; place < marks_max; place++) {
        linux_mark *none = NULL;
        if (atomic_compare_exchange_strong(&marks[place], &none, mark)) return mark;
    }
    free(mark);
    return NULL;
}

void linux_mark_free(linux_mark *mark) {
    for (int place = 0; place < marks_max; place++) {
        linux_mark *own = mark;
        if (atomic_compare_exchange_strong(&marks[place], &own, NULL)) break;
    }
    free(mark);
}

void linux_mark_name(linux_mark *mark, const char *path, size_t count) {
    mark->path_count = count < linux_path_bytes ? (uint32_t)count : linux_path_bytes;
    memcpy(mark->path, path, mark->path_count);
}

// MARK: - Stacks

static pthread_key_t stack_key;
static int has_stack_key;

static void free_stack(void *stack) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    munmap(stack, stack_bytes);
}

void linux_death_stack(void) {
    linux_death_has_stack = 1;
    stack_t known;
    if (!has_stack_key || sigaltstack(NULL, &known) != 0) return;
    // Somebody else gave it one.
    if (!(known.ss_flags & SS_DISABLE)) return;
    void *memory =
        mmap(NULL, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t stack = {.ss_sp = memory, .ss_size = stack_bytes};
    // Without one only a stack that is full goes unnoted.
    if (sigaltstack(&stack, NULL) != 0 || pthread_setspecific(stack_key, memory) != 0) {
        free_stack(memory);
    }
}

// MARK: - The handler: calls only what may be called within a signal. Source: signal-safety(7).

static size_t put_text(char *line, size_t at, size_t max, const char *text, size_t count) {
    for (size_t index = 0; index < count && at < max; index++) {
        // No control characters for terminals.
        line[at++] = (unsigned char)text[index] < 0x20 || text[index] == 0x7F ? '?' : text[index];
    }
    return at;
}

static size_t put_number(char *line, size_t at, size_t max, uint64_t number) {
    char digits[20];
    size_t count = 0;
    do {
        digits[sizeof digits - ++count] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return put_text(line, at, max, digits + sizeof digits - count, count);
}

#define PUT(text) at = put_text(line, at, sizeof line - 1, text, sizeof text - 1)

static void tell(int signal, const linux_mark *mark) {
    char line[linux_path_bytes + 256];
    size_t at = 0;
    PUT("riskd: died of signal ");
    at = put_number(line, at, sizeof line - 1, (uint64_t)signal);
    if (mark) {
        PUT(" while it read ");
        at = put_text(line, at, sizeof line - 1, mark->path, mark->path_count);
        PUT(", bytes ");
        at = put_number(line, at, sizeof line - 1, mark->start);
        PUT(" to ");
        at = put_number(line, at, sizeof line - 1, mark->end);
    } else {
        PUT(", and not of a record that it read");
    }
    line[at++] = '\n';
    // Nobody is left who could do anything about an error.
    ssize_t written = write(STDERR_FILENO, line, at);
    (void)written;
}

static void note(int signal, const linux_mark *mark, int64_t now) {
    linux_death death = {.magic = linux_death_magic, .time = now, .signal = signal};
    if (mark) {
        death.work = mark->work;
        death.start = mark->start;
        death.end = mark->end;
        if (mark->bytes) {
            death.count = mark->count;
            death.hash = linux_hash(mark->bytes, mark->count);
        }
        death.path_count = mark->path_count;
        memcpy(death.path, mark->path, mark->path_count);
    }
    int file = atomic_load(&death_file);
    ssize_t written = file < 0 ? 0 : write(file, &death, sizeof death);
    (void)written;
    tell(signal, mark);
}

static void note_all(int signal, int is_sent) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t time = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    // A fault is its own thread's.
    if (!is_sent) return note(signal, linux_mark_current, time);
    // A watchdog's signal comes to any thread, so each thread at work may be the one that hangs.
    int count = 0;
    for (int place = 0; place < marks_max; place++) {
        const linux_mark *mark = atomic_load(&marks[place]);
        if (!mark || mark->work == linux_work_none) continue;
        note(signal, mark, time);
        count++;
    }
    if (!count) note(signal, NULL, time);
}

static void died(int signal, siginfo_t *info, void *context) {
    (void)context;
    int error = errno;
    // kill, tgkill or sigqueue; abort() is this process's own.
    int is_sent = info->si_code <= 0 && info->si_pid != getpid();
    if ((!is_sent || signal == SIGABRT) && !atomic_flag_test_and_set(&is_noted)) {
        note_all(signal, is_sent);
    }
    for (int index = 0; index < fault_count; index++) {
        if (faults[index] == signal) sigaction(signal, &before[index], NULL);
    }
    errno = error;
    // Held back until this returns; then the process ends as if nobody had looked.
    raise(signal);
}

static pthread_once_t is_installed = PTHREAD_ONCE_INIT;

static void install(void) {
    has_stack_key = pthread_key_create(&stack_key, free_stack) == 0;
    struct sigaction action = {.sa_sigaction = died, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < fault_count; index++) {
        sigaction(faults[index], &action, &before[index]);
    }
}

void linux_death_write_to(int file) { atomic_store(&death_file, file); }

void linux_death_watch(void) {
    pthread_once(&is_installed, install);
    linux_death_stack();
}
