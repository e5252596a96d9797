#include "power_cut.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Source: https://www.sqlite.org/vfs.html, "VFS Shims".
typedef struct {
    sqlite3_file base;
    sqlite3_file *real; // behind this struct
    const char *path;   // SQLite's own, valid until the file is closed; null where not watched
} cut_file;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs cut_vfs;

static sqlite3_file *real(sqlite3_file *file) { return ((cut_file *)file)->real; }

enum { path_bytes = 4096 };

// The place of a file's copy, with a suffix; 0 where the path is too long.
static int durable(char *place, const char *path, const char *suffix) {
    const char *name = strrchr(path, '/');
    if (!name) return 0;
    int length = snprintf(place, path_bytes, "%.*s/.durable%s%s", (int)(name - path), path, name, suffix);
    return length > 0 && length < path_bytes;
}

static int is_watched(const char *path) {
    char place[path_bytes];
    const char *name = path ? strrchr(path, '/') : NULL;
    if (!name) return 0;
    int length = snprintf(place, sizeof place, "%.*s/.durable", (int)(name - path), path);
    return length > 0 && length < path_bytes && access(place, F_OK) == 0;
}

// Copies what the file holds now; 0 where that fails.
static int keep(const char *path) {
    char place[path_bytes], new[path_bytes], block[1 << 16];
    if (!durable(place, path, "") || !durable(new, path, ".new")) return 0;
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int to = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int is_whole = from >= 0 && to >= 0;
    while (is_whole) {
        ssize_t count = read(from, block, sizeof block);
        if (count == 0) break;
        is_whole = count > 0 && write(to, block, (size_t)count) == count;
    }
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    return is_whole && rename(new, place) == 0;
}

static int count_sync(const char *path) {
    char place[path_bytes];
    if (!durable(place, path, ".syncs")) return 0;
    int file = open(place, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return 0;
    int is_counted = write(file, ".", 1) == 1;
    close(file);
    return is_counted;
}

static int cut_sync(sqlite3_file *file, int flags) {
    const char *path = ((cut_file *)file)->path;
    if (!path) return real(file)->pMethods->xSync(real(file), flags);
    return keep(path) && count_sync(path) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int cut_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }
static int cut_read(sqlite3_file *file, void *to, int count, sqlite3_int64 from) {
    return real(file)->pMethods->xRead(real(file), to, count, from);
}
static int cut_write(sqlite3_file *file, const void *from, int count, sqlite3_int64 to) {
    return real(file)->pMethods->xWrite(real(file), from, count, to);
}
static int cut_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return real(file)->pMethods->xTruncate(real(file), size);
}
static int cut_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
static int cut_lock(sqlite3_file *file, int kind) {
    return real(file)->pMethods->xLock(real(file), kind);
}
static int cut_unlock(sqlite3_file *file, int kind) {
    return real(file)->pMethods->xUnlock(real(file), kind);
}
static int cut_check_lock(sqlite3_file *file, int *result) {
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
static int cut_control(sqlite3_file *file, int operation, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int cut_sector_size(sqlite3_file *file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
static int cut_characteristics(sqlite3_file *file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
static int cut_shm_map(sqlite3_file *file, int page, int bytes, int extends, void volatile **at) {
    return real(file)->pMethods->xShmMap(real(file), page, bytes, extends, at);
}
static int cut_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void cut_shm_barrier(sqlite3_file *file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
static int cut_shm_unmap(sqlite3_file *file, int deletes) {
    return real(file)->pMethods->xShmUnmap(real(file), deletes);
}

// Version 2: without memory mapping, past which nothing could be seen.
static const sqlite3_io_methods cut_methods = {
    .iVersion = 2,
    .xClose = cut_close,
    .xRead = cut_read,
    .xWrite = cut_write,
    .xTruncate = cut_truncate,
    .xSync = cut_sync,
    .xFileSize = cut_size,
    .xLock = cut_lock,
    .xUnlock = cut_unlock,
    .xCheckReservedLock = cut_check_lock,
    .xFileControl = cut_control,
    .xSectorSize = cut_sector_size,
    .xDeviceCharacteristics = cut_characteristics,
    .xShmMap = cut_shm_map,
    .xShmLock = cut_shm_lock,
    .xShmBarrier = cut_shm_barrier,
    .xShmUnmap = cut_shm_unmap,
};

static int cut_open(
    sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
    (void)vfs;
    cut_file *cut = (cut_file *)file;
    cut->real = (sqlite3_file *)(cut + 1);
    cut->path = is_watched(path) ? path : NULL;
    int code = real_vfs->xOpen(real_vfs, path, cut->real, flags, out_flags);
    // SQLite closes a file that has methods, also where opening it failed.
    cut->base.pMethods = cut->real->pMethods ? &cut_methods : NULL;
    return code;
}

int power_cut_register(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    int code = SQLITE_OK;
    if (!real_vfs) {
        code = sqlite3_initialize();
        real_vfs = code == SQLITE_OK ? sqlite3_vfs_find(NULL) : NULL;
        if (real_vfs) {
            // All but opening is the real one's; deleting a file leaves its copy, as the name of a
            // file that was removed may be there again after a power cut.
            cut_vfs = *real_vfs;
            cut_vfs.pNext = NULL;
            cut_vfs.zName = "power-cut";
            cut_vfs.szOsFile = (int)sizeof(cut_file) + real_vfs->szOsFile;
            cut_vfs.xOpen = cut_open;
            code = sqlite3_vfs_register(&cut_vfs, 1);
        } else if (code == SQLITE_OK) {
            code = SQLITE_ERROR;
        }
    }
    pthread_mutex_unlock(&mutex);
    return code;
}
